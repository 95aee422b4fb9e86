"""The channel contract: what a platform must be able to do, and the three ways in which it can fail."""

from __future__ import annotations

from collections.abc import Awaitable, Coroutine, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from msgspec import Struct
from starlette.routing import Route

from bot.limiter import Limiter
from handlers.kit.messages import Incoming


class Enclosure(Struct, frozen=True):
    """A file that goes out with a message, whole."""

    name: str
    mime: str
    body: bytes


class Outbound(Struct, frozen=True):
    """A message to be sent: its number, the address, the text with a note about lateness or repetition, the labels.

    `replaces` is the platform's number of the card whose place the message may take. `files` go before the text; `done`
    says how many parts of the message, in the order in which they are sent, an earlier try is known to have delivered;
    `copy` how many seconds ago one may have arrived without our knowing, 0 if there was none. `answers`: somebody
    waits for it.
    """

    id: int
    address: str
    text: str
    labels: tuple[str, ...]
    token: str | None
    about: str | None
    replaces: str | None = None
    files: tuple[Enclosure, ...] = ()
    done: int = 0
    copy: int = 0
    answers: bool = False


class SendError(Exception):
    """A platform did not take a message.

    `permanent`: it never will (blocked, left), and with `unreachable` no other message to this address either.
    `uncertain`: it may have arrived (time-out after the request was written). `until`: the platform asked to wait, all
    messages of the channel with it. `sent` are the platform's ids of the parts that were delivered before.
    `again` is when this one message may go, if not now.
    """

    def __init__(
        self,
        why: str,
        *,
        permanent: bool = False,
        unreachable: bool = False,
        uncertain: bool = False,
        until: datetime | None = None,
        sent: Sequence[str] = (),
        again: datetime | None = None,
    ) -> None:
        super().__init__(why)
        self.permanent = permanent
        self.unreachable = unreachable
        self.uncertain = uncertain
        self.until = until
        self.sent = tuple(sent)
        self.again = again


class Channel(Protocol):
    """A platform that messages are pushed to. The web page is none: it fetches what is new."""

    name: str

    def known_again(self, outbound: Outbound) -> bool:
        """Whether the platform itself leaves out the copy of a message that it may have got."""
        ...

    async def send(self, outbound: Outbound) -> Sequence[str]:
        """Sends one message and returns the platform's ids of its parts. Raises SendError."""
        ...


@runtime_checkable
class Many(Protocol):
    """A platform that takes one message for many: up to `most` addresses in one call."""

    most: int

    async def send_many(self, outbounds: Sequence[Outbound]) -> Mapping[int, Sequence[str] | SendError]:
        """Sends messages that are equal but for their addresses and tokens; what became of each, by its number.

        Copies are left out by the platform. Raises SendError when it is the same for all.
        """
        ...


class Source(Protocol):
    """A platform that keeps what people photograph and speak until it is asked for."""

    async def fetch(self, ref: str, most: int) -> bytes:
        """The file of this reference, not reading on after `most` bytes. Raises SendError."""
        ...


class Line(Channel, Source, Protocol):
    """A platform that messages are pushed to and files are fetched from, with the bounds on its speed."""

    limiter: Limiter


class Edge(Protocol):
    """What is kept of what comes in. Each call is in line at once and done when it is on disk.

    Each raises when the database is unwell.
    """

    def keep(self, incoming: Incoming) -> Awaitable[bool]:
        """Keeps a message; False when it is a stranger's, of whom nothing is kept."""
        ...

    def bury(self, channel: str, key: str, body: Any) -> Awaitable[None]:
        """Keeps what nobody can read, for whoever looks after the machine."""
        ...

    def pressed(self, channel: str, address: str, press: str, number: str) -> Awaitable[str]:
        """A card of this account was pressed, and has a new number from now on; what was pressed, by his own card.

        `press` is the token and place on the button; a card that went to many carries the token of one of them.
        """
        ...

    def reached(self, channel: str, address: str, reached: bool) -> Awaitable[None]:
        """Somebody let the bot write to him again, or blocked it."""
        ...

    def spend(self, channel: str, address: str) -> Awaitable[bool]:
        """Where one may only answer: takes one message out of the window somebody opened; False if there is no room."""
        ...


class Door(Protocol):
    """A way into our pages for those who open them inside a platform, which knows who they are."""

    channel: str
    path: str

    def leads(self, back: str, state: str) -> str:
        """Where the browser is sent; it comes to `back` with a code and this state of letters and digits."""
        ...

    async def who(self, code: str) -> str | None:
        """The address a code stands for; None for one that is no good. Raises SendError."""
        ...


class Platform(Protocol):
    """One platform in this process: its line, where it hands in messages, and what has to run beside."""

    @property
    def line(self) -> Line:
        """Where its messages go out and its files come from."""
        ...

    def routes(self) -> Sequence[Route]:
        """Where the platform hands in messages; none where they are fetched."""
        ...

    def work(self) -> Sequence[Coroutine[Any, Any, None]]:
        """What runs in the one process that sends, until it is cancelled."""
        ...

    def doors(self) -> Sequence[Door]:
        """The ways into our pages from inside the platform."""
        ...

    async def stop(self) -> None:
        """Ends what is under way and gives the connections back."""
        ...
