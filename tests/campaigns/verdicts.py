"""Whether what came of a try is what the design lets come of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from handlers.kit.texts import LANGUAGES, Texts
from tests.campaigns import rights
from tests.campaigns.attempts import Heard
from tests.campaigns.county import NAMES, SECRETS, VEILED, VILLAGER, Target
from tests.campaigns.rights import Kind, Relation

REFUSALS = frozenset(Texts(language)(key) for language in LANGUAGES for key in ("refused", "press.gone"))
# These people get no answer at all: there is nobody to answer.
SILENT: frozenset[Kind] = frozenset({"disabled", "anonymous"})
# What changes a record that one has not written.
SHARED = frozenset(f"issue.{what}" for what in ("move", "pause", "receiver", "instruction", "noting", "help", "helped"))


@dataclass(frozen=True, slots=True)
class Try:
    """Somebody does something about a record; `said` are his own words, which may come back to him."""

    handler: str
    kind: Kind
    relation: Relation
    target: Target
    said: str = ""

    def __str__(self) -> str:
        return f"{self.handler} by {self.kind}, {self.relation}" + (f" ({self.said})" if self.said else "")


def gate(tried: Try, heard: Heard, *, allowed: bool) -> Iterator[str]:
    """Wrong yes, wrong no."""
    refused = not heard.texts or not REFUSALS.isdisjoint(heard.texts)
    if tried.kind in SILENT:
        if heard.texts:
            yield f"wrong allow: {tried} was answered {heard.texts[0][:40]!r}"
    elif not heard.texts:
        yield f"no answer: {tried}"
    elif allowed and refused:
        yield f"wrong deny: {tried}"
    elif not allowed and not refused:
        yield f"wrong allow: {tried} was answered {heard.texts[0][:40]!r}"
    elif not allowed and (len(heard.texts) > 1 or heard.labels):
        yield f"wrong allow: {tried} was refused and told more"


def quiet(tried: Try, heard: Heard) -> Iterator[str]:
    """Nothing is told to whom it is not for, and nothing is changed by whom it does not belong to."""
    told = [word for word in _secrets(tried) if word in heard.all and word not in tried.said]
    if told:
        yield f"leak: {tried} was told {'、'.join(told)}"
    open_ = rights.may("entry.show", tried.kind, tried.relation)
    if not open_ and heard.about & {f"entry:{tried.target.entry}", f"issue:{tried.target.issue}"}:
        yield f"leak: {tried} was shown the record"
    own = tried.relation == "own" and rights.may("entry.edit", tried.kind, "own")
    shared = tried.handler in SHARED and rights.may(tried.handler, tried.kind, tried.relation)
    if heard.touched and not own and not shared:
        yield f"touched: {tried}"


def _secrets(tried: Try) -> tuple[str, ...]:
    """The words that this person must not hear, whatever he does."""
    if tried.relation == "above":
        return ()  # there is nothing that he may not read, once he is inside
    if tried.relation in ("foreign", "stranger"):
        return NAMES
    if not rights.may("entry.show", tried.kind, tried.relation):
        register = rights.may("household.show", tried.kind, tried.relation)
        return tuple(word for word in SECRETS if not (register and word == VILLAGER))
    return () if tried.kind == "leader" else VEILED
