"""When Telegram or the person does not take a message: named ends, one labelled copy, no flood."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from bot import outbox
from bot.channels.telegram import api
from storage.engine import Database
from storage.tables import Outbox
from tests.fakes import Telegram
from tests.fakes.faults import broken, silent, too_many
from tests.telegram.chat import SENTENCE, Office


def settled(office: Office, messages: int, wait: float = 8) -> list[str]:
    """The states of all messages once there are so many and each has ended."""
    until = time.monotonic() + wait
    while time.monotonic() < until:
        rows = sent_to_chats(office)
        if len(rows) == messages and all(row.ended_at is not None for row in rows):
            break
        time.sleep(0.02)
    return [row.state for row in sent_to_chats(office)]


def sent_to_chats(office: Office) -> list[Outbox]:
    """What was for Telegram; what could not be told there waits on the page."""
    return [row for row in office.rows(Outbox) if row.channel == "telegram"]


def test_who_blocked_the_bot_is_unreachable_until_he_lets_it_write_again(office: Office, fake: Telegram) -> None:
    cadre = office.bound("周建明")
    cadre.says("菜单")
    cadre.chat.left = "bot was blocked by the user"
    assert settled(office, 1) == ["failed-permanent"]
    assert office.unreachable(cadre) is not None
    cadre.unblocks()
    cadre.hears("前面有1条消息没能发到这里")
    cadre.says("菜单")
    cadre.hears("要做什么")
    assert settled(office, 3) == ["failed-permanent", "sent", "sent"]
    assert office.unreachable(cadre) is None


def test_what_a_blocked_bot_wanted_to_say_is_said_on_another_channel(office: Office) -> None:
    cadre = office.bound("周建明")
    page = office.town.account("周建明", "web")
    cadre.says("菜单")
    cadre.chat.left = "bot was blocked by the user"
    until = time.monotonic() + 8
    while len(rows := office.rows(Outbox)) < 2 and time.monotonic() < until:
        time.sleep(0.02)
    lost, said = rows
    assert (lost.state, said.state, said.account_id) == ("failed-permanent", "pending", page)
    assert (lost.error or "").startswith("told on web instead")
    assert said.body["text"] == lost.body["text"]
    assert said.token not in (None, lost.token)


def test_a_flood_holds_everybody_until_the_platform_lets_go(office: Office, fake: Telegram) -> None:
    first, second = office.bound("周建明"), office.bound("方晓燕")
    fake.faults.add("sendMessage", too_many(2))
    began = time.monotonic()
    first.says("菜单")
    while not any(row.error for row in office.rows(Outbox)):
        time.sleep(0.01)
    second.says("菜单")
    second.hears("要做什么")
    first.hears("要做什么")
    assert time.monotonic() - began > 1.8
    assert fake.ledger.mistakes == []
    assert settled(office, 2) == ["sent", "sent"]


def test_the_servers_error_is_tried_again(office: Office, fake: Telegram) -> None:
    cadre = office.bound("周建明")
    fake.faults.add("sendMessage", broken(502))
    cadre.says("菜单")
    assert "可能重复" not in cadre.hears("要做什么").text


def test_what_was_taken_and_never_answered_comes_once_more_with_a_label(
    fake: Telegram, sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "ANSWER_SECONDS", 0.5)
    monkeypatch.setattr(outbox, "COPY_AFTER", timedelta(seconds=0.2))
    with Office(fake, sqlite).running() as office:
        cadre = office.bound("周建明")
        fake.faults.add("sendMessage", silent())
        cadre.says(SENTENCE)
        assert "可能重复" not in cadre.hears("已记录").text
        copy = cadre.hears("可能重复")
        cadre.presses("撤销")
        assert cadre.hears("收回", what="edited").id == copy.id
        cadre.hears_nothing(0.3)


def test_one_a_second_to_a_chat(patient: Office, fake: Telegram) -> None:
    cadre = patient.bound("周建明")
    for _ in range(2):
        cadre.says("菜单")
    for _ in range(2):
        cadre.hears("要做什么")
    assert fake.ledger.mistakes == []
