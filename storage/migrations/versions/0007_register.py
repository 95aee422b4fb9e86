"""The register from the field: notes, changes with their history, members who are gone"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.base import BigKey, Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two tables and a column."""
    _create("register_notes", _notes(), {"village_id": "units", "household_id": "households", "person_id": "people"})
    op.create_index("ix_register_notes_village_id_household_id", "register_notes", ["village_id", "household_id"])
    _create(
        "register_changes",
        _changes(),
        {"village_id": "units", "household_id": "households", "person_id": "people", "undone_by": "people"},
    )
    op.create_index("ix_register_changes_township_id_at", "register_changes", ["township_id", "at"])
    op.create_index("ix_register_changes_household_id", "register_changes", ["household_id"])
    op.add_column("residents", sa.Column("gone_on", sa.Date(), nullable=True))


def _notes() -> list[sa.Column[object]]:
    return [
        sa.Column("village_id", BigKey, nullable=False),
        sa.Column("household_id", BigKey, nullable=True),
        sa.Column("person_id", BigKey, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("withdrawn_at", Moment(), nullable=True),
    ]


def _changes() -> list[sa.Column[object]]:
    return [
        sa.Column("village_id", BigKey, nullable=False),
        sa.Column("household_id", BigKey, nullable=True),
        sa.Column("person_id", BigKey, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=True),
        sa.Column("old", sa.String(), nullable=True),
        sa.Column("new", sa.String(), nullable=True),
        sa.Column("undone_at", Moment(), nullable=True),
        sa.Column("undone_by", BigKey, nullable=True),
    ]


def _create(table: str, columns: list[sa.Column[object]], refs: dict[str, str]) -> None:
    keys = [
        sa.ForeignKeyConstraint([column], [f"{there}.id"], name=op.f(f"fk_{table}_{column}_{there}"))
        for column, there in {**refs, "township_id": "units"}.items()
    ]
    op.create_table(
        table,
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("township_id", BigKey, nullable=False),
        *columns,
        *keys,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def downgrade() -> None:
    """Without them."""
    op.drop_column("residents", "gone_on")
    op.drop_table("register_changes")
    op.drop_table("register_notes")
