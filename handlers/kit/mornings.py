"""What a morning card is made of, and the two doors into it for other nouns.

A `Maker` is asked at a person's morning hour for a message of its own, which takes the place of his card: a leader's
digest. A `Teller` says what a kind of reminder brings up at that moment: nothing that is done already. Both get a
context like a message's, in the reader's language and with his rights; `ctx.incoming.channel` is `clock`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import Any, Final

from msgspec import Struct, field

from handlers.kit.context import Context
from handlers.kit.messages import Choice, Reply

CLOCK: Final = "clock"


class Item(Struct, frozen=True):
    """One thing a card brings up: its line and the buttons that deal with it.

    It is about `about` (household:12) and is not brought up by a card again before the day `until`. The lowest `order`
    comes first; what finds no room stands for the next morning.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    about: str = ""
    until: date | None = None
    order: int = 50


class Fact(Struct, frozen=True):
    """A rule that fell on `day` for a person: what it brings up, and what narrows that."""

    what: str
    day: date
    at: time
    count: int | None = None
    tag: str | None = None
    text: str | None = None
    args: dict[str, Any] = field(default_factory=dict)


Maker = Callable[[Context], Reply | None]
Teller = Callable[[Context, Fact], list[Item]]


class Kind(Struct, frozen=True):
    """A kind of reminder: what it brings up, and for how many days after its own day it is still worth it.

    0: it is looked at anew every day, a late one is skipped. A later one is told with the day it was meant for.
    """

    tell: Teller
    lateness: int = 0
