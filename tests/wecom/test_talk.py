"""A day on WeCom: binding, a sentence, buttons, what comes twice, who is unknown."""

from __future__ import annotations

import time

import pytest

from storage.tables import Entry, Inbox, Outbox, StrangerCount
from tests.channels.running import SENTENCE, until
from tests.fakes import WeCom
from tests.fakes.tencent.callback import Delivery
from tests.wecom.chat import Office


def answered(delivery: Delivery, wait: float = 5) -> list[int | str]:
    """How each try of a callback was answered, once it is over."""
    until = time.monotonic() + wait
    while delivery.answered is None and time.monotonic() < until:
        time.sleep(0.01)
    return delivery.tried


def test_binding_by_code_then_a_sentence_then_taking_it_back(office: Office, fake: WeCom) -> None:
    cadre = fake.person("周建明")
    assert answered(cadre.says(f"绑定 {office.code('周建明')}")) == [200]
    cadre.hears("周建明")
    cadre.says(SENTENCE)
    card = cadre.hears("已记录")
    assert "李桂兰" in card.text
    assert {"修改", "撤销"} <= set(card.buttons)
    cadre.presses("撤销")
    undone = cadre.hears("收回", what="edited")
    assert undone.buttons == ()
    assert [row.undone_at is None for row in office.rows(Entry)] == [False]
    assert fake.ledger.mistakes == []


def test_the_card_is_changed_as_often_as_it_is_pressed(office: Office, fake: WeCom) -> None:
    cadre = office.bound("周建明")
    cadre.says(SENTENCE)
    cadre.hears("已记录")
    cadre.presses("撤销")
    cadre.hears("收回", what="edited")
    assert len(fake.ledger.of("message/send")) == 1
    assert fake.ledger.mistakes == []


def test_a_press_after_three_days_is_answered_by_a_new_card(office: Office, fake: WeCom) -> None:
    cadre = office.bound("周建明")
    cadre.says(SENTENCE)
    card = cadre.hears("已记录")
    until(
        lambda: all(row.ended_at for row in office.rows(Outbox))
    )  # or the code it was sent with comes after the press
    code = fake.codes.give(fake.memory.cards[-1], cadre.userid)
    fake.codes.spend(code)  # somebody used it up
    body = {"EventKey": f"{office.token(card.text)}.1", "TaskId": fake.memory.cards[-1].task, "ResponseCode": code}
    cadre._event("template_card_event", body | {"CardType": "button_interaction"})
    cadre.hears("收回", what="text")


def test_the_menu_of_the_app_says_the_words(office: Office, fake: WeCom) -> None:
    cadre = office.bound("周建明")
    until = time.monotonic() + 5
    while not fake.menu and time.monotonic() < until:
        time.sleep(0.02)
    assert [button["name"] for button in fake.menu] == ["今天", "记一笔", "更多"]
    cadre.clicks("菜单")
    cadre.hears("要做什么")
    cadre.clicks("走访")
    cadre.hears()
    assert fake.ledger.mistakes == []


def test_more_than_six_choices_are_a_numbered_list(office: Office) -> None:
    cadre = office.bound("周建明")
    cadre.says("菜单")
    menu = cadre.hears("要做什么")
    assert menu.buttons == ()
    assert "1. " in menu.text
    assert "7. " in menu.text
    cadre.says("1")
    cadre.hears("今天")


def test_a_stranger_is_told_how_to_come_in_and_leaves_no_row(office: Office, fake: WeCom) -> None:
    stranger = fake.person("路人")
    stranger.enters()
    stranger.says("你好")
    stranger.hears("还不认识您")
    stranger.says(SENTENCE)
    assert answered(stranger.says(f"绑定 {'A' * 22}")) == [200]
    assert not office.rows(Inbox) + office.rows(Outbox) + office.rows(Entry)
    assert [row.count for row in office.rows(StrangerCount)] == [3]
    assert fake.ledger.mistakes == []


@pytest.mark.parametrize("same", [False, True])
def test_what_comes_again_is_recorded_once(office: Office, fake: WeCom, same: bool) -> None:
    cadre = office.bound("周建明")
    fake.callback.same_envelope = same
    for number in range(1, 4):
        said = cadre.says(f"今天去王家坞走访了李桂兰，第{number}次说水渠堵了")
    for _ in range(3):
        cadre.hears("已记录")
    assert answered(fake.repeats(said)) == [200]
    cadre.says("我的")
    cadre.hears("我的记录")
    assert len(office.rows(Entry)) == 3
    texts = [row.body["text"] for row in office.rows(Inbox)]
    assert [text[13:16] for text in texts[:3]] == [f"第{n}次" for n in range(1, 4)]


def test_one_number_of_two_people_is_two_messages(office: Office) -> None:
    one, other = office.bound("周建明"), office.bound("方晓燕")
    one.says("菜单", msgid=5)
    other.says("菜单", msgid=5)
    one.hears("要做什么")
    other.hears("要做什么")


def test_a_full_disk_loses_nothing_the_platform_sends_again(
    office: Office, fake: WeCom, monkeypatch: pytest.MonkeyPatch
) -> None:
    from storage.trouble import Full

    cadre = office.bound("周建明")
    fake.callback.same_envelope = True
    room = iter([False, True, True])

    def check() -> None:
        if not next(room, True):
            raise Full

    monkeypatch.setattr(office.app.writer, "check_room", check)
    assert answered(cadre.says(SENTENCE)) == [503, 200]
    cadre.hears("已记录")


def test_a_foreign_or_forged_press_does_nothing_but_say_so(office: Office, fake: WeCom) -> None:
    cadre, other, stranger = office.bound("周建明"), office.bound("方晓燕"), fake.person("路人")
    cadre.says(SENTENCE)
    card = cadre.hears("已记录")
    key = f"{office.token(card.text)}.1"
    other.forges("x", key)
    other.hears("按钮已失效")
    cadre.forges("x", "x.0")
    cadre.hears("按钮已失效")
    stranger.forges("x", key)
    stranger.hears("还不认识您")
    assert [row.undone_at for row in office.rows(Entry)] == [None]


def test_what_nobody_can_read_stands_in_nobodys_way(office: Office, fake: WeCom) -> None:
    cadre = office.bound("周建明")
    for text in ("no xml", "<xml><MsgType>text</MsgType></xml>", "<xml><MsgType>poem</MsgType></xml>"):
        assert answered(fake.tell_raw(cadre.userid, {}, text)) == [200]
    for event in ("subscribe", "enter_agent", "LOCATION", "change_contact"):
        assert answered(cadre._event(event, {"EventKey": "", "Latitude": 30.1})) == [200]
    cadre.says("菜单")
    cadre.hears("要做什么")
    dead = [row for row in office.rows(Inbox) if row.state == "dead"]
    assert len(dead) == 3
    assert len(office.rows(Inbox)) == 4


def test_names_with_markup_are_shown_as_they_are(office: Office) -> None:
    cadre = office.bound("周建明")
    cadre.says("今天去王家坞走访了李桂兰，<b>水渠</b>_堵了* [看](http://a.cn)")
    cadre.hears("<b>水渠</b>")
