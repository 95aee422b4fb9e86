"""The register of names, compiled once a township and again when it changed."""

from __future__ import annotations

from sqlalchemy.orm import Session

from handlers.reading import HouseholdNames, NameIndex, VillageNames
from storage import register


class Registers:
    """Keeps one compiled index a township, as long as the register's version stays the same."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[int, NameIndex]] = {}

    def of(self, session: Session, township: int) -> NameIndex:
        """The index of a township."""
        now = register.version(session, township)
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
