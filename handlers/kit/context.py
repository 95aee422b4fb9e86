"""What a handler is given: who speaks, where and when, what he may see, and how to answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace
from sqlalchemy.orm import Session

from handlers.kit.messages import Attachment, Choice, Incoming, Reply
from handlers.kit.texts import Texts
from handlers.reading import NameIndex
from storage import townships, units
from storage.scope import Scope

T = TypeVar("T")

# The strictest platform takes 4,096 characters of a message, which may still get a note; a button is one line.
LONGEST_TEXT = 3500
LONGEST_LABEL = 60


class Member(Struct, frozen=True):
    """The person behind an account."""

    account_id: int
    person_id: int
    name: str
    language: str
    scope: Scope
    hints: int | None = None
    hinted_on: date | None = None


class Draft(Struct):
    """A form half filled in. `asked` names the question the person last saw."""

    form: str
    asked: str | None
    answers: dict[str, Any]
    updated_at: datetime
    parked: bool = False


class Eyes(Struct, frozen=True):
    """Whoever looks at something, in chat or on a page: what he may see, his local moment, the texts he reads."""

    session: Session
    scope: Scope
    now: datetime
    texts: Texts

    def t(self, key: str, **values: Any) -> str:
        """A text in the reader's language."""
        return self.texts(key, **values)


class Note(Struct, frozen=True):
    """A word to somebody else, at his next proper hour or `at_once`. One with a `key` can be taken back until then."""

    person_id: int
    reply: Reply
    key: str | None = None
    at_once: bool = False


class Context(Struct):
    """One message being handled. Handlers change records through `session` and speak through `say`.

    `now` is local time of the moment the message was sent; `draft` is saved after the handler whatever it did to it;
    `names_of` compiles a township's register on first use; `site` is the root of the links that are handed out,
    `owner` the unit that answers for the deployment, if it is named; `townships` are those of all messages that are
    handled together.
    """

    session: Session
    member: Member
    incoming: Incoming
    inbox_id: int | None
    now: datetime
    texts: Texts
    names_of: Callable[[int], NameIndex]
    is_workday: Callable[[date], bool]
    draft: Draft | None = None
    replies: list[Reply] = field(default_factory=list)
    acts: list[tuple[str, str, str]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    orders: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    looked_up: dict[object, Any] = field(default_factory=dict)
    townships: frozenset[int] = frozenset()
    site: str = ""
    owner: str = ""
    inside: int | None = None

    @property
    def scope(self) -> Scope:
        """Whose eyes storage is asked with."""
        return self.member.scope

    def names(self) -> NameIndex:
        """The register of the township that is looked at."""
        return self.names_of(self.scope.township_id)

    def enter(self, args: Mapping[str, Any]) -> bool:
        """From here on a leader of the county looks into the township that a button or form names, if it names one.

        What he is offered there leads on in it. False where he leads nothing above it, and nobody else does ever.
        """
        township = args.get("township")
        if township is None or township == self.inside:
            return True
        scope = townships.inside(self.session, self.scope, int(township))
        if scope is not None:
            self.member, self.inside = replace(self.member, scope=scope), scope.township_id
        return scope is not None

    @property
    def eyes(self) -> Eyes:
        """The speaker as somebody who looks."""
        return Eyes(self.session, self.scope, self.now, self.texts)

    def say(self, text: str, *choices: Choice, about: str | None = None, files: tuple[Attachment, ...] = ()) -> None:
        """Answers the speaker; the reply is kept and sent with everything else this message did.

        What no platform takes whole, nor a phone shows, is cut: the record behind it is complete.
        """
        if len(text) > LONGEST_TEXT:
            text = self.t("send.cut", text=text[:LONGEST_TEXT])
        self.replies.append(Reply(text, tuple(map(self._offered, choices)), about, files))

    def tell(
        self,
        person_id: int,
        text: str,
        *choices: Choice,
        about: str | None = None,
        files: tuple[Attachment, ...] = (),
        key: str | None = None,
        at_once: bool = False,
    ) -> None:
        """Tells somebody else, at the next proper hour; see `kit.telling` for his language, and `Note`."""
        self.notes.append(Note(person_id, Reply(text, choices, about, files), key, at_once))

    def order(self, kind: str, **args: Any) -> None:
        """Orders a file, made and sent after this message; `kind` names its maker and its row in the matrix."""
        self.orders.append((kind, self.there(args)))

    def offer(self, *choices: Choice) -> None:
        """More choices below what was said last."""
        last = self.replies.pop()
        self.replies.append(replace(last, choices=(*last.choices, *map(self._offered, choices))))

    def _offered(self, choice: Choice) -> Choice:
        return _fitting(choice if self.inside is None else replace(choice, args=self.there(choice.args)))

    def there(self, args: Mapping[str, Any]) -> dict[str, Any]:
        """These, with the township that somebody from above is in; what leads out of it says township None itself."""
        return {"township": self.inside, **args} if self.inside is not None else dict(args)

    def in_place(self) -> None:
        """What was said last takes the place of the last card about the same record."""
        self.replies[-1] = replace(self.replies[-1], in_place=True)

    def t(self, key: str, **values: Any) -> str:
        """A text in the speaker's language."""
        return self.texts(key, **values)

    @property
    def home(self) -> tuple[int, ...]:
        """The villages his words are about when they name none: those he serves, else the only one he reads."""
        if self.scope.villages:
            return self.scope.villages
        reads = units.below(self.session, self.scope)
        return (reads[0].id,) if len(reads) == 1 else ()

    def once(self, look_up: Callable[[Session, Collection[int]], Mapping[int, T]]) -> T:
        """What a look-up finds for the speaker's township: asked once for all townships of a group of messages.

        Only for what is the same for everybody there, and may be as old as the group.
        """
        own = self.scope.township_id
        if own not in self.looked_up.get(look_up, ()):
            self.looked_up[look_up] = look_up(self.session, self.townships | {own})
        found: T = self.looked_up[look_up][own]
        return found

    def changed(self, look_up: Callable[[Session, Collection[int]], Mapping[int, T]]) -> None:
        """Lets the look-up be asked anew, for this message has changed what it finds."""
        self.looked_up.pop(look_up, None)

    def audit(self, action: str, target: str, result: str = "ok") -> None:
        """Notes an act for the audit trail; `target` is noun:id."""
        self.acts.append((action, target, result))


def _fitting(choice: Choice) -> Choice:
    if len(choice.label) <= LONGEST_LABEL:
        return choice
    return replace(choice, label=f"{choice.label[: LONGEST_LABEL - 1]}…")
