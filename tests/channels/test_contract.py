"""One contract for every channel: what comes twice, order, choices, long texts, and what cannot be delivered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from storage.tables import Entry, Inbox
from tests.channels.running import SENTENCE
from tests.channels.sides import PUSHED, ROWS, Pushed, Side
from tests.databases import Template


@pytest.fixture(scope="module", params=ROWS, ids=lambda row: row.__name__)
def side(
    request: pytest.FixtureRequest, sqlite_template: Template, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Side]:
    """A channel with its fake and a bot, the same for all tests."""
    with sqlite_template.copied(tmp_path_factory.mktemp("side")) as database, request.param(database) as side:
        yield side
        if isinstance(side, Pushed):
            assert side.fake.ledger.mistakes == []


@pytest.fixture
def pushed(side: Side) -> Pushed:
    """One that messages are pushed to; pages and terminals fetch theirs, so nothing can fail on the way."""
    if not isinstance(side, Pushed):
        pytest.fail("a test for channels with push")
    return side


on_push = pytest.mark.parametrize("side", PUSHED, indirect=True, ids=lambda row: row.__name__)


def entries(side: Side, name: str) -> int:
    """How many records a person has."""
    with side.town.database.reading() as session:
        mine = session.query(Entry).execution_options(unscoped=True).filter_by(person_id=side.town.people[name])
        return mine.count()


def test_what_comes_again_is_recorded_once(side: Side) -> None:
    cadre = side.voice("周建明")
    cadre.says(SENTENCE)
    assert "李桂兰" in cadre.hears("已记录")
    cadre.again()
    cadre.again()
    cadre.says("我的")
    cadre.hears("我的记录")
    assert entries(side, "周建明") == 1


def test_what_one_says_is_handled_in_its_order(side: Side) -> None:
    cadre = side.voice("方晓燕")
    for number in range(1, 6):
        cadre.says(f"今天去汪家坞走访了李桂兰，第{number}次说水渠堵了")
    cadre.says("我的")
    cadre.hears("我的记录")
    with side.town.database.reading() as session:
        lane = session.query(Inbox).filter_by(lane=f"p{side.town.people['方晓燕']}").order_by(Inbox.id)
        said = [row.body["text"] for row in lane]
    assert [text[13:16] for text in said[:5]] == [f"第{number}次" for number in range(1, 6)]
    assert entries(side, "方晓燕") == 5


def test_a_choice_is_taken_by_button_number_or_label(side: Side) -> None:
    cadre = side.voice("童建新")
    cadre.says("菜单")
    cadre.chooses(cadre.hears("要做什么"), "帮助")
    cadre.hears("一句话就行")
    cadre.says("菜单")
    cadre.hears("要做什么")
    cadre.says("今天")
    cadre.hears("今天")
    cadre.says("走访")
    cadre.hears("村")
    cadre.says("取消")
    cadre.hears("不填了")


def test_a_long_text_arrives_whole_and_in_order(side: Side) -> None:
    cadre = side.voice("汪洋")
    cadre.says("菜单")
    cadre.hears("要做什么")
    lines = [f"{number:03d}：上云村水渠堵了" for number in range(1, side.longest // 12)]
    side.tells("汪洋", "\n".join(lines))
    text = ""
    for line in (lines[0], lines[len(lines) // 2], lines[-1]):
        if line not in text:
            text += cadre.hears(line)
    assert not isinstance(side, Pushed) or side.ended("\n".join(lines))[0].state == "sent"


@on_push
def test_a_temporary_failure_is_tried_again(pushed: Pushed) -> None:
    leader = pushed.voice("俞正阳")
    leader.says("菜单")
    leader.hears("要做什么")
    method, fault = pushed.busy
    pushed.fake.faults.add(method, fault)
    pushed.tells("俞正阳", "下午三点开会")
    assert leader.hears("下午三点开会") == "下午三点开会"
    message = pushed.ended("下午三点开会")[0]
    assert (message.state, message.attempts) == ("sent", 2)


@on_push
def test_who_cannot_be_reached_here_is_told_on_his_other_channel_and_the_row_says_which(pushed: Pushed) -> None:
    officer = pushed.voice("王树根")
    officer.says("菜单")
    officer.hears("要做什么")
    page = pushed.page("王树根")
    pushed.loses("王树根")
    pushed.tells("王树根", "明天来村里")
    lost, told = pushed.ended("明天来村里")
    assert lost.state == "failed-permanent"
    assert (lost.error or "").startswith("told on web instead")
    assert (told.channel, told.account_id) == ("web", page)


@on_push
def test_who_has_no_other_channel_finds_it_on_his_page(pushed: Pushed) -> None:
    leader = pushed.voice("倪海军")
    leader.says("菜单")
    leader.hears("要做什么")
    pushed.loses("倪海军")
    pushed.tells("倪海军", "北片的事")
    lost, told = pushed.ended("北片的事")
    assert lost.state == "failed-permanent"
    assert (told.channel, told.state) == ("web", "pending")
