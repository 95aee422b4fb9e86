"""Pictures, workbooks and documents that were made for a person, as long as they wait to be fetched."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, Id, Scoped, ref


class Paper(Scoped, Base):
    """A file made for one person from records; it can be made again, so it is kept for some days only."""

    __tablename__ = "papers"

    id: Mapped[Id]
    person_id: Mapped[int] = ref("people.id")
    name: Mapped[str]
    mime: Mapped[str]
    # What is old is found and removed by it.
    made_at: Mapped[datetime] = mapped_column(index=True)
    # Last: SQLite reads a row up to the column asked for, page by page.
    body: Mapped[bytes]
