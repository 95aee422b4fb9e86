"""What an admin sets: one value a unit and key. And the calendar with 调休."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, ref


class UnitSetting(Base):
    """A setting of a county or township."""

    __tablename__ = "unit_settings"

    unit_id: Mapped[int] = ref("units.id", primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]


class CalendarDay(Base):
    """A day that is not what its weekday says: a holiday, or a weekend worked for 调休."""

    __tablename__ = "calendar_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    workday: Mapped[bool]
    name: Mapped[str]
