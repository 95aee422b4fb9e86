"""The neutral form of what comes in and what goes out. Channels know these and nothing else of the conversation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from msgspec import Struct, field


class File(Struct, frozen=True):
    """A photo, voice note, place, document or the sender's own contact that came with a message.

    `ref` is what its channel fetches it by; with `kept` the channel has handed it in already, under this very key. The
    `ref` of a place is its words (a name, an address): a channel never passes on where on the map it was. That of a
    contact is the telephone number, that of a file what it is.
    """

    kind: Literal["photo", "voice", "place", "contact", "file"]
    ref: str
    kept: bool = False


class Opening(Struct, frozen=True):
    """Where one may only answer: until when, and with how many messages, what was said may be followed."""

    until: datetime
    most: int


class Incoming(Struct, frozen=True):
    """One message from an account, as any platform would put it.

    `key` is unique within the channel, so a re-send is recognised. `press` is the token and place of a pressed button,
    `TOKEN.0`. `said_at` is when the person sent it, which is the now that 今天 is read with; aware. `corrects` is the
    key of an earlier message that was changed into this one. `opens` is None where one may write at any time.
    """

    channel: str
    address: str
    key: str
    said_at: datetime
    text: str = ""
    press: str = ""
    files: tuple[File, ...] = ()
    corrects: str = ""
    opens: Opening | None = None


class Choice(Struct, frozen=True):
    """A button: its label, the action it starts and the action's arguments. Only a token leaves the house."""

    label: str
    action: str
    args: Mapping[str, Any] = field(default_factory=dict)


class Attachment(Struct, frozen=True):
    """A photo or voice note that a card shows, by its number: what it is, a page or channel asks for itself.

    A page shows it within the card. A platform sends it along, and only where somebody has `asked` to see it.
    """

    id: int
    kind: str
    asked: bool = False


class Paper(Struct, frozen=True):
    """A file made for the reader, by its number: a picture, a workbook, a document."""

    id: int
    name: str
    mime: str


class Reply(Struct, frozen=True):
    """One outgoing message. `about` names the record a card shows, `entry:17`; a later card takes its place.

    On a platform that is so for the card whose button was pressed, and, with `in_place`, for the last one about it.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    about: str | None = None
    files: tuple[Attachment, ...] = ()
    papers: tuple[Paper, ...] = ()
    in_place: bool = False
