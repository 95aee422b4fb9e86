"""Indexes for what would take longer with every year stored"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_UNDONE = sa.text("undone_at IS NOT NULL")


def upgrade() -> None:
    """When a village was last visited; what a person took back."""
    op.create_index("ix_visits_township_id_village_id_day", "visits", ["township_id", "village_id", "day"])
    op.create_index(
        "ix_entries_undone",
        "entries",
        ["person_id", "undone_at"],
        sqlite_where=_UNDONE,
        postgresql_where=_UNDONE,
    )


def downgrade() -> None:
    """Back to scans."""
    op.drop_index("ix_entries_undone", "entries")
    op.drop_index("ix_visits_township_id_village_id_day", "visits")
