"""When WeCom or the person does not take a message: named ends, one copy at most, no flood, no secret told."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot import outbox
from bot.channels.tencent import api, codes
from storage.engine import Database
from storage.tables import Outbox
from tests.channels.running import SENTENCE
from tests.fakes import WeCom
from tests.fakes.faults import Fault, broken, cut, garbage, refuse, silent, too_many
from tests.wecom.chat import Office


def settled(office: Office, messages: int, wait: float = 8) -> list[str]:
    """The states of all messages once there are so many and each has ended."""
    until = time.monotonic() + wait
    while time.monotonic() < until:
        rows = office.rows(Outbox)
        if len(rows) == messages and all(row.ended_at is not None for row in rows):
            break
        time.sleep(0.02)
    return [row.state for row in office.rows(Outbox)]


@pytest.fixture
def quick(fake: WeCom, sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A bot that does not wait long for an answer, nor before it tries again."""
    monkeypatch.setattr(api, "ANSWER_SECONDS", 0.6)
    monkeypatch.setattr(outbox, "COPY_AFTER", timedelta(seconds=0.2))
    monkeypatch.setattr(codes, "WAITS", timedelta(seconds=1))
    with Office(fake, sqlite).running() as office:
        fake.save_callback(f"{office.url}/wecom")
        yield office


def test_who_left_is_unreachable_and_told_on_his_other_channel(office: Office, fake: WeCom) -> None:
    cadre = office.bound("周建明")
    page = office.town.account("周建明", "web")
    cadre.leaves()
    cadre.says("菜单")
    until = time.monotonic() + 8
    while len(rows := office.rows(Outbox)) < 2 and time.monotonic() < until:
        time.sleep(0.02)
    lost, said = rows
    assert (lost.state, said.state, said.account_id) == ("failed-permanent", "pending", page)
    assert (lost.error or "").startswith("told on web instead")
    assert office.unreached(cadre.userid.lower()) is not None
    assert fake.ledger.mistakes == []


def test_a_token_that_was_taken_back_is_fetched_anew_once(office: Office, fake: WeCom) -> None:
    cadre = office.bound("周建明")
    cadre.says("菜单")
    cadre.hears("要做什么")
    fake.tokens.revoke()
    cadre.says("菜单")
    cadre.hears("要做什么")
    assert len(fake.ledger.of("gettoken")) == 2
    assert fake.ledger.mistakes == []


def test_a_token_that_is_never_taken_is_not_asked_for_without_end(quick: Office, fake: WeCom) -> None:
    cadre = quick.bound("周建明")
    fake.faults.add("message/send", refuse(40014), times=None)
    cadre.says("菜单")
    until = time.monotonic() + 8
    while not any(row.error for row in quick.rows(Outbox)) and time.monotonic() < until:
        time.sleep(0.02)
    assert len(fake.ledger.of("message/send")) == 2
    assert len(fake.ledger.of("gettoken")) == 2
    fake.faults.clear()
    cadre.hears("要做什么")


@pytest.mark.parametrize("fault", [silent(), cut(), garbage(), broken(502, worked=True)], ids=lambda fault: fault.kind)
def test_what_was_taken_and_never_answered_comes_once(quick: Office, fake: WeCom, fault: Fault) -> None:
    """A card is known again by its task id; a text is not, and its copy says so."""
    cadre = quick.bound("周建明")
    fake.faults.add("message/send", fault)
    cadre.says(SENTENCE)
    cadre.hears("已记录")
    assert settled(quick, 1) == ["sent"]
    cadre.hears_nothing(0.1)
    fake.faults.add("message/send", fault)
    cadre.says("帮助")
    assert "可能重复" not in cadre.hears("想到哪说到哪").text
    cadre.hears("可能重复")
    assert settled(quick, 2) == ["sent", "sent"]
    assert len(fake.ledger.of("message/send")) == 4


@pytest.mark.parametrize(
    "fault", [broken(502), too_many(1), refuse(60020), refuse(-1)], ids=lambda one: str(one.status)
)
def test_what_was_not_taken_is_tried_again(quick: Office, fake: WeCom, fault: Fault) -> None:
    cadre = quick.bound("周建明")
    fake.faults.add("message/send", fault)
    cadre.says("菜单")
    cadre.hears("要做什么")
    assert settled(quick, 1) == ["sent"]


def test_a_server_that_is_not_there_costs_nothing(quick: Office, fake: WeCom) -> None:
    cadre = quick.bound("周建明")
    fake.server.down()
    delivery = {"MsgType": "text", "Content": "菜单", "MsgId": 1, "ToUserName": fake.corp_id, "AgentID": fake.agent_id}
    body = {**delivery, "FromUserName": cadre.userid, "CreateTime": fake.clock.stamp()}
    from tests.fakes.tencent import xml

    query, sealed = fake.seal(xml.write(body).encode(), str(fake.clock.stamp()), "nonce")
    import httpx

    assert httpx.post(f"{quick.url}/wecom", params=query, content=sealed).status_code == 200
    until = time.monotonic() + 8
    while not any(row.error for row in quick.rows(Outbox)) and time.monotonic() < until:
        time.sleep(0.02)
    assert {row.state for row in quick.rows(Outbox)} <= {"pending", "sending"}  # never uncertain
    fake.server.up()
    cadre.hears("要做什么")


def test_a_refused_card_is_a_named_end(office: Office, fake: WeCom) -> None:
    cadre = office.bound("周建明")
    fake.faults.add("message/send", refuse(40058))
    cadre.says("菜单")
    assert settled(office, 1) == ["failed-permanent"]
    assert office.unreached(cadre.userid.lower()) is None
