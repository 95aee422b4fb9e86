"""Emergencies: of which area, since when, until when, why, and how far its people are told"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.base import BigKey, Moment

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_TABLE = "emergencies"


def upgrade() -> None:
    """A table."""
    op.create_table(
        _TABLE,
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("township_id", BigKey, nullable=False),
        sa.Column("unit_id", BigKey, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by_id", BigKey, nullable=False),
        sa.Column("began_at", Moment(), nullable=False),
        sa.Column("ends_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("ended_by", BigKey, nullable=True),
        sa.Column("cursor", BigKey, nullable=True),
        _key("township_id", "units"),
        _key("unit_id", "units"),
        _key("by_id", "people"),
        _key("ended_by", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{_TABLE}")),
    )
    running, telling = sa.text("ended_at IS NULL"), sa.text("cursor IS NOT NULL")
    op.create_index(
        f"uq_{_TABLE}_unit_id", _TABLE, ["unit_id"], unique=True, sqlite_where=running, postgresql_where=running
    )
    op.create_index(f"ix_{_TABLE}_cursor", _TABLE, ["cursor"], sqlite_where=telling, postgresql_where=telling)


def _key(column: str, there: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{there}.id"], name=op.f(f"fk_{_TABLE}_{column}_{there}"))


def downgrade() -> None:
    """Without it."""
    op.drop_table(_TABLE)
