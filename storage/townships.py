"""The townships below a leader of a county, and the scope he steps into each of them with.

Every other question is asked inside one township. This is the one place where somebody gets from one into another: by
a leader's role over a unit above both, looked up anew each time.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from storage.scope import Scope
from storage.tables import RoleGrant, Unit


class Township(Struct, frozen=True):
    """A township, and whose eyes the leader above it looks into it with: those of its own leader."""

    id: int
    name: str
    scope: Scope


_above = aliased(Unit)
_led = (
    select(Unit.id, Unit.name, Unit.path)
    .join(_above, Unit.path.startswith(_above.path))
    .join(RoleGrant, RoleGrant.unit_id == _above.id)
    .where(RoleGrant.person_id == bindparam("person"), RoleGrant.role == "leader", RoleGrant.until.is_(None))
    .where(_above.kind == "county", _above.path.in_(bindparam("paths", expanding=True)), Unit.kind == "township")
    .order_by(Unit.id)
    .distinct()
)


def led(session: Session, scope: Scope) -> Sequence[Township]:
    """The townships below the county that this person leads, in the order of the tree; none for everybody else."""
    if "leader" not in scope.roles or not scope.paths:
        return []
    return [
        Township(row.id, row.name, Scope(scope.person_id, row.id, (row.path,), roles=frozenset({"leader"})))
        for row in session.execute(_led, {"person": scope.person_id, "paths": scope.paths})
    ]


def inside(session: Session, scope: Scope, township_id: int) -> Scope | None:
    """The scope of this person in one of those townships; None where he leads nothing above it."""
    return next((one.scope for one in led(session, scope) if one.id == township_id), None)
