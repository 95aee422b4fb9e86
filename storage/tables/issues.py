"""Issues: villagers' matters with a category, a state, a deadline and their whole history."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped

from storage.tables.base import Base, Id, Scoped, partial, ref

_LIVE = text("done_on IS NULL")


class Issue(Scoped, Base):
    """One matter. `opened_on` is the day it was told, `due_on` the deadline, `done_on` the day it was settled."""

    __tablename__ = "issues"
    __table_args__ = (
        # 同一件事: the live matters of a village by category; only live ones, so it stays small.
        partial(
            "ix_issues_live",
            "township_id",
            "village_id",
            "category",
            where=_LIVE,
        ),
        # 简报: what was opened, and what was settled, in a period.
        Index("ix_issues_township_id_opened_on", "township_id", "opened_on"),
        Index("ix_issues_township_id_done_on", "township_id", "done_on"),
        Index("ix_issues_entry_id", "entry_id"),
    )

    id: Mapped[Id]
    entry_id: Mapped[int] = ref("entries.id")
    village_id: Mapped[int | None] = ref("units.id")
    owner_id: Mapped[int] = ref("people.id")
    category: Mapped[str]
    text: Mapped[str]
    place: Mapped[str | None]
    urgent: Mapped[bool]
    sensitive: Mapped[bool]
    state: Mapped[str]
    opened_on: Mapped[date]
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]
    merged_into: Mapped[int | None] = ref("issues.id")
    withdrawn_at: Mapped[datetime | None]
    # Whom it needs to go on (我需要帮助); empty while it is not stuck.
    needs: Mapped[str | None]


class IssueHousehold(Scoped, Base):
    """A household the matter concerns."""

    __tablename__ = "issue_households"

    issue_id: Mapped[int] = ref("issues.id", primary_key=True)
    household_id: Mapped[int] = ref("households.id", primary_key=True, index=True)


class IssueEvent(Scoped, Base):
    """One step in a matter's life: opened, told again, moved from state to state, corrected."""

    __tablename__ = "issue_events"

    id: Mapped[Id]
    issue_id: Mapped[int] = ref("issues.id", index=True)
    entry_id: Mapped[int | None] = ref("entries.id", index=True)
    person_id: Mapped[int] = ref("people.id")
    at: Mapped[datetime]
    what: Mapped[str]
    old: Mapped[str | None]
    new: Mapped[str | None]
    note: Mapped[str | None]
