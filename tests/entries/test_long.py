"""Texts that no platform takes whole: shown in part, kept and copied complete."""

from __future__ import annotations

from handlers.kit.context import LONGEST_LABEL, LONGEST_TEXT
from tests.conversation import Town

LONG = "好长的一段话" * 2_000


def test_a_long_note_is_shown_in_part_and_copied_whole(town: Town) -> None:
    asked = town.hears("周建明", LONG)
    (card,) = town.press("周建明", asked, "记下来")
    assert "没有丢" in card.text
    assert len(card.text) < LONGEST_TEXT + 100
    mine = town.hears("周建明", "我的")
    assert all(len(label) <= LONGEST_LABEL for label in mine.labels)
    parts = town.press("周建明", mine, "复制这一页的文字")
    assert len(parts) > 1
    assert "".join(part.text for part in parts).endswith(LONG)
