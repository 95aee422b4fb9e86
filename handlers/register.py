"""The register of names, compiled once a township and again when it changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from sqlalchemy.orm import Session

from handlers import recording
from handlers.kit.context import Context
from handlers.reading import HouseholdNames, NameIndex, VillageNames
from storage import households, register

# A name is no longer than this, with its village before it.
LONGEST_NAME: Final = 12


class Registers:
    """Keeps one compiled index a township, as long as the register's version stays the same."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[int, NameIndex]] = {}

    def of(self, session: Session, township: int, versions: Mapping[int, int] | None = None) -> NameIndex:
        """The index of a township. `versions` are its register's and others', if they are known."""
        now = versions[township] if versions else register.version(session, township)
        kept = self._kept.get(township)
        if kept is None or kept[0] != now:
            kept = self._kept[township] = (now, compile_index(session, township))
        return kept[1]


def compile_index(session: Session, township_id: int) -> NameIndex:
    """Reads a township's register and compiles the names in it."""
    villages = [
        VillageNames(
            village.id,
            village.name,
            tuple(village.aliases),
            village.groups,
            tuple(HouseholdNames(h.id, h.head, tuple(h.aka), tuple(h.members), h.group) for h in village.households),
            village.officers,
        )
        for village in register.villages(session, township_id)
    ]
    return NameIndex(villages, register.staff(session, township_id))


def people(ctx: Context, near: Collection[int], word: str) -> list[int]:
    """The households that a name, nickname or sound means, also one that is only nearly written so."""
    found = households.named(ctx.session, ctx.scope, near, word)
    if found or word.isascii() or len(word) > LONGEST_NAME:
        return found
    mentions = recording.resolve(ctx, word, None)
    meant = [id_ for m in mentions for id_ in ((m.household,) if m.household is not None else m.candidates)]
    return [id_ for id_ in meant if ctx.names().homes.get(id_) in near]
