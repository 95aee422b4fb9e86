"""What is said to many goes out in one call: who was not reached is known one by one, a press is each one's own."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from storage import broadcasts, outbox, tasks
from storage.tables import Outbox, Task
from tests.channels.running import until
from tests.fakes import WeCom
from tests.fakes.faults import silent
from tests.fakes.wecom import Member
from tests.tasks.rows import drafted
from tests.wecom.chat import Office
from tests.wecom.test_trouble import quick, settled

__all__ = ["quick"]

NAMES = ("周建明", "方晓燕", "汪洋", "童建新")


def told(office: Office, text: str, *labels: str, series: str | None = None) -> list[Member]:
    """The bot says the same to four people of its own accord."""
    members, now = [office.bound(name) for name in NAMES], office.app.clock()
    choices = [{"label": label, "action": "menu.word", "args": {"word": "help"}} for label in labels]
    rows = [
        outbox.row(account, "wecom", {"text": text, "choices": choices}, None, now) | {"series": series}
        for account in (office.account(member.userid.lower()) for member in members)
    ]
    office.app.writer.run(lambda connection: outbox.queue(connection, rows))
    office.wake()
    return members


def test_one_call_for_all_and_who_left_is_unreachable(office: Office, fake: WeCom) -> None:
    fake.person("童建新").leaves()
    members = told(office, "明天九点防汛演练")
    for member in members[:3]:
        member.hears("防汛演练")
    until(lambda: len(office.rows(Outbox)) == 5)
    assert [row.state for row in office.rows(Outbox)] == ["sent", "sent", "sent", "failed-permanent", "pending"]
    assert len(fake.ledger.of("message/send")) == 1
    assert office.unreached(members[3].userid.lower()) is not None
    assert office.unreached(members[0].userid.lower()) is None
    assert fake.ledger.mistakes == []


def test_whoever_has_no_licence_is_named_so(office: Office, fake: WeCom) -> None:
    fake.person("汪洋").licensed = False
    members = told(office, "明天九点防汛演练", "收到")
    for member in members[:2]:
        member.hears("防汛演练")
    until(lambda: len(office.rows(Outbox)) == 5)
    lost = office.rows(Outbox)[2]
    assert (lost.state, (lost.error or "").partition("(")[2]) == ("failed-permanent", "unlicenseduser)")
    assert office.unreached(members[2].userid.lower()) is not None
    assert len(fake.ledger.of("message/send")) == 1


def test_a_task_waits_until_all_of_it_goes_out_together(office: Office, fake: WeCom) -> None:
    task = asked(office)
    members = told(office, "明天九点防汛演练", series=broadcasts.series(task, 1))
    office.do(office.push._sender.turn())  # type: ignore[union-attr]
    assert not fake.ledger.of("message/send"), "the rest of it is not there yet"
    office.app.writer.run(
        lambda connection: connection.execute(update(Task).where(Task.township_id > 0).values(cursor=None))
    )
    office.wake()
    for member in members:
        member.hears("防汛演练")
    assert len(fake.ledger.of("message/send")) == 1


def asked(office: Office) -> int:
    """A task that is being handed on."""
    with office.app.database.writing() as session:
        scope, now = office.town.scope("贺佳"), office.app.clock()
        task = drafted(session, scope, now)
        tasks.send(session, scope, task, now, now)
        return task.id


def test_half_a_call_that_may_have_arrived_is_the_same_call_again(quick: Office, fake: WeCom) -> None:
    fake.faults.add("message/send", silent(), times=1)
    members = told(quick, "明天九点防汛演练", "收到")
    until(lambda: [row.state for row in quick.rows(Outbox)] == ["uncertain"] * 4)
    with quick.app.database.reading() as session:
        (call,) = session.scalars(select(Outbox.call).distinct())
    first = quick.rows(Outbox)[0].id
    gone = update(Outbox).where(Outbox.id == first).values(state="cancelled", ended_at=quick.app.clock())
    quick.app.writer.run(lambda connection: connection.execute(gone))
    assert settled(quick, 4) == ["cancelled", "sent", "sent", "sent"]
    assert fake.memory.cards[0].task == call
    assert [len(member.heard) for member in members] == [1] * 4, "known again, though its first is no more among them"


def test_a_press_on_a_card_of_many_is_each_ones_own(office: Office, fake: WeCom) -> None:
    members = told(office, "明天九点防汛演练", "收到", "办结", "有困难")
    for member in members:
        member.hears("防汛演练")
    assert len(fake.ledger.of("message/send")) == 1
    for member in members[1:3]:
        member.presses("收到")
        member.hears()
    members[1].presses("办结")
    members[1].hears()
    stranger = fake.person("路人")
    stranger.forges("x", f"{fake.memory.cards[0].task}.0")
    stranger.hears("还不认识您")
    assert fake.ledger.mistakes == []


def test_many_that_may_have_arrived_are_not_told_twice(quick: Office, fake: WeCom) -> None:
    fake.faults.add("message/send", silent(), times=2)
    members = told(quick, "明天九点防汛演练", "收到")
    assert settled(quick, 4) == ["sent"] * 4
    assert [[heard.text for heard in member.heard] for member in members] == [["明天九点防汛演练"]] * 4


@pytest.mark.parametrize("labels", [(), ("收到",)])
def test_whoever_has_more_to_hear_hears_it_in_its_order(office: Office, fake: WeCom, labels: tuple[str, ...]) -> None:
    members = told(office, "一", *labels)
    for member in members:
        member.hears("一")
    account, now = office.account(members[0].userid.lower()), office.app.clock()
    rows = [outbox.row(account, "wecom", {"text": text, "choices": []}, None, now) for text in ("二", "三", "四")]
    rows += [
        outbox.row(office.account(member.userid.lower()), "wecom", {"text": "四", "choices": []}, None, now)
        for member in members[1:]
    ]
    office.app.writer.run(lambda connection: outbox.queue(connection, rows))
    office.wake()
    until(lambda: len(members[0].heard) == 4)
    assert [heard.text for heard in members[0].heard] == ["一", "二", "三", "四"]
