"""What an admin sets for his unit: one value a key."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.engine import upsert
from storage.scope import Scope
from storage.tables import UnitSetting


def get(session: Session, scope: Scope, key: str) -> dict[str, Any]:
    """The value of one's township, or nothing."""
    mine = UnitSetting.unit_id == scope.township_id, UnitSetting.key == key
    return session.scalar(select(UnitSetting.value).where(*mine)) or {}


def put(session: Session, scope: Scope, key: str, value: dict[str, Any]) -> None:
    """Sets the value of one's township."""
    insert = upsert(session)(UnitSetting).values(unit_id=scope.township_id, key=key, value=value)
    session.execute(
        insert.on_conflict_do_update(index_elements=["unit_id", "key"], set_={"value": insert.excluded.value})
    )
