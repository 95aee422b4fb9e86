"""Every message comes to a named end; what may have arrived is repeated once, and says so."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.channels import Outbound, SendError
from bot.outbox import BATCH, COPY_AFTER, GIVE_UP_AFTER, LEASE, WAITS, Sender
from bot.writer import Writer
from handlers.kit.texts import Texts
from storage import outbox
from storage.broadcasts import ORDINARY, URGENT
from storage.engine import Database
from storage.tables import ChannelAccount, Outbox, Sent
from storage.vocabulary import OUTBOX_END_STATES
from tests.path.office import CHANNEL, Office, address

TEXTS = Texts("zh_CN")
LOST = SendError("timed out", uncertain=True)
DOWN = SendError("502")


class Platform:
    """A channel that does what the test says, one word a sending, and remembers what reached people."""

    name = CHANNEL

    def __init__(self, *script: Exception | None) -> None:
        self._script = list(script)
        self.tried: list[Outbound] = []
        self.arrived: list[str] = []

    def known_again(self, outbound: Outbound) -> bool:
        return False

    async def send(self, outbound: Outbound) -> Sequence[str]:
        self.tried.append(outbound)
        error = self._script.pop(0) if self._script else None
        if error is None or getattr(error, "uncertain", False):  # uncertain: it arrived, but nobody learned of it
            self.arrived.append(outbound.text)
        if error is not None:
            raise error
        return (f"p{len(self.tried)}",)


class Post:
    """An office with a sender, and messages in its outbox."""

    def __init__(self, database: Database, platform: Platform, messages: int = 1, people: int = 2) -> None:
        self.office = Office(database, people=people)
        self.platform = platform
        self.sender = self.another()
        for _ in range(messages):
            self.say(0)

    def another(self) -> Sender:
        """A sender as a restarted process would have it: it remembers nothing."""
        return Sender(Directly(self.office.writer), {CHANNEL: self.platform}, lambda: self.office.now, TEXTS)

    def say(self, who: int, text: str = "", due: datetime | None = None, tier: int = 0) -> None:
        """Queues a message."""
        now = self.office.now
        with self.office.database.begin() as connection:
            account = connection.scalar(select(ChannelAccount.id).where(ChannelAccount.address == address(who)))
            body = {"text": text or f"第{len(self.rows()) + 1}条", "choices": []}
            row = {"account_id": account, "channel": CHANNEL, "body": body, "about": None, "token": None, "tier": tier}
            outbox.queue(connection, [row | {"choices_until": None, "created_at": now, "due_at": due or now}])

    def sends(self, **later: float) -> None:
        """Lets time pass and sends what is due, until nothing is."""
        self.office.now += timedelta(**later)

        async def all_due() -> None:
            while await self.sender.turn():
                pass

        asyncio.run(all_due())

    def rows(self) -> list[Outbox]:
        """The outbox."""
        with self.office.database.reading() as session:
            return list(session.scalars(select(Outbox).order_by(Outbox.id)))

    @property
    def states(self) -> list[str]:
        """The state of each message."""
        return [row.state for row in self.rows()]


class Directly(Writer):
    """A writer whose jobs are done at once: these tests need no thread."""

    def __init__(self, writer: Writer) -> None:
        self.__dict__ = writer.__dict__

    def _put(self, part: Any) -> Any:
        future = super()._put(part)
        self.turn(wait=False)
        return future


def test_what_is_sent_is_sent_once_with_the_platforms_ids(database: Database) -> None:
    post = Post(database, Platform(), messages=3)
    post.sends()
    post.sends(hours=9)
    assert post.platform.arrived == ["第1条", "第2条", "第3条"]
    assert post.states == ["sent"] * 3
    with database.reading() as session:
        assert session.execute(select(Sent.outbox_id, Sent.part, Sent.platform_id)).all() == [
            (row.id, 0, f"p{number}") for number, row in enumerate(post.rows(), 1)
        ]


def test_an_answer_does_not_wait_behind_what_is_said_to_many(database: Database) -> None:
    post = Post(database, Platform(), messages=0, people=3)
    for number in range(BATCH + 8):
        post.say(0, f"任务{number}", tier=ORDINARY)
    post.say(1, "紧急任务", tier=URGENT)
    post.say(2, "答复")
    post.sends()
    arrived = post.platform.arrived
    assert max(arrived.index("答复"), arrived.index("紧急任务")) < BATCH
    assert [one for one in arrived if one.startswith("任务")] == [f"任务{number}" for number in range(BATCH + 8)]


def test_refused_for_good_is_a_permanent_failure(database: Database) -> None:
    post = Post(database, Platform(SendError("blocked", permanent=True)), messages=2)
    post.sends()
    post.sends(hours=1)
    assert post.states == ["failed-permanent", "sent"]
    assert post.rows()[0].error == "blocked"


def test_a_platform_that_is_down_is_asked_again_after_growing_waits(database: Database) -> None:
    post = Post(database, Platform(DOWN, DOWN, DOWN, DOWN, DOWN))
    post.sends()  # the first try, and the second at once
    assert len(post.platform.tried) == 2
    for tries, wait in enumerate(WAITS[1:], 3):
        post.sends(seconds=wait.total_seconds() - 1)
        assert len(post.platform.tried) == tries - 1
        post.sends(seconds=1)
        assert len(post.platform.tried) == tries
    post.sends(minutes=5)
    assert post.states == ["sent"]
    assert post.platform.arrived == ["第1条"]


def test_after_four_hours_it_has_failed(database: Database) -> None:
    post = Post(database, Platform(*[DOWN] * 200))
    while post.states == ["pending"]:
        post.sends(minutes=1)
    assert post.states == ["failed-technical"]
    assert post.office.now - post.rows()[0].created_at - GIVE_UP_AFTER < timedelta(minutes=10)
    assert len(post.platform.tried) < 60
    assert post.rows()[0].ended_at == post.office.now


def test_what_waited_out_an_outage_is_tried_once_and_says_that_it_is_late(database: Database) -> None:
    post = Post(database, Platform())
    post.sends(hours=26)
    assert post.states == ["sent"]
    assert post.platform.arrived == [TEXTS("send.late", text="第1条", minutes=26 * 60)]


def test_cancelled_and_expired_are_not_sent(database: Database) -> None:
    post = Post(database, Platform(), messages=2)
    first = post.rows()[0].id
    with database.begin() as connection:
        outbox.end(connection, first, "cancelled", post.office.now)
        assert outbox.expire(connection, [CHANNEL], post.office.now + outbox.PAGE_KEEPS + timedelta(seconds=1)) == 1
    post.sends(days=1)
    assert post.platform.tried == []
    assert post.states == ["cancelled", "expired"]
    assert set(post.states) <= set(OUTBOX_END_STATES)


def test_cancelled_while_it_was_being_sent_stays_cancelled(database: Database) -> None:
    post = Post(database, Platform())
    with database.begin() as connection:
        (claimed,) = outbox.claim(connection, [CHANNEL], 9, post.office.now, LEASE)
    with database.begin() as connection:
        outbox.end(connection, claimed.id, "cancelled", post.office.now)
        outbox.end(connection, claimed.id, "sent", post.office.now)
    assert post.states == ["cancelled"]


def test_asked_to_wait_the_whole_channel_waits(database: Database) -> None:
    post = Post(database, Platform(None), messages=0)
    until = post.office.now + timedelta(seconds=40)
    post.platform._script = [SendError("429", until=until)]
    for who in (0, 0, 1):
        post.say(who)
    post.sends()
    assert len(post.platform.tried) < 3, "one account's order: its second message was not tried"
    post.say(1)
    post.sends(seconds=39)
    before = len(post.platform.arrived)
    post.sends(seconds=1)
    assert len(post.platform.arrived) == 4
    assert before <= 1
    assert post.states == ["sent"] * 4


@pytest.mark.parametrize("then", [None, LOST, SendError("gone", permanent=True)])
def test_what_may_have_arrived_gets_one_labelled_copy(database: Database, then: Exception | None) -> None:
    post = Post(database, Platform(LOST, then))
    post.sends()
    assert post.states == ["uncertain"]
    post.sends(seconds=COPY_AFTER.total_seconds() - 1)
    assert len(post.platform.tried) == 1
    for _ in range(8):
        post.sends(minutes=10)
    assert [sent.text for sent in post.platform.tried[:1]] == ["第1条"]
    assert len(post.platform.tried) == 2
    assert TEXTS("send.again", text="第1条") in post.platform.tried[1].text
    assert post.states == ["failed-permanent" if isinstance(then, SendError) and then.permanent else "sent"]


def test_a_copy_that_surely_did_not_arrive_is_tried_again_with_its_label(database: Database) -> None:
    post = Post(database, Platform(DOWN, LOST, DOWN, SendError("429", until=None), None))
    for _ in range(8):
        post.sends(minutes=6)
    assert post.states == ["sent"]
    assert len(post.platform.arrived) == 2, "the first, which nobody learned of, and one copy"
    assert [TEXTS("send.again", text="第1条") in sent.text for sent in post.platform.tried] == [
        False,
        False,
        True,
        True,
        True,
    ]


def test_a_crash_while_sending_makes_one_labelled_copy(database: Database) -> None:
    post = Post(database, Platform())
    with database.begin() as connection:
        outbox.claim(connection, [CHANNEL], 9, post.office.now, LEASE)  # and the process dies
    post.sender = post.another()
    post.sends(seconds=LEASE.total_seconds() - 1)
    assert post.platform.tried == []
    post.sends(seconds=2)
    assert post.platform.arrived == [TEXTS("send.again", text="第1条")]
    assert post.states == ["sent"]


def test_a_crash_while_sending_the_copy_makes_no_third(database: Database) -> None:
    post = Post(database, Platform())
    for _ in range(2):
        with database.begin() as connection:
            assert outbox.claim(connection, [CHANNEL], 9, post.office.now, LEASE)
        post.office.now += LEASE
    post.sends(hours=1)
    assert post.platform.tried == []
    assert post.states == ["sent"]
    assert "copy" in (post.rows()[0].error or "")


def test_a_fault_of_the_channels_code_is_repeated_once_and_fails(database: Database) -> None:
    post = Post(database, Platform(KeyError("id"), KeyError("id")), messages=1)
    for _ in range(4):
        post.sends(minutes=1)
    assert post.states == ["failed-technical"]


def test_a_slow_account_holds_up_no_other(database: Database) -> None:
    post = Post(database, Platform(), messages=0)
    order: list[str] = []

    async def send(outbound: Outbound) -> Sequence[str]:
        await asyncio.sleep(0.2 if outbound.address == address(0) else 0)
        order.append(outbound.text)
        return ()

    post.platform.send = send  # type: ignore[method-assign]
    for who, text in ((0, "慢一"), (0, "慢二"), (1, "快一"), (1, "快二")):
        post.say(who, text)
    post.sends()
    assert order == ["快一", "快二", "慢一", "慢二"]


def test_who_may_have_one_a_second_holds_up_no_batch(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    post = Post(database, Platform(), messages=3)
    post.say(1, "另一个人的")
    monkeypatch.setattr("bot.outbox.LANE_SECONDS", 0.0)
    asyncio.run(post.sender.turn())
    assert post.platform.arrived == ["第1条", "另一个人的"]
    assert post.states == ["sent", "pending", "pending", "sent"]
    post.sends()
    assert post.platform.arrived == ["第1条", "另一个人的", "第2条", "第3条"]


def test_what_gave_way_stays_before_what_was_said_after_it(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    post = Post(database, Platform(), messages=3)
    monkeypatch.setattr("bot.outbox.LANE_SECONDS", 0.0)
    sent = post.platform.send

    async def send(outbound: Outbound) -> Sequence[str]:
        if outbound.text == "第1条":
            post.say(0)
            post.office.now += timedelta(seconds=2)
        return await sent(outbound)

    post.platform.send = send  # type: ignore[method-assign]
    post.sends()
    assert post.platform.arrived == ["第1条", "第2条", "第3条", "第4条"]


def test_nothing_is_lost_when_the_sender_dies_in_the_middle(database: Database) -> None:
    post = Post(database, Platform(), messages=6)

    async def dies(outbound: Outbound) -> Sequence[str]:
        if len(post.platform.arrived) == 3:
            raise SystemExit
        post.platform.arrived.append(outbound.text)
        return ()

    working, post.platform.send = post.platform.send, dies  # type: ignore[method-assign]
    with pytest.raises(SystemExit):
        asyncio.run(post.sender.turn())
    post.platform.send = working  # type: ignore[method-assign]
    post.sender = post.another()
    post.sends(minutes=2)
    assert post.states == ["sent"] * 6
    for number in range(1, 7):
        copies = [text for text in post.platform.arrived if f"第{number}条" in text]
        assert len(copies) == 1
    assert post.platform.arrived[:3] == ["第1条", "第2条", "第3条"]


async def test_the_loop_goes_on_when_the_database_was_unwell(database: Database) -> None:
    post = Post(database, Platform())
    turn, failed = post.sender.turn, list[int]()

    async def fails_once() -> bool:
        if not failed:
            failed.append(1)
            raise OSError("no server")
        return await turn()

    post.sender.turn = fails_once  # type: ignore[method-assign]
    running = asyncio.create_task(post.sender.run())
    for _ in range(200):
        post.sender.wake()
        await asyncio.sleep(0.01)
        if post.platform.arrived:
            break
    running.cancel()
    assert post.platform.arrived == ["第1条"]


def test_a_later_message_is_due_later(database: Database) -> None:
    post = Post(database, Platform(), messages=0)
    post.say(0, "明早", due=post.office.now + timedelta(hours=1))
    post.say(0, "现在")
    post.sends()
    assert post.platform.arrived == ["现在"]
    with database.begin() as connection:
        connection.execute(update(Outbox).values(created_at=post.office.now + timedelta(hours=1)))
    post.sends(hours=1)
    assert post.platform.arrived == ["现在", "明早"]


def test_a_restart_remembers_that_the_platform_asked_to_wait(database: Database) -> None:
    post = Post(database, Platform(), messages=1)
    until = post.office.now + timedelta(seconds=40)
    post.platform._script = [SendError("429", until=until)]
    post.say(1)
    post.sends()
    tried = len(post.platform.tried)
    post.sender = post.another()
    with database.begin() as connection:
        post.sender.recall(connection)
    post.say(1, "新的")
    post.sends(seconds=39)
    assert len(post.platform.tried) == tried
    post.sends(seconds=1)
    assert "新的" in post.platform.arrived
    assert post.states == ["sent"] * 3


def test_who_cannot_be_reached_is_marked_until_something_arrives(database: Database) -> None:
    post = Post(database, Platform(SendError("blocked", permanent=True, unreachable=True)))

    def marked() -> list[bool]:
        with database.reading() as session:
            accounts = select(ChannelAccount.unreachable_at).order_by(ChannelAccount.id)
            return [at is not None for at in session.scalars(accounts)]

    post.sends()
    assert post.states == ["failed-permanent", "sent"]  # the second is on his page, which is the channel of this test
    assert marked() == [True, False, False]
    post.say(0)
    post.sends()
    assert marked() == [False, False, False]


def test_an_answer_to_a_press_takes_the_place_of_the_pressed_card_about_the_same(database: Database) -> None:
    post = Post(database, Platform(), messages=0)

    def card(who: int, about: str, token: str | None = None, pressed: str = "") -> None:
        now = post.office.now
        with database.begin() as connection:
            account = connection.scalar(select(ChannelAccount.id).where(ChannelAccount.address == address(who)))
            body = {"text": about, "choices": [], "pressed": pressed}
            row = {"account_id": account, "channel": CHANNEL, "body": body, "about": about, "token": token}
            outbox.queue(connection, [row | {"choices_until": None, "created_at": now, "due_at": now}])

    card(0, "entry:1", "t1")
    post.sends()
    card(0, "entry:1", pressed="t1")
    card(0, "entry:2", pressed="t1")
    card(1, "entry:1", pressed="t1")
    card(0, "entry:1", pressed="forged")
    post.sends()
    assert [sent.replaces for sent in post.platform.tried] == [None, "p1", None, None, None]
    with database.begin() as connection:
        lately = outbox.lately(connection, CHANNEL, post.office.now - timedelta(minutes=1))
    assert sorted(where for where, _ in lately) == sorted([address(0)] * 4 + [address(1)])
