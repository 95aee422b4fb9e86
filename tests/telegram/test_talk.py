"""A day on Telegram: binding, a sentence, buttons, what comes twice, who is unknown."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot import log
from storage.tables import Entry, Inbox, Outbox, StrangerCount
from tests.fakes import Telegram
from tests.fakes.faults import broken, refuse
from tests.telegram.chat import SENTENCE, Office
from tests.web.test_attachments import picture


def test_binding_by_link_then_a_sentence_then_taking_it_back(office: Office, fake: Telegram) -> None:
    cadre = fake.person("周建明")
    cadre.opens(office.code("周建明"))
    cadre.hears("周建明")
    cadre.says(SENTENCE)
    card = cadre.hears("已记录")
    assert "李桂兰" in card.text
    assert {"修改", "撤销"} <= set(card.buttons)
    cadre.presses("撤销")
    undone = cadre.hears("收回", what="edited")
    assert undone.id == card.id
    assert undone.buttons == ()
    assert [call.method for call in fake.ledger.calls if call.method == "answerCallbackQuery"]
    assert fake.ledger.mistakes == []


def test_commands_and_words_are_the_same(office: Office) -> None:
    cadre = office.bound("周建明")
    cadre.says("/menu")
    menu = cadre.hears("要做什么")
    cadre.says("菜单")
    assert cadre.hears("要做什么").buttons == menu.buttons
    cadre.says("/menu@baocun_bot")
    cadre.hears("要做什么")


def test_a_stranger_is_told_how_to_come_in_and_leaves_no_row(office: Office, fake: Telegram) -> None:
    stranger = fake.person("路人")
    stranger.says("/start")
    stranger.hears("还不认识您")
    stranger.says(SENTENCE)
    stranger.opens("A" * 22)
    stranger.hears("邀请码不对")
    assert not office.rows(Inbox) + office.rows(Outbox) + office.rows(Entry)
    assert [row.count for row in office.rows(StrangerCount)] == [3]
    assert fake.ledger.mistakes == []


def test_an_invite_opens_once(office: Office, fake: Telegram) -> None:
    code = office.code("周建明")
    cadre, thief = fake.person("周建明"), fake.person("路人")
    cadre.opens(code)
    cadre.hears("周建明")
    thief.opens(code)
    thief.hears("邀请码不对")


def test_what_comes_again_is_recorded_once_and_order_is_kept(office: Office, fake: Telegram) -> None:
    cadre = office.bound("周建明")
    for number in range(1, 6):
        said = cadre.says(f"今天去王家坞走访了李桂兰，第{number}次说水渠堵了")
    for _ in range(5):
        cadre.hears("已记录")
    fake.repeats({"update_id": 77, "message": said})
    fake.repeats({"update_id": 78, "message": said})
    cadre.says("我的")
    cadre.hears("我的记录")
    assert len(office.rows(Entry)) == 5
    texts = [row.body["text"] for row in office.rows(Inbox)]
    assert [text[13:16] for text in texts[:5]] == [f"第{n}次" for n in range(1, 6)]


def test_a_foreign_or_forged_press_does_nothing_but_say_so(office: Office, fake: Telegram) -> None:
    cadre, other, stranger = office.bound("周建明"), office.bound("方晓燕"), fake.person("路人")
    cadre.says(SENTENCE)
    card = cadre.hears("已记录")
    message = cadre.chat.messages[int(card.id)]
    data = message["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    assert len(data.encode()) <= 64
    other.forges(data, message)
    other.hears("按钮已失效")
    cadre.forges("x.0", message)
    cadre.hears("按钮已失效")
    stranger.forges(data, message)
    stranger.hears("不是给您的", what="toast")
    assert [row.undone_at for row in office.rows(Entry)] == [None]


def test_a_press_that_comes_again_or_too_late_does_nothing_but_say_so(office: Office, fake: Telegram) -> None:
    cadre = office.bound("周建明")
    cadre.says(SENTENCE)
    card = cadre.hears("已记录")
    message = dict(cadre.chat.messages[int(card.id)])
    data = message["reply_markup"]["inline_keyboard"][-1][-1]["callback_data"]
    cadre.presses("撤销")
    cadre.hears("收回", what="edited")
    cadre.forges(data, message)  # the keyboard was still shown on another device
    cadre.hears("已经")
    cadre.says("菜单")
    cadre.hears("要做什么")
    with office.town.database.begin() as connection:
        connection.execute(update(Outbox).values(choices_until=office.app.clock() - timedelta(days=1)))
    cadre.presses("今天")
    cadre.hears("按钮已失效")
    assert [row.undone_at is not None for row in office.rows(Entry)] == [True]
    assert len(fake.ledger.of("answerCallbackQuery", outcome="ok")) == 3
    assert fake.ledger.mistakes == []


def test_an_update_nobody_can_read_stands_in_nobodys_way(office: Office, fake: Telegram) -> None:
    cadre = office.bound("周建明")
    fake.sends_strange("message", {"message_id": "x", "chat": 5})
    fake.sends_strange("callback_query", ["no object"])
    fake.sends_strange("message", {"message_id": "x", "chat": {"id": int(cadre.address), "type": "private"}})
    cadre.hears("看不了")
    cadre.says("菜单")
    cadre.hears("要做什么")
    dead = [row for row in office.rows(Inbox) if row.state == "dead"]
    kinds = [set(row.body["unreadable"]) - {"update_id"} for row in dead]
    assert kinds == [{"message"}, {"callback_query"}, {"message"}]


def test_names_with_markup_are_shown_as_they_are(office: Office) -> None:
    cadre = office.bound("周建明")
    cadre.says("今天去王家坞走访了李桂兰，<b>水渠</b>_堵了* [看](http://a.cn)")
    cadre.hears("<b>水渠</b>")


def test_in_a_group_only_what_is_meant_for_the_bot_is_taken_and_answered_in_private(
    office: Office, fake: Telegram
) -> None:
    fake.private_in_groups = False
    cadre = office.bound("周建明")
    group = fake.group("北片工作群", cadre)
    cadre.says("大家下午开会", group)
    cadre.says("/menu@other_bot", group)
    cadre.says("/menu@baocun_bot", group)
    menu = cadre.hears("要做什么")
    assert int(menu.id) in cadre.chat.messages
    cadre.says("@baocun_bot 菜单", fake.upgrade(group))
    cadre.hears("要做什么")
    assert len(office.rows(Inbox)) == 2


def test_a_stranger_sees_what_everybody_may_say_in_both_languages(office: Office, fake: Telegram) -> None:
    cadre = office.bound("周建明")
    cadre.says("菜单")
    cadre.hears("要做什么")
    common = {
        key[3]: [one["command"] for one in listed] for key, listed in fake.commands.items() if key[0] == "default"
    }
    assert set(common) == {"", "en"}
    assert common[""] == common["en"]
    assert {"menu", "help", "privacy", "feedback"} <= set(common[""])
    assert not {"visit", "digest", "invite"} & set(common[""])


def test_a_changed_message_corrects_the_record_it_made(office: Office) -> None:
    cadre = office.bound("周建明")
    first = cadre.says(SENTENCE)
    cadre.hears("已记录")
    cadre.edits(first, SENTENCE.replace("李桂兰", "刘福生"))
    card = cadre.hears("刘福生")
    assert "李桂兰" not in card.text
    assert len(office.rows(Entry)) == 1


def test_a_changed_message_that_recorded_nothing_is_heard_again(office: Office) -> None:
    cadre = office.bound("周建明")
    first = cadre.says("菜单吧")
    cadre.hears()
    cadre.edits(first, "菜单")
    cadre.hears("要做什么")


@pytest.fixture
def loud(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    """Every logger writes everything through our own handler; returns what was written."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    log.set_up("debug")
    loggers = [root, *(logging.getLogger(name) for name in ("httpx", "httpcore", "telegram", "telegram.Bot"))]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    yield lambda: capsys.readouterr().err
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)
    root.handlers[:], root.level = before
    log.set_up()


def test_no_logger_writes_the_token_however_loud_it_is(office: Office, fake: Telegram, loud: Callable[[], str]) -> None:
    cadre = office.bound("周建明")
    fake.faults.add("sendMessage", broken(502))
    fake.faults.add("getFile", refuse(404))
    cadre.says(SENTENCE)
    cadre.hears("已记录")
    cadre.sends_photo(picture())
    cadre.hears("照片1张")
    written = loud()
    assert "sendMessage" in written, "the libraries were not heard"
    assert '"httpx"' in written
    assert fake.token.partition(":")[2] not in written
    assert fake.token.partition(":")[0] not in written


def test_a_token_without_a_digit_is_left_out_too() -> None:
    token = "AA" + "wordlikeTOKENwithoutAnyNumber"
    log.hide([token])
    assert token not in log.scrubbed(f"POST https://api.telegram.org/bot1:{token}/getMe")
