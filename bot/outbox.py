"""The sender: claims what is due, sends it, and brings every message to a named end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

import structlog
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection

from bot import enclosing
from bot.channels import Channel, Enclosure, Many, Outbound, SendError
from bot.together import Calls, Lanes, parted
from bot.welcome import welcome
from bot.writer import Stopped, Writer
from handlers.kit.texts import Texts
from storage import cards, elsewhere, outbox
from storage.outbox import Outgoing

# A message is tried again after these waits, the last one over and over, and for four hours in all; then it has failed.
WAITS = (timedelta(0), timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=5))
GIVE_UP_AFTER = timedelta(hours=4)
# A copy of a message that may have arrived is not sent before the platform had time to show the first one.
COPY_AFTER = timedelta(seconds=5)
# A message sent this much later than it was said carries a note.
LATE = timedelta(minutes=30)
# Nobody else sends a claimed message until then. A crash meanwhile leaves it uncertain.
LEASE = timedelta(seconds=120)
# A sending that takes longer is taken for one that may have arrived; each file has its own seconds, up to a bound.
SEND_SECONDS = 20.0
FILE_SECONDS = 4.0
LONGEST_SECONDS = 60.0
# A claimed message whose turn comes later than this is put off: its sending might outlast the lease.
TURN_WITHIN = LEASE - timedelta(seconds=SEND_SECONDS + LONGEST_SECONDS)
# One account's messages hold up the next batch no longer than this: a platform lets a chat have one a second.
LANE_SECONDS = 0.5
# A card that another one was to replace before it was sent.
OVERTAKEN = "a later card took its place"
BATCH = 32
IDLE_SECONDS = 1.0
# How long a message that is being sent may take when the process is told to end.
END_SECONDS = 5.0

# The messages of a turn - calls of equal ones, the others by account -, the cards they take the place of, their files.
Claimed = tuple[Calls, Lanes, dict[int, str], dict[int, tuple[Enclosure, ...]]]

log = structlog.get_logger()


class End(Struct, frozen=True):
    """What became of one attempt: a named end, or another try at `again`; `platform_ids` are of what was delivered."""

    state: str
    again: datetime | None = None
    why: str | None = None
    platform_ids: tuple[str, ...] = ()
    # The platform asked that nothing is sent before then.
    halt: datetime | None = None
    # Whether the person can be reached there; None where nothing new was learned.
    reached: bool | None = None


class Sender:
    """Sends for the push channels of this process. `texts` words the notes for late and repeated messages.

    `site` is the root of the page, where messages wait for those who cannot be reached.
    """

    def __init__(
        self,
        writer: Writer,
        channels: Mapping[str, Channel],
        clock: Callable[[], datetime],
        texts: Texts,
        site: str = "",
    ) -> None:
        self._writer = writer
        self._channels = channels
        self._clock = clock
        self._texts = texts
        self._many = {name: channel for name, channel in channels.items() if isinstance(channel, Many)}
        # One and the same for all messages of this sender, so that they share a commit.
        self._record = partial(_record, site=site)
        self._halted: dict[str, datetime] = {}
        self._replaced: dict[int, str] = {}
        self._files: dict[int, tuple[Enclosure, ...]] = {}
        self._woken = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ending = False

    def recall(self, connection: Connection) -> None:
        """After a restart: which platforms want to be left alone, and until when."""
        for channel in self._channels:
            if until := outbox.halted_until(connection, channel):
                self._halted[channel] = until

    def wake(self) -> None:
        """There may be something new to send. May be called from any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._woken.set)

    def end(self) -> None:
        """Lets `run` return after what is being sent: what a killed sending leaves behind has to be sent again."""
        self._ending = True
        self.wake()

    async def run(self) -> None:
        """Sends until told to end, or until the writer has ended."""
        self._loop = asyncio.get_running_loop()
        recalled = False
        while not self._ending:
            self._woken.clear()
            try:
                if not recalled:
                    await asyncio.wrap_future(self._writer.submit(self.recall))
                    recalled = True
                if await self.turn():
                    continue
            except Stopped:
                return
            except Exception:  # a full disk, a lost server: what is due stays due
                log.exception("sender_turn_failed")
            try:
                await asyncio.wait_for(self._woken.wait(), IDLE_SECONDS)
            except TimeoutError:
                continue

    async def turn(self) -> bool:
        """Sends one batch, each account's messages in order and the accounts side by side; True when there was any."""
        now = self._clock()
        channels = [name for name in self._channels if not self._halts(name, now)]
        if not channels:
            return False
        claim = partial(_claim, channels=channels, many=self._many, now=now)
        calls, lanes, self._replaced, self._files = await asyncio.wrap_future(self._writer.submit(claim))
        async with asyncio.TaskGroup() as sending:
            for call, group in calls.items():
                sending.create_task(self._together(call, group, self._many[group[0].channel], now))
            for lane in lanes.values():
                sending.create_task(self._in_order(lane, now))
        return bool(calls or lanes)

    async def _together(self, call: str, group: Sequence[Outgoing], channel: Many, now: datetime) -> None:
        """Sends equal messages in one call; each comes to an end of its own.

        What may have arrived is due again at one moment, so that none of its copies goes out without the others.
        """
        equal = [replace(self._worded(one, now, None), token=call) for one in group]
        became, then = await self._became(channel, equal), self._clock()
        ends = [self._end_of(one, became[one.id], then) for one in group]
        await asyncio.gather(*(self._write_down(one, end) for one, end in zip(group, ends, strict=True)))

    async def _became(self, channel: Many, equal: Sequence[Outbound]) -> Mapping[int, Sequence[str] | SendError]:
        try:
            async with asyncio.timeout(SEND_SECONDS):
                return await channel.send_many(equal)
        except SendError as error:
            failed = error
        except TimeoutError:
            failed = SendError("timed out", uncertain=True)
        except Exception as error:  # a fault of the channel's code: whether it was sent, nobody knows
            log.exception("send_failed", outbox_id=equal[0].id)
            failed = SendError(repr(error)[:200], uncertain=True)
        return {one.id: failed for one in equal}

    def _end_of(self, outgoing: Outgoing, became: Sequence[str] | SendError, then: datetime) -> End:
        if isinstance(became, SendError):
            return self._failed(outgoing, became, then)
        return End("sent", platform_ids=tuple(became), reached=True if outgoing.unreachable else None)

    async def _in_order(self, lane: Sequence[Outgoing], claimed_at: datetime) -> None:
        begun = time.monotonic()
        for place, outgoing in enumerate(lane):
            now = self._clock()
            if _overtaken(outgoing, lane[place + 1 :]):
                end = End("cancelled", why=OVERTAKEN)
            elif now - claimed_at > TURN_WITHIN:
                end = _later(outgoing, now, "others took too long")
            elif place and time.monotonic() - begun > LANE_SECONDS:
                # Due as of old: a later message to the same chat must not get ahead of it.
                end = _later(outgoing, outgoing.created_at, "the others of its batch would wait for it")
            elif self._halts(outgoing.channel, now):
                end = _later(outgoing, self._halted[outgoing.channel], outbox.HALTED)
            else:
                end = await self._attempt(outgoing, now)
            await self._write_down(outgoing, end)

    async def _write_down(self, outgoing: Outgoing, end: End) -> None:
        """Keeps what became of an attempt, however long the database is unwell: forgetting it would send it again."""
        while True:
            try:
                item = (outgoing, end, self._clock())
                await asyncio.wrap_future(self._writer.gather(self._record, item))
                return
            except Stopped:
                raise
            except Exception:
                log.exception("send_not_recorded", outbox_id=outgoing.id, state=end.state)
                await asyncio.sleep(IDLE_SECONDS)

    async def _attempt(self, outgoing: Outgoing, now: datetime) -> End:
        if outgoing.state == "repeating":  # the process died while sending the copy
            return End("sent", why="may have arrived; the labelled copy was the last try")
        try:
            outbound = self._worded(outgoing, now, await self._place(outgoing))
            if outbound.copy and not self._channels[outgoing.channel].known_again(outbound):
                outbound = self._worded(outgoing, now, outbound.replaces, again=True)
        except Stopped:
            raise
        except Exception as error:  # nothing was sent yet
            log.exception("send_not_prepared", outbox_id=outgoing.id)
            return self._failed(outgoing, SendError(repr(error)[:200]), now)
        try:
            async with asyncio.timeout(min(LONGEST_SECONDS, SEND_SECONDS + FILE_SECONDS * len(outbound.files))):
                ids = await self._channels[outgoing.channel].send(outbound)
        except SendError as error:
            return self._failed(outgoing, error, self._clock())
        except TimeoutError:
            return self._failed(outgoing, SendError("timed out", uncertain=True), self._clock())
        except Exception as error:  # a fault of the channel's code: whether it was sent, nobody knows
            log.exception("send_failed", outbox_id=outgoing.id, channel=outgoing.channel)
            if _is_copy(outgoing):
                return End("failed-technical", why=repr(error)[:200])
            return self._failed(outgoing, SendError(repr(error)[:200], uncertain=True), self._clock())
        return self._end_of(outgoing, ids, self._clock())

    async def _place(self, outgoing: Outgoing) -> str | None:
        """The card whose place the message takes: that of the pressed button, or the last one about its record."""
        place = self._replaced.get(outgoing.id)
        if place is None and outgoing.body.get("in_place"):
            last = partial(cards.last_card, outgoing=outgoing)
            place = await asyncio.wrap_future(self._writer.submit(last))
        return place

    def _failed(self, outgoing: Outgoing, error: SendError, now: datetime) -> End:
        return replace(self._ended(outgoing, error, now), platform_ids=error.sent)

    def _ended(self, outgoing: Outgoing, error: SendError, now: datetime) -> End:
        why = str(error)
        if error.permanent:
            return End("failed-permanent", why=why, reached=False if error.unreachable else None)
        if error.until is not None:
            self._halted[outgoing.channel] = max(error.until, self._halted.get(outgoing.channel, error.until))
        if error.again is not None and not error.uncertain:
            return _later(outgoing, error.again, why)
        if error.uncertain:
            if _is_copy(outgoing):
                return End("sent", why=f"may have arrived; the labelled copy was the last try ({why})")
            return End("uncertain", now + COPY_AFTER, why)
        if now - outgoing.created_at > GIVE_UP_AFTER:
            return End("failed-technical", why=f"no success in four hours ({why})")
        wait = WAITS[min(outgoing.attempts, len(WAITS) - 1)]
        if error.until is not None:
            return replace(_later(outgoing, error.until, outbox.HALTED), halt=error.until)
        return _later(outgoing, now + wait, why)

    def _halts(self, channel: str, now: datetime) -> bool:
        return self._halted.get(channel, now) > now

    def _worded(self, outgoing: Outgoing, now: datetime, place: str | None, *, again: bool = False) -> Outbound:
        text = outgoing.body["text"]
        if again:
            text = self._texts("send.again", text=text)
        late = now - outgoing.created_at
        if late > LATE:
            text = self._texts("send.late", text=text, minutes=int(late.total_seconds() // 60))
        labels = tuple(choice["label"] for choice in outgoing.body["choices"])
        since = int(late.total_seconds()) + 1 if _is_copy(outgoing) else 0
        whom, files = (outgoing.id, outgoing.address), self._files.get(outgoing.id, ())
        done, answers = outgoing.done, bool(outgoing.body.get("answers"))
        return Outbound(*whom, text, labels, outgoing.token, outgoing.about, place, files, done, since, answers)


def _claim(connection: Connection, channels: Sequence[str], many: Mapping[str, Many], now: datetime) -> Claimed:
    """What is due; of those that answer a press on a card about the same thing, where that card stands; their files."""
    batch = outbox.claim(connection, [name for name in channels if name not in many], BATCH, now, LEASE)
    for channel in set(channels).intersection(many):
        batch += outbox.claim_many(connection, channel, BATCH, many[channel].most, now, LEASE)
    calls, lanes = parted(batch, {name: channel.most for name, channel in many.items()})
    for call, group in calls.items():
        outbox.name_call(connection, [one.id for one in group if one.call is None], call)
    return calls, lanes, cards.pressed_cards(connection, batch), enclosing.files(connection, batch)


def _overtaken(outgoing: Outgoing, later: Sequence[Outgoing]) -> bool:
    """Whether a card need not be sent: one that is to take its place is there already."""
    if outgoing.about is None or outgoing.state != "pending":
        return False
    return any(one.about == outgoing.about and one.body.get("in_place") for one in later)


def _is_copy(outgoing: Outgoing) -> bool:
    """Whether it may have arrived already; "sending" at the claim means that a process died while sending it."""
    return outgoing.state != "pending"


def _later(outgoing: Outgoing, again: datetime, why: str) -> End:
    """Another try, of which nobody can think that it arrived in the meantime - unless it might have before."""
    return End("uncertain" if _is_copy(outgoing) else "pending", again, why)


def _record(connection: Connection, items: Sequence[tuple[Outgoing, End, datetime]], site: str) -> list[None]:
    """Writes down what became of attempts: (message, end, when)."""
    for outgoing, end, now in items:
        id_ = outgoing.id
        outbox.note_sent(connection, id_, end.platform_ids, now, outgoing.done)
        if end.again is not None:
            outbox.put_off(connection, id_, end.state, end.again, end.why or "")
            if end.halt is not None:
                outbox.halt(connection, id_, end.halt)
            continue
        why = end.why
        if end.reached is not None:
            elsewhere.reached(connection, id_, None if end.reached else now)
        if end.reached is False:
            why = f"told on {elsewhere.tell(connection, id_, now)} instead ({why})"
        if end.reached:
            welcome(connection, elsewhere.account_of(connection, id_), now, site)
        outbox.end(connection, id_, end.state, now, why)
    return [None] * len(items)
