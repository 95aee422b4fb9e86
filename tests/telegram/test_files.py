"""Photos, voice and places on Telegram: an album is one visit's, what cannot be kept is said so."""

from __future__ import annotations

import time

import pytest

from bot import fetching
from storage.tables import Attachment, Entry
from tests.fakes import Telegram
from tests.telegram.chat import SENTENCE, Office
from tests.web.test_attachments import VOICE, picture


def fetched(office: Office, many: int, wait: float = 8) -> list[Attachment]:
    """The attachments once so many are here."""
    until = time.monotonic() + wait
    while time.monotonic() < until:
        found = office.rows(Attachment)
        if len(found) == many and all(one.body is not None for one in found):
            break
        time.sleep(0.05)
    return office.rows(Attachment)


def test_an_album_and_a_voice_note_hang_on_the_visit_they_came_with(
    office: Office, fake: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "IDLE_SECONDS", 0.05)
    cadre = office.bound("周建明")
    cadre.sends_album(picture(), picture(640, 480), caption=SENTENCE)
    cadre.hears("照片1张")
    cadre.hears("照片2张")
    cadre.sends_voice(VOICE)
    cadre.hears("语音1条")
    found = fetched(office, 3)
    assert [(one.kind, one.mime) for one in found[:2]] == [("photo", "image/jpeg")] * 2
    assert {one.entry_id for one in found} == {entry.id for entry in office.rows(Entry)}
    assert len(office.rows(Entry)) == 1
    assert found[2].body == VOICE
    assert fake.ledger.mistakes == []


def test_a_point_on_the_map_a_contact_and_a_sticker_are_not_kept(office: Office) -> None:
    cadre = office.bound("周建明")
    cadre.sends_place(30.1, 119.9)
    cadre.hears("这类文件收不了")
    cadre.sends_contact("13800000000")
    cadre.hears("这类文件收不了")
    cadre.sends_sticker()
    cadre.hears("这类文件收不了")
    assert office.rows(Attachment) == []
