"""What must be true after any message: it is kept whole, handled, answered once and well, and has left nothing broken."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from handlers.kit.texts import LANGUAGES, catalogue
from handlers.routes import routes
from storage.engine import Database
from storage.tables import Audit, Draft, Entry, Inbox, Outbox
from tests.campaigns.grammar import Sent
from tests.conversation import Shown

# Telegram takes so many characters of a message; a button needs to be read on a phone.
LONGEST = 4096
LONGEST_LABEL = 64
# What is said of a machine and never to a person; a place nobody filled in; the key of a text instead of the text.
UGLY = re.compile(r"Traceback|\bError\b|Exception|sqlalchemy|sqlite3|psycopg|\bNone\b|<object|0x[0-9a-f]{8}")
# What is said where a message is emptied on purpose: a suspected state secret, or a word that opens an anonymous answer.
EMPTIED = (
    *("entry.secret", "request.short_secret", "request.no_secret", "request.kept_anonymous"),
    "request_ask.feedback",  # the question after such a word
)
SECRET = tuple(catalogue(language)[key].partition("{")[0] for language in LANGUAGES for key in EMPTIED)
# The edge takes these out, and cuts what is longer than a person types.
_UNKEPT = re.compile("[\x00\ud800-\udfff]")
_MOST = 20_000
_KEYS = frozenset(catalogue(LANGUAGES[0]))
_KEY = re.compile(r"(?<![\w.])[a-z_]+\.[a-z_]+(?![\w.])")


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the campaign."""

    key: str
    speaker: tuple[str, str]
    sent: Sent


class Manners:
    """Looks at what is new in the tables after each round."""

    def __init__(self, database: Database, accounts: Mapping[int, tuple[str, str]]) -> None:
        self._database = database
        self._accounts = accounts
        self._forms = routes().forms
        self._inbox = self._outbox = 0
        self.sent = self.replies = 0
        self.tokens: list[str] = []

    def look(self, turns: Sequence[Turn]) -> tuple[list[str], dict[tuple[str, str], list[Shown]]]:
        """What is wrong after these messages, and what each person was shown."""
        self.sent += len(turns)
        with self._database.engine.connect().execution_options(unscoped=True) as connection:
            kept = connection.execute(select(Inbox.__table__).where(Inbox.id > self._inbox)).all()
            said = connection.execute(
                select(Outbox.__table__).where(Outbox.id > self._outbox).order_by(Outbox.id)
            ).all()
            drafts = connection.execute(select(Draft.__table__)).all()
            entries = connection.execute(_entries, {"after": self._inbox}).all()
            acts = connection.execute(_acts).all()
        self._inbox = max((row.id for row in kept), default=self._inbox)
        self._outbox = max((row.id for row in said), default=self._outbox)
        self.replies += len(said)
        shown: dict[tuple[str, str], list[Shown]] = defaultdict(list)
        for row in said:
            labels = tuple(choice["label"] for choice in row.body["choices"])
            shown[self._accounts[row.account_id]].append(Shown(row.id, row.body["text"], labels, row.token, row.about))
        self.tokens = (self.tokens + [row.token for row in said if row.token])[-200:]
        found = [*_kept(turns, kept, shown), *_answered(turns, shown), *self._drafts(drafts), *_once(entries, acts)]
        found += [fault for row in said for fault in _well_said(row.body)]
        return found, shown

    def records(self) -> int:
        """How many records there are in the end."""
        with self._database.engine.connect().execution_options(unscoped=True) as connection:
            return connection.scalar(select(func.count()).select_from(Entry)) or 0

    def _drafts(self, drafts: Sequence[Any]) -> Iterator[str]:
        for draft in drafts:
            form = self._forms.get(draft.form)
            if form is None or form.step(draft.asked) is None or not isinstance(draft.answers, dict):
                yield f"draft: {draft.form} asks {draft.asked}"
            elif not draft.parked and form.step(draft.asked) is not form.next(draft.answers):
                yield f"draft: {draft.form} asks {draft.asked} though another question is next"


_entries = select(Entry.inbox_id, func.count()).where(Entry.inbox_id.is_not(None)).group_by(Entry.inbox_id)
_entries = _entries.having(func.count() > 1)
_acts = select(Audit.target, func.count()).where(Audit.action == "record", Audit.result == "ok").group_by(Audit.target)
_acts = _acts.having(func.count() > 1)


def _kept(turns: Sequence[Turn], kept: Sequence[Any], shown: Mapping[tuple[str, str], list[Shown]]) -> Iterator[str]:
    """Every message once, whole, and brought to its end."""
    rows = {row.key: row for row in kept}
    # On whichever of his channels: the word on one may empty what was said on the other just before.
    stopped = {name for (name, _), said in shown.items() if any(one.text.startswith(SECRET) for one in said)}
    if len(rows) != len(kept):
        yield "double: a message is kept twice"
    for turn in turns:
        row = rows.get(turn.key)
        if row is None:
            yield f"lost: {_brief(turn)} is not there"
            continue
        if row.state != "done" or row.ended_at is None or row.error:
            yield f"unhandled: {_brief(turn)} is {row.state}: {row.error}"
        whole = _UNKEPT.sub("", turn.sent.text[:_MOST])
        secret = not row.body and turn.speaker[0] in stopped
        if row.body.get("text") != whole and not secret:
            yield f"lost: {_brief(turn)} is not kept whole"


def _answered(turns: Sequence[Turn], shown: Mapping[tuple[str, str], list[Shown]]) -> Iterator[str]:
    """As many answers as messages at least; only the further photos of an album are taken in silence."""
    sent = Counter(turn.speaker for turn in turns if not turn.sent.files)
    for speaker, count in sent.items():
        if len(shown.get(speaker, ())) < count:
            first = next(turn for turn in turns if turn.speaker == speaker)
            yield f"silence: {count} messages of {speaker[0]}, {len(shown.get(speaker, ()))} answers, {_brief(first)}"


def _well_said(body: Mapping[str, Any]) -> Iterator[str]:
    text, labels = body["text"], [choice["label"] for choice in body["choices"]]
    if not text.strip() or not all(label.strip() for label in labels):
        yield "text: nothing is said"
    if len(text) > LONGEST or any(len(label) > LONGEST_LABEL for label in labels):
        yield f"length: {len(text)} characters, {max(map(len, labels), default=0)} on a button: {text[:40]!r}"
    everything = "\n".join((text, *labels))
    if ugly := UGLY.search(everything):
        yield f"text: {ugly[0]!r} in {text[:60]!r}"
    if keys := _KEYS.intersection(_KEY.findall(everything)):
        yield f"text: the key {sorted(keys)[0]} in {text[:60]!r}"
    if _UNKEPT.search(everything) or any(char in everything for char in "\u202e\u202d\u2066\u200b\x1b\x07"):
        yield f"text: hidden characters in {text[:60]!r}"


def _once(entries: Sequence[Any], acts: Sequence[Any]) -> Iterator[str]:
    yield from (f"double: message {row.inbox_id} made {row[1]} records" for row in entries)
    yield from (f"double: {row.target} was recorded {row[1]} times" for row in acts)


def _brief(turn: Turn) -> str:
    sent = turn.sent
    return f"{turn.key} {(sent.press or sent.text)[:40]!r}"
