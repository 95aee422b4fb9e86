"""A platform as a campaign needs one: it sends again what was not acknowledged, and sometimes what was."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal

from tests.campaigns.life import Life

Kind = Literal["mark", "word", "visit", "matter"]

# What people send, and how often: the campaign's own word, words that only answer, sentences that are records.
KINDS: tuple[Kind, ...] = ("mark", "word", "visit", "matter")
SHARES = (8, 5, 5, 2)
WORDS = ("菜单", "帮助", "取消")
VILLAGES = 13
# Messages under way at once, and how many are handed in before the acknowledgements are looked at.
WINDOW = 60
BATCH = 2
# How often a message is sent once more although nobody asked for it.
AGAIN = 0.05


@dataclass(frozen=True, slots=True)
class Said:
    """One message: its key, who says it, the text, and what must come of it."""

    key: str
    who: int
    text: str
    kind: Kind


def key(number: int) -> str:
    """The key of the message of that number; none is part of another."""
    return f"k{number:07}"


class Platform:
    """Sends for that many people, each one's messages in their order, over one life of the process after another."""

    def __init__(self, seed: int, people: int) -> None:
        self.random = random.Random(seed)
        self.people = people
        self.said: dict[str, Said] = {}
        self.open: dict[str, Said] = {}
        self.acknowledged: set[str] = set()
        self.again = 0
        self._answered: int | None = None

    def resume(self, life: Life) -> None:
        """What was not acknowledged is sent again, before anything new."""
        self.again += len(self.open)
        self._answered = None
        for said in self.open.values():
            life.hand_in(said.key, said.who, said.text)

    def send(self, life: Life) -> None:
        """A few new messages as far as the window is open, and now and then an old one."""
        for _ in range(min(BATCH, WINDOW - len(self.open))):
            said = self._new()
            self.said[said.key] = self.open[said.key] = said
            life.hand_in(said.key, said.who, said.text)
            if self.random.random() < AGAIN:
                self._repeat(life)

    def hear(self, keys: list[str]) -> None:
        """Takes acknowledgements down; other lines of the process are none."""
        for one in keys:
            if one in self.said:
                self.acknowledged.add(one)
                self.open.pop(one, None)
                self._answered = len(self.said) if self._answered is None else self._answered

    def heard_back(self) -> bool:
        """Whether something said after this life's first acknowledgement is acknowledged: so what an earlier life had
        left claimed is handled, for a turn ends what the turn before has claimed."""
        return self._answered is not None and any(
            key(number) in self.acknowledged for number in range(self._answered, len(self.said))
        )

    def _repeat(self, life: Life) -> None:
        self.again += 1
        old = self.said[key(self.random.randrange(max(0, len(self.said) - 4 * WINDOW), len(self.said)))]
        life.hand_in(old.key, old.who, old.text)

    def _new(self) -> Said:
        named, who = key(len(self.said)), self.random.randrange(self.people)
        (kind,) = self.random.choices(KINDS, SHARES)
        village = f"第{who % VILLAGES}村"
        text = {
            "mark": f"记 {named}",
            "word": self.random.choice(WORDS),
            "visit": f"今天去{village}走访了两户，单号{named}",
            "matter": f"今天去{village}走访，水渠堵了，单号{named}",
        }[kind]
        return Said(named, who, text, kind)
