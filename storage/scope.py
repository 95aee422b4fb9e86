"""Whose eyes a question is asked with: second argument, after the session, of all storage of township data."""

from __future__ import annotations

from msgspec import Struct

from storage.vocabulary import Role


class Scope(Struct, frozen=True):
    """A person's township and the part of its tree he may read.

    `paths` are prefixes of unit paths; a record without a village is visible only to its author and to whoever reads
    the whole township. `villages` are the cadre's own present villages, the first-named first.
    """

    person_id: int
    township_id: int
    paths: tuple[str, ...] = ()
    villages: tuple[int, ...] = ()
    roles: frozenset[Role] = frozenset()

    def reads(self, path: str | None) -> bool:
        """Whether records of a village with this path, or of no village, lie in the part that may be read."""
        if path is None:  # belongs to whoever reads the whole township, whose path is the shortest there is
            return any(own.endswith(f"/{self.township_id}/") for own in self.paths)
        return path.startswith(self.paths)
