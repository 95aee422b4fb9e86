"""Kept once, handled in order, one person never waiting for another."""

from __future__ import annotations

import pytest

from handlers.kit.context import Context
from handlers.kit.messages import Incoming
from handlers.kit.routes import Args
from storage import inbox
from storage.engine import Database
from tests.path.office import CHANNEL, Office, address, word


def _says_back(ctx: Context, args: Args) -> None:
    ctx.say(f"听到{args['argument']}")


HEAR = word("说", _says_back)


def test_a_message_sent_again_is_kept_once(database: Database) -> None:
    office = Office(database, HEAR)
    first, again = (office.keep(office.message(0, "说 一", key="same"))[0] for _ in range(2))
    assert first.id is not None
    assert not first.again
    assert again.again
    office.writer.drain()
    assert office.keep(office.message(0, "说 一", key="same"))[0].again, "also when it was handled long ago"
    office.writer.drain()
    assert office.heard(0) == ["听到一"]


def test_two_copies_in_one_group_are_one_message(database: Database) -> None:
    office = Office(database, HEAR)
    messages = [office.message(0, "说 一", key="same") for _ in range(3)]
    kept = office.keep(*messages, office.message(1, "说 二"))
    assert [accepted.again for accepted in kept] == [False, True, True, False]
    office.writer.drain()
    assert office.heard(0) == ["听到一"]


def test_the_same_key_on_two_channels_is_two_messages(database: Database) -> None:
    from storage import people

    office = Office(database, HEAR)
    with database.begin() as connection:
        people.account(connection, "terminal", "t0", office.people[0], office.now)
    kept = office.keep(
        Incoming("terminal", "t0", "same", office.now, "说 一"),
        Incoming(CHANNEL, address(0), "same", office.now, "说 二"),
    )
    assert all(accepted.id for accepted in kept)
    assert {row.lane for row in office.kept()} == {f"p{office.people[0]}"}, "one person is one lane on every channel"


def test_each_person_is_heard_in_order_while_others_interleave(database: Database) -> None:
    office = Office(database, HEAR, people=7)
    said = [(number % 7, str(number)) for number in range(150)]
    office.keep(*(office.message(who, f"说 {what}") for who, what in said))
    office.writer.drain()
    for who in range(7):
        assert office.heard(who) == [f"听到{what}" for speaker, what in said if speaker == who]


def test_a_long_lane_does_not_hold_up_another(database: Database) -> None:
    office = Office(database, HEAR)
    office.keep(*(office.message(0, f"说 {n}") for n in range(40)), office.message(1, "说 急"))
    office.writer.turn(wait=False)
    assert office.heard(1) == ["听到急"]
    assert office.heard(0) == ["听到0"]


def test_a_failing_message_does_not_wait_for_ever_behind_fresh_ones(database: Database) -> None:
    tries: list[int] = []

    def fail(ctx: Context, args: Args) -> None:
        tries.append(1)
        raise RuntimeError("no")

    office = Office(database, HEAR, word("坏", fail))
    office.keep(office.message(0, "坏"))
    for number in range(12):  # somebody else speaks in every turn
        office.keep(office.message(1, f"说 {number}"))
    assert len(tries) == inbox.MOST_ATTEMPTS
    assert office.heard(0)
    office.writer.drain()
    assert len(office.heard(1)) == 12


@pytest.mark.parametrize("size", [1, 64, 65, 200])
def test_groups_of_every_size_are_done_completely(sqlite: Database, size: int) -> None:
    office = Office(sqlite, HEAR, people=size)
    office.keep(*(office.message(who, "说 好") for who in range(size)))
    office.writer.drain()
    assert all(office.heard(who) == ["听到好"] for who in range(size))
