"""A day on the Official Account: binding, a sentence, choices by number, the window, who is unknown."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot import outbox as sender
from bot.channels.wechat import limits
from storage import outbox
from storage.engine import Database
from storage.tables import Attachment, ChannelAccount, Entry, Inbox, Outbox, Sent, StrangerCount
from tests.channels.running import SENTENCE, until
from tests.fakes import WeChat
from tests.fakes.faults import refuse, silent
from tests.fakes.pictures import png
from tests.fakes.wechat import OUT_OF_ORDER, Follower
from tests.wechat.chat import Office


def services(fake: WeChat) -> int:
    """How many customer-service messages were asked for."""
    return sum(call.method == "message/custom/send" for call in fake.ledger.calls)


def tell(office: Office, follower: Follower, text: str) -> None:
    """The bot says something of its own accord."""
    account = next(row.id for row in office.rows(ChannelAccount) if row.address == follower.openid)
    body = {"text": text, "choices": []}
    row = outbox.row(account, "wechat", body, None, office.app.clock())
    office.app.writer.run(lambda connection: outbox.queue(connection, [row]))
    assert office.push is not None
    office.push.wake()


def settled(office: Office, text: str, wait: float = 8) -> Outbox:
    """The message with this text, once it has ended."""
    until = time.monotonic() + wait
    while time.monotonic() < until:
        found = [row for row in office.rows(Outbox) if row.channel == "wechat" and row.body["text"] == text]
        if found and found[-1].ended_at is not None:
            return found[-1]
        time.sleep(0.02)
    raise AssertionError(f"{text} has not ended")


def on_page(office: Office) -> list[str]:
    """What waits on pages."""
    return [row.body["text"] for row in office.rows(Outbox) if row.channel == "web"]


@pytest.mark.parametrize("safe", [True, False])
def test_binding_a_sentence_and_a_choice_all_in_replies(fake: WeChat, sqlite: Database, safe: bool) -> None:
    fake.safe = safe
    with Office(fake, sqlite, wechat_aes_key=fake.aes_key if safe else "").running() as office:
        office.save()
        cadre = fake.person("周建明")
        cadre.says(f"绑定 {office.code('周建明')}")
        cadre.hears("周建明")
        cadre.says(SENTENCE)
        card = cadre.hears("已记录").text
        assert "李桂兰" in card
        number = next(line.split(".")[0] for line in card.splitlines() if line.endswith(". 撤销"))
        cadre.says(number)
        cadre.hears("收回")
        # The hint of the day is a second answer: it goes by itself, or takes the next reply.
        assert [row.platform_id for row in office.rows(Sent)].count("reply") >= 2
        assert services(fake) <= 2
        assert fake.ledger.mistakes == []


def test_scanning_a_code_binds_whether_one_follows_already_or_not(office: Office, fake: WeChat) -> None:
    cadre, other = fake.person("周建明"), fake.person("方晓燕")
    cadre.subscribed = False
    cadre.subscribes(office.code("周建明"))
    cadre.hears("周建明")
    other.scans(office.code("方晓燕"))
    other.hears("方晓燕")
    other.clicks("我的")
    other.hears("还没有记录")
    assert fake.ledger.mistakes == []


def test_a_stranger_is_told_how_to_come_in_and_leaves_no_row(office: Office, fake: WeChat) -> None:
    stranger = fake.person("路人")
    stranger.subscribes()
    stranger.hears("还不认识您")
    stranger.says(SENTENCE)
    stranger.hears("还不认识您")
    stranger.says("绑定 AAAAAAAAAAAAAAAAAAAAAA")
    stranger.hears("绑定码不对")
    assert not office.rows(Inbox) + office.rows(Outbox) + office.rows(Entry)
    assert [row.count for row in office.rows(StrangerCount)] == [3]
    assert fake.ledger.mistakes == []


def test_an_answer_that_is_not_ready_follows_by_itself(
    office: Office, fake: WeChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "ANSWER_SECONDS", 0.0)
    cadre = office.bound("周建明")
    cadre.says(SENTENCE)
    cadre.hears("已记录")
    assert services(fake) == 1
    assert fake.ledger.mistakes == []


def test_what_cannot_be_sent_now_waits_on_the_page_and_one_is_told_when_one_writes_again(
    office: Office, fake: WeChat
) -> None:
    cadre = office.bound("周建明")
    tell(office, cadre, "还没说过话，发不了")
    assert "told on web instead" in (settled(office, "还没说过话，发不了").error or "")
    cadre.says("菜单")
    cadre.hears("要做什么")
    cadre.hears("前面有1条消息没能发到这里")
    for number in range(4):
        tell(office, cadre, f"第{number}件事")
        cadre.hears(f"第{number}件事")
    tell(office, cadre, "第六条")
    settled(office, "第六条")
    assert on_page(office) == ["还没说过话，发不了", "第六条"]
    cadre.says("帮助")
    cadre.hears("前面有2条消息没能发到这里")
    assert fake.ledger.mistakes == []


def test_after_two_days_of_silence_nothing_is_tried(office: Office, fake: WeChat) -> None:
    cadre = office.bound("周建明")
    cadre.says("菜单")
    cadre.hears("要做什么")
    with office.town.database.begin() as connection:
        past = office.app.clock() - timedelta(seconds=1)
        connection.execute(update(ChannelAccount).values(open_until=past))
    tell(office, cadre, "今天的提醒")
    assert settled(office, "今天的提醒").state == "failed-permanent"
    assert services(fake) == 0


def test_who_unsubscribes_is_unreachable_until_he_follows_again(office: Office, fake: WeChat) -> None:
    cadre = office.bound("周建明")
    cadre.says("菜单")
    cadre.hears("要做什么")
    cadre.unsubscribes()
    until(lambda: office.unreached(cadre.openid) is not None)
    tell(office, cadre, "有事")
    settled(office, "有事")
    cadre.subscribes()
    cadre.hears("前面有1条消息没能发到这里")
    assert office.unreached(cadre.openid) is None
    assert fake.ledger.mistakes == []


def test_an_answer_lost_on_its_way_is_given_again_and_recorded_once(office: Office, fake: WeChat) -> None:
    cadre = office.bound("周建明")
    said = cadre.says(SENTENCE)
    cadre.hears("已记录")
    fake.repeats(said)
    cadre.hears("已记录")
    assert len(office.rows(Entry)) == 1
    assert services(fake) == 0


def test_a_photo_and_a_voice_note_are_fetched_and_a_place_keeps_its_words(office: Office, fake: WeChat) -> None:
    cadre = office.bound("周建明")
    cadre.says(SENTENCE)
    cadre.hears("已记录")
    cadre.sends_photo(png(64, 48))
    cadre.hears("照片1张")
    cadre.sends_voice(b"#!AMR\n" + bytes(200))
    cadre.hears("语音1条")
    cadre.sends_place(30.1, 119.2)
    cadre.hears("地图上的点不收")
    until(lambda: len(found := office.rows(Attachment)) == 2 and all(one.body for one in found))
    assert fake.ledger.mistakes == []


def test_a_token_that_was_taken_back_is_asked_for_once(office: Office, fake: WeChat) -> None:
    cadre = office.bound("周建明")
    cadre.says("菜单")
    cadre.hears("要做什么")
    tell(office, cadre, "一")
    cadre.hears("一")
    fake.tokens.revoke()
    given = fake.tokens.given
    tell(office, cadre, "二")
    cadre.hears("二")
    assert fake.tokens.given == given + 1
    assert fake.ledger.mistakes == []


def test_a_busy_server_is_asked_again_and_silence_brings_one_labelled_copy(
    office: Office, fake: WeChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert office.push is not None
    monkeypatch.setattr(sender, "COPY_AFTER", timedelta(seconds=0.1))
    monkeypatch.setattr(office.push._platforms[0]._api._client, "timeout", 0.5)  # type: ignore[attr-defined]
    cadre = office.bound("周建明")
    cadre.says("菜单")
    cadre.hears("要做什么")
    fake.faults.add("message/custom/send", refuse(-1))
    tell(office, cadre, "一")
    assert cadre.hears("一").text == "一"
    fake.faults.add("message/custom/send", silent())
    tell(office, cadre, "二")
    assert cadre.hears("二").text == "二"
    assert "可能重复" in cadre.hears("二").text
    assert OUT_OF_ORDER not in [heard.text for heard in cadre.heard]
    assert fake.ledger.mistakes == []
