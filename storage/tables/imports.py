"""Imports of a roster and every row they changed, so that one can be undone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from storage.sealing import SealedFields
from storage.tables.base import Base, Id, ref


class ImportBatch(Base):
    """One accepted workbook."""

    __tablename__ = "import_batches"

    id: Mapped[Id]
    township_id: Mapped[int] = ref("units.id", index=True)
    file_name: Mapped[str]
    sha256: Mapped[str]
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    counts: Mapped[dict[str, Any]]


class ImportChange(Base):
    """One row an import added or changed, with what stood there before."""

    __tablename__ = "import_changes"

    id: Mapped[Id]
    batch_id: Mapped[int] = ref("import_batches.id", index=True)
    table_name: Mapped[str]
    row_id: Mapped[int]
    before: Mapped[dict[str, Any] | None] = mapped_column(SealedFields)
    after: Mapped[dict[str, Any]] = mapped_column(SealedFields)
