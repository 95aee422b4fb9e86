"""The pure rules: workdays, deadlines, secrets, small talk, likeness, spoken corrections."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.rules import deadlines, evidence, likeness, secrets, smalltalk, workdays
from handlers.wishes import Wish, wish

TUESDAY = date(2026, 11, 17)


def weekday(day: date) -> bool:
    return day.weekday() < 5


@pytest.mark.parametrize(("count", "until"), [(0, 17), (1, 18), (3, 20), (4, 23), (7, 26)])
def test_adding_and_counting_workdays_agree(count: int, until: int) -> None:
    assert workdays.add(TUESDAY, count, weekday) == date(2026, 11, until)
    assert workdays.between(TUESDAY, date(2026, 11, until), weekday) == count


def test_a_worked_saturday_counts_and_past_days_are_negative() -> None:
    saturday = date(2026, 11, 21)
    assert workdays.add(TUESDAY, 4, lambda day: weekday(day) or day == saturday) == saturday
    assert workdays.between(date(2026, 11, 20), TUESDAY, weekday) == -3


@pytest.mark.parametrize(
    ("category", "days"), [("other", 20), ("infrastructure", 26), ("dispute", 38), ("petition", 26)]
)
def test_categories_have_their_deadlines(category: str, days: int) -> None:
    assert (deadlines.due(category, TUESDAY, weekday) - date(2026, 11, 1)).days == days - 1


def test_urgent_is_due_the_same_day_and_only_an_earlier_promise_wins() -> None:
    assert deadlines.due("dispute", TUESDAY, weekday, urgent=True) == TUESDAY
    assert deadlines.due("dispute", TUESDAY, weekday, promise=date(2026, 11, 20)) == date(2026, 11, 20)
    assert deadlines.due("other", TUESDAY, weekday, promise=date(2026, 12, 20)) == date(2026, 11, 20)


def test_duties_of_the_words_outlive_a_change_of_category() -> None:
    before, now = evidence.follow("issue", ["dispute"]), evidence.follow("visit+issue", ["safety"])
    assert evidence.after_change(("service", "mediation"), before, now) == ("service", "opinion", "priority")


@pytest.mark.parametrize(
    "text",
    [
        "这是机密文件，大家传阅",
        "绝密材料放我办公室了",
        "县委办〔2026〕12号要求今天走访",
        "按照政发[2025]3号办理",
        "内部文件不要外传",
        "标着秘密级的通知",
        "文号：清政办12",
        "国家秘密的载体丢了",
    ],
)
def test_marks_of_state_secrets_are_suspected(text: str) -> None:
    assert secrets.suspected(text)


@pytest.mark.parametrize(
    "text",
    [
        "走访李桂兰，她说有个秘密要告诉我",
        "合作社的配方是商业秘密，不肯说",
        "给村干部上保密教育课",
        "2026年12号楼的路灯不亮",
        "走访时反映内部道路坏了",
        "今天（11月12号）去王家坞走访",
        "开展保密法宣传",
    ],
)
def test_everyday_words_are_not(text: str) -> None:
    assert not secrets.suspected(text)


@pytest.mark.parametrize(
    ("text", "talk"),
    [
        ("收到", "chat"),
        ("好的谢谢领导", "chat"),
        ("🙏🙏", "chat"),
        ("OK", "chat"),
        ("怎么请假", "question"),
        ("镇里明天开会吗？", "question"),
        ("明天去王家坞", "plan"),
        ("水库边钓鱼的人不少", "other"),
    ],
)
def test_small_talk_is_told_apart(text: str, talk: str) -> None:
    assert smalltalk.talk(text) == talk


def test_matters_are_alike_by_household_place_or_words() -> None:
    ditch = ("水渠堵了", None, ())
    assert likeness.alike(ditch, ("村里水渠又堵了", None, ()))
    assert not likeness.alike(ditch, ("路灯不亮", None, ()))
    assert likeness.alike(("漏水", None, (1, 2)), ("水管坏了", None, (2,)))
    assert not likeness.alike(("漏水", None, (1,)), ("漏水", None, (2,)))
    assert not likeness.alike(("路灯不亮", "3组", ()), ("路灯不亮", "5组", ()))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("不是张三是张四", Wish("张四", None, "张三")),
        ("不是张三，而是张四", Wish("张四", None, "张三")),
        ("日期 昨天", Wish("昨天", "day")),
        ("村：王家坞", Wish("王家坞", "village")),
        ("类别改为矛盾纠纷", Wish("矛盾纠纷", "category")),
        ("改成急", Wish("急")),
        ("不急", Wish("不急", "urgent")),
        ("问题：路灯不亮", Wish("路灯不亮", "issue", plain=False)),
    ],
)
def test_spoken_corrections(said: str, meant: Wish) -> None:
    assert wish(said) == meant


@pytest.mark.parametrize(
    "said",
    [
        "今天去王家坞走访了李桂兰",
        "走访的不是李桂兰家，是刘福生家，水渠堵了，已经联系水利站",
        "时间：今天上午，地点：王家坞，走访李桂兰等三户群众",
        "收到",
        "",
    ],
)
def test_sentences_that_are_no_corrections(said: str) -> None:
    assert wish(said) is None
