"""Every kind of person tries every handler on a record he stands to in every way: no wrong yes, no wrong no.

`python -m tests.campaigns.access [--tamper 10000] [--postgres] [--seed N]`
"""

from __future__ import annotations

import random
import string
import sys
from collections.abc import Container
from dataclasses import dataclass

from handlers.kit.routes import Routes
from handlers.routes import routes
from storage.engine import Database
from tests.campaigns import buttons, place, rights
from tests.campaigns.county import County
from tests.campaigns.tries import Tries
from tests.campaigns.verdicts import Try


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a campaign tried, and what it found wrong."""

    seed: int
    handlers: int
    tries: int
    faults: tuple[str, ...]

    def __str__(self) -> str:
        told = f"seed {self.seed}: {self.handlers} handlers, {self.tries} tries, {len(self.faults)} faults"
        return "\n".join([told, *self.faults[:40]])


def handlers(known: Routes) -> list[str]:
    """Everything that is registered, and the free sentence."""
    return sorted({*(word.name for word in known.words), *known.actions, *known.forms, "record"})


def unready(known: Routes) -> list[str]:
    """Registered handlers of which nobody has written down who may use them, or how that is tried."""
    ways = {*(word.name for word in known.words), *buttons.ARGS, *buttons.FORMS, "record"}
    return sorted({*rights.missing(handlers(known)), *(set(handlers(known)) - ways)})


def campaign(
    county: County, seed: int, *, only: Container[str] = (), every_word: bool = False, part: int = 0, parts: int = 1
) -> Outcome:
    """Tries everything once, or only some handlers, in an order that the seed gives. The county stays as it is.

    `part` is one of so many `parts`, from 0, which together are the whole.
    """
    known = routes()
    tries = Tries(county, known, every_word=every_word)
    unknown = unready(known)
    people = [(kind, relation, county.target(kind, relation)) for kind, relation in rights.PEOPLE]
    tried = [name for name in handlers(known) if name not in unknown and (not only or name in only)][part::parts]
    all_of_it = [Try(name, *person) for name in tried for person in people]
    random.Random(seed).shuffle(all_of_it)
    faults = [f"no expectation: {name}" for name in unknown]
    for one in all_of_it:
        faults += tries.handler(one)
    for person in people[part::parts] if not only else []:
        faults += tries.record(Try("record", *person))
    return Outcome(seed, len(tried), tries.count, tuple(faults))


def tampering(county: County, seed: int, times: int) -> Outcome:
    """Presses the buttons of real cards with something of token or place changed, as anybody."""
    chance = random.Random(seed)
    tries = Tries(county, routes(), every_word=False)
    faults: list[str] = []
    for _ in range(times):
        kind, relation = chance.choice(rights.PEOPLE)
        target = county.target(kind, relation)
        faults += tries.forged(Try("forged", kind, relation, target), _tampered(chance, target.card.token or ""))
    return Outcome(seed, 0, tries.count, tuple(faults))


def _tampered(chance: random.Random, token: str) -> str:
    """Another character, one more, one less, other cases, or a place that is none."""
    at = chance.randrange(len(token))
    other = chance.choice([letter for letter in _LETTERS if letter != token[at]])
    changed = (token[:at] + other + token[at + 1 :], token[:at] + token[at + 1 :], token[:at] + other + token[at:])
    places = ("", ".", ".99", ".-1", ".0.0", ".0x1", ". 0", ".%", "\n.0")
    return chance.choice((*(f"{one}.0" for one in changed), token.swapcase() + ".0", token + chance.choice(places)))


_LETTERS = string.ascii_letters + string.digits + "-_%* "


def _both(database: Database, tamper: int, seed: int) -> tuple[Outcome, Outcome]:
    county = County(database)
    return campaign(county, seed, every_word=True), tampering(county, seed, tamper)


def main() -> int:
    """By hand: `--tamper N`, and `--postgres`."""
    return place.by_hand("who may do what to whose record", "tamper", 10_000, _both)


if __name__ == "__main__":
    sys.exit(main())
