"""Anything from anybody through the whole path: each message is answered, nothing typed is lost, nothing is double.

`python -m tests.campaigns.fuzz [--messages 100000] [--postgres] [--seed N]`
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.inbox import accept
from handlers.kit.messages import Incoming
from storage.engine import Database
from tests.campaigns import place
from tests.campaigns.exports import told
from tests.campaigns.grammar import Grammar, Sent
from tests.campaigns.manners import Manners, Turn
from tests.conversation import Shown, Town

CHANNELS = ("web", "terminal")
# So many people send something at once; now and then one of them sends a burst.
AT_ONCE = 16
BURST = 200
BURSTS = 0.004
# How often a message is sent again under the same key, as platforms do.
AGAIN = 0.03
# What somebody may still press: his last messages with choices, old ones among them.
REMEMBERED = 12
PAUSES = (*([timedelta(seconds=4)] * 200), timedelta(minutes=12), timedelta(minutes=31), timedelta(hours=9))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a campaign sent, what was answered, and what it found wrong."""

    seed: int
    sent: int
    replies: int
    records: int
    faults: tuple[str, ...]

    def __str__(self) -> str:
        counted = f"{self.sent} messages, {self.replies} replies, {self.records} records, {len(self.faults)} faults"
        return "\n".join([f"seed {self.seed}: {counted}", *self.faults[:40]])


class Fuzz:
    """One township in which everybody may send anything."""

    def __init__(self, database: Database, seed: int) -> None:
        self.grammar = Grammar(seed)
        self.town = Town(database)
        self._chance = self.grammar.random
        self._seen: dict[tuple[str, str], list[Shown]] = {}
        self._speakers = [(name, channel) for name in self.town.people for channel in CHANNELS]
        self._accounts = {self.town.account(*speaker): speaker for speaker in self._speakers}
        self.manners = Manners(database, self._accounts)
        self._keys = 0

    def round(self) -> Iterator[str]:
        """Some people send something; what was wrong with what came of it."""
        self.town.now += self._chance.choice(PAUSES)
        if self._chance.random() < BURSTS:
            speakers = [self._chance.choice(self._speakers)] * BURST
        else:
            speakers = self._chance.sample(self._speakers, AT_ONCE)
        turns = [self._send(speaker) for speaker in speakers]
        self.town.writer.drain()
        found, shown = self.manners.look(turns)
        for speaker, messages in shown.items():
            kept = self._seen.setdefault(speaker, []) + [one for one in messages if one.token]
            self._seen[speaker] = kept[-REMEMBERED:]
        yield from found

    def _send(self, speaker: tuple[str, str]) -> Turn:
        name, channel = speaker
        others = self._seen.get(self._chance.choice(self._speakers), [])
        sent = self.grammar.message(self._seen.get(speaker, []), others)
        self._keys += 1
        turn = Turn(f"f{self._keys}", speaker, sent)
        for _ in range(2 if self._chance.random() < AGAIN else 1):
            accept(self.town.writer, self._incoming(turn.key, name, channel, sent), self.town.now)
        return turn

    def _incoming(self, key: str, name: str, channel: str, sent: Sent) -> Incoming:
        return Incoming(channel, name, key, self.town.now, sent.text, sent.press, sent.files)


@contextmanager
def listening() -> Iterator[io.StringIO]:
    """Everything that is logged meanwhile, down to the smallest."""
    heard, before = io.StringIO(), structlog.get_config()
    structlog.configure(
        processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)],
        logger_factory=structlog.PrintLoggerFactory(heard),
        wrapper_class=structlog.make_filtering_bound_logger(0),
        cache_logger_on_first_use=False,
    )
    try:
        yield heard
    finally:
        structlog.configure(**before)


def campaign(database: Database, messages: int, seed: int, *, until: str = "") -> Outcome:
    """Sends that many messages; stops early at a fault that begins with `until`."""
    faults: list[str] = []
    with listening() as logged:
        fuzz = Fuzz(database, seed)
        while fuzz.manners.sent < messages:
            faults += fuzz.round()
            if until and any(fault.startswith(until) for fault in faults):
                break
        faults += _canaries(fuzz, logged.getvalue())
    counted = fuzz.manners
    return Outcome(seed, counted.sent, counted.replies, counted.records(), tuple(faults))


def _canaries(fuzz: Fuzz, logged: str) -> Iterator[str]:
    """Numbers that were typed, and tokens that were shown, must not lie about in logs and exports."""
    secrets = [*fuzz.grammar.canaries, *fuzz.manners.tokens]
    places = {"the log": logged, "an export": told(fuzz.town.database)}
    for where, text in places.items():
        yield from (f"leak: {secret[:4]}… stands in {where}" for secret in secrets if secret in text)


def main() -> int:
    """By hand: `--messages N`, and `--postgres`."""
    return place.by_hand(
        "anything from anybody",
        "messages",
        100_000,
        lambda database, messages, seed: [campaign(database, messages, seed)],
    )


if __name__ == "__main__":
    sys.exit(main())
