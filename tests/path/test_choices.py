"""A choice answers to number, label and press, to the person it was shown to, until it expires."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.kit.context import Context
from handlers.kit.messages import Choice
from handlers.kit.routes import Args
from handlers.kit.texts import Texts
from storage import outbox
from storage.engine import Database
from tests.path.office import ANSWERS, PLACES, Office, word

TEXTS = Texts("zh_CN")
GONE = TEXTS("press.gone")
HELP = TEXTS("start.help")


def _offer(ctx: Context, args: Args) -> None:
    ctx.say(
        "请选择",
        Choice("第一", "nothing.known"),
        Choice("看帮助", "menu.word", {"word": "help"}),
        about=args["argument"] or None,
    )


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database, word("选", _offer))


def _token(office: Office, who: int = 0) -> str:
    token = office.shown(who)[-1].token
    assert token is not None
    return token


@pytest.mark.parametrize("said", ["2", "看帮助", "２"])
def test_a_number_or_label_answers(office: Office, said: str) -> None:
    office.says(0, "选")
    assert office.says(0, said) == [HELP]


def test_a_press_answers_again_and_again(office: Office) -> None:
    office.says(0, "选")
    token = _token(office)
    assert office.says(0, press=f"{token}.1") == [HELP]
    assert office.says(0, press=f"{token}.1") == [HELP]


def test_another_account_cannot_press_it(office: Office) -> None:
    office.says(0, "选")
    assert office.says(1, press=f"{_token(office)}.1") == [GONE]


@pytest.mark.parametrize("place", ["2", "99", "-1", "", "x", "1.1", "９", "1" * 90])
def test_a_place_out_of_range_does_nothing(office: Office, place: str) -> None:
    office.says(0, "选")
    assert office.says(0, press=f"{_token(office)}.{place}") == [GONE]


def test_every_changed_byte_of_a_token_is_a_forgery(office: Office) -> None:
    office.says(0, "选")
    token = _token(office)
    for at in range(len(token)):
        forged = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        assert office.says(0, press=f"{forged}.1") == [GONE]
    assert office.says(0, press=".1") == [GONE]


def test_an_expired_choice_answers_to_nothing(office: Office) -> None:
    office.says(0, "选")
    token = _token(office)
    office.now += outbox.CHOICES_LAST - timedelta(seconds=1)
    assert office.says(0, press=f"{token}.1") == [HELP]
    office.now += timedelta(seconds=2)
    assert office.says(0, press=f"{token}.1") == [GONE]
    assert office.says(0, "2") != [HELP]
    assert office.says(0, "看帮助") != [HELP]


def test_an_action_nobody_knows_any_more_is_gone(office: Office) -> None:
    office.says(0, "选")
    assert office.says(0, "1") == [GONE]


def test_a_bare_number_answers_the_newest_choice_and_a_doubtful_label_asks(office: Office) -> None:
    office.says(0, "选 entry:1")
    office.says(0, "选 entry:2")
    assert office.says(0, "2") == [HELP]
    (asked,) = office.says(0, "看帮助")
    assert "看帮助" in asked
    assert asked != HELP
    assert office.says(0, "1") == [HELP]


def test_a_form_takes_its_own_buttons_labels_and_numbers(office: Office) -> None:
    office.says(0, "问题")
    office.says(0, ANSWERS[0])
    token = _token(office)
    assert office.says(0, press=f"{token}.0") == ["牵涉几户？"]
    assert office.says(0, press=f"{token}.0") == [GONE], "the question was answered already"
    assert office.says(0, "5") == [f"记下了：{ANSWERS[0]}，{PLACES[0]}，5户"]


def test_the_draft_survives_and_a_bad_answer_loses_nothing(office: Office) -> None:
    office.says(0, "问题")
    office.says(0, ANSWERS[0])
    office.writer = office.worker("after a restart")
    assert len(office.says(0, "哪里都不是")) == 1
    assert office.says(0, "镇上") == ["牵涉几户？"]
    assert office.says(0, "很多户吧")[0].endswith("牵涉几户？")
    assert office.says(0, "3") == [f"记下了：{ANSWERS[0]}，镇上，3户"]
