"""多久没见: how long a household of a tag may go unseen, as the scheme proposes and a county or township says."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import settings
from storage.scope import Scope
from storage.tables import Unit, UnitSetting
from storage.vocabulary import TAGS

# The key of the setting: {tag: days}; 0 days for a tag that no longer asks for a visit.
KEY: Final = "register.periods"


def of(session: Session, scope: Scope) -> dict[str, int]:
    """Days by tag: the scheme's own, then what the county says otherwise, then what the township says."""
    path = session.scalar(select(Unit.path).where(Unit.id == scope.township_id)) or ""
    above = [int(part) for part in path.strip("/").split("/") if part]
    rows = session.execute(
        select(UnitSetting.unit_id, UnitSetting.value).where(UnitSetting.unit_id.in_(above), UnitSetting.key == KEY)
    )
    found = dict(TAGS)
    for _, said in sorted(rows, key=lambda row: above.index(row.unit_id)):
        found |= {tag: int(days) for tag, days in said.items()}
    return {tag: days for tag, days in found.items() if days > 0}


def set_(session: Session, scope: Scope, tag: str, days: int) -> None:
    """The admin's unit, a county or a township, says how long is too long for a tag; 0 stops asking for it."""
    settings.put(session, scope, KEY, settings.get(session, scope, KEY) | {tag: days})
