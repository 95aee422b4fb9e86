"""How one handler is tried by one person: said, pressed, answered; and how somebody reaches for a record he knows of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from handlers.kit.routes import Routes
from tests.campaigns import buttons, rights, verdicts
from tests.campaigns.attempts import Attempts, Heard
from tests.campaigns.county import County, name_of
from tests.campaigns.verdicts import Try

# A record that nobody ever wrote.
MISSING = 987_654
# A new record's own number is another one at each try, and so is a fresh code.
_NUMBER = re.compile(r"[A-Za-z0-9_-]{16,}|\d+")
FAR: Final = ("beside", "foreign", "stranger")
# Behind these words a number is a place in one's own list, not a record.
LISTED = ("reminders",)


class Tries:
    """Tries things in one county and counts them; each try gives what was wrong with it."""

    def __init__(self, county: County, known: Routes, *, every_word: bool) -> None:
        self.count = 0
        self._attempts = Attempts(county)
        self._township = county.township
        self._words = {word.name: (*word.words, f"/{word.command}") for word in known.words}
        self._every_word = every_word

    def handler(self, tried: Try) -> Iterator[str]:
        """A registered handler, in the way it is reached."""
        name = name_of(tried.kind, tried.relation)
        if tried.handler in buttons.ARGS:
            draft = buttons.FORMS["entry.correct"](tried.target) if tried.handler == "form.resume" else None
            args = self._there(tried) | buttons.ARGS[tried.handler](tried.target)
            if tried.handler in buttons.STEPPING and tried.relation in FAR:
                yield from self._stepping(tried, name, args)
            yield from self._judged(tried, self._attempts.offered(name, tried.target, tried.handler, args, draft))
        elif tried.handler in buttons.FORMS:
            asked = buttons.FORMS[tried.handler](tried.target)
            draft = replace(asked, answers=self._there(tried) | dict(asked.answers))
            yield from self._judged(tried, self._attempts.asked(name, tried.target, draft))
        else:
            yield from self._said(tried, name)

    def _there(self, tried: Try) -> dict[str, Any]:
        """What the buttons carry of somebody who has stepped into the record's township from above."""
        return {"township": self._township} if tried.relation == "inside" else {}

    def _stepping(self, tried: Try, name: str, args: Mapping[str, Any]) -> Iterator[str]:
        """The same by somebody who leads nothing above: no button takes him into a township."""
        heard = self._attempts.offered(name, tried.target, tried.handler, {"township": self._township, **args})
        yield from self._judged(replace(tried, handler=f"{tried.handler} stepping in"), heard, allowed=False)

    def _said(self, tried: Try, name: str) -> Iterator[str]:
        words = self._words.get(tried.handler, (buttons.SENTENCE,))
        for word in words if self._every_word else words[:1]:
            bare = self._attempts.says(name, tried.target, word)
            yield from self._judged(replace(tried, said=word), bare)
            if tried.handler in self._words:
                yield from self._numbered(tried, word, bare)

    def record(self, tried: Try) -> Iterator[str]:
        """The very buttons of the record's card, its number in every guise, its matter in one's own words."""
        name, target = name_of(tried.kind, tried.relation), tried.target
        own = tried.relation == "own"
        for place, action in enumerate(target.actions):
            pressing = replace(tried, handler=action, said=f"{target.card.token}.{place}")
            heard = self._attempts.presses(name, target, pressing.said)
            yield from self._judged(pressing, heard, allowed=own and rights.may(action, tried.kind, tried.relation))
        for asking in (*buttons.ASKING, *buttons.TELLING):
            said = asking.format(entry=target.entry, issue=target.issue, token=target.card.token)
            yield from self._quiet(replace(tried, said=said), self._attempts.says(name, target, said))

    def forged(self, tried: Try, press: str) -> Iterator[str]:
        """A press that the bot has never offered to anybody."""
        forging = replace(tried, said=press)
        heard = self._attempts.presses(name_of(tried.kind, tried.relation), tried.target, press)
        yield from self._judged(forging, heard, allowed=False)
        if heard.touched:
            yield f"touched: {forging}"

    def _numbered(self, tried: Try, word: str, bare: Heard) -> Iterator[str]:
        """The word with the record's number behind it; far away that is answered like a number nobody has, if at all."""
        name, target = name_of(tried.kind, tried.relation), tried.target
        said = f"{word} {target.entry}"
        heard = self._attempts.says(name, target, said)
        yield from self._quiet(replace(tried, said=said), heard)
        if tried.relation in ("foreign", "stranger") and tried.handler not in LISTED and heard != bare:
            missing = self._attempts.says(name, target, f"{word} {MISSING}")
            if _NUMBER.sub("N", heard.all) != _NUMBER.sub("N", missing.all):
                yield f"exists: {said} by {tried.kind}, {tried.relation} is not answered like a missing record"

    def _judged(self, tried: Try, heard: Heard, *, allowed: bool | None = None) -> Iterator[str]:
        yield from self._quiet(tried, heard)
        if allowed is None:
            allowed = rights.may(tried.handler, tried.kind, tried.relation)
        yield from verdicts.gate(tried, heard, allowed=allowed)

    def _quiet(self, tried: Try, heard: Heard) -> Iterator[str]:
        self.count += 1
        yield from verdicts.quiet(tried, heard)
