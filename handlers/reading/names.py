"""What the reader knows of a township: the names in its register. Built from rows by the caller, never from code."""

from __future__ import annotations

from msgspec import Struct


class HouseholdNames(Struct, frozen=True):
    """One household: its key, the head's full name, nicknames, other members' names, the 组 it lives in.

    `sex` is the head's, 男 or 女 where the register tells; it decides whether 葛女士 can be this head.
    """

    id: int
    head: str
    aka: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    group: int | None = None
    sex: str | None = None


class VillageNames(Struct, frozen=True):
    """One village: its key, full name, everyday names, number of 组, households and officers' names."""

    id: int
    name: str
    aliases: tuple[str, ...] = ()
    groups: int = 0
    households: tuple[HouseholdNames, ...] = ()
    officers: tuple[str, ...] = ()
