"""A matter's life: whom it needs, what is told at a proper hour, what a person put off"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.base import BigKey, Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_WAITING = sa.text("told_at IS NULL")


def upgrade() -> None:
    """One column, two tables."""
    op.add_column("issues", sa.Column("needs", sa.String(), nullable=True))
    op.create_table(
        "tray",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("person_id", BigKey, nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("about", sa.String(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("told_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_tray_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tray")),
    )
    op.create_index("ix_tray_due_at", "tray", ["due_at"], sqlite_where=_WAITING, postgresql_where=_WAITING)
    op.create_table(
        "snoozes",
        sa.Column("person_id", BigKey, nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("township_id", BigKey, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_snoozes_person_id_people")),
        sa.ForeignKeyConstraint(["township_id"], ["units.id"], name=op.f("fk_snoozes_township_id_units")),
        sa.PrimaryKeyConstraint("person_id", "about", name=op.f("pk_snoozes")),
    )


def downgrade() -> None:
    """Without them."""
    op.drop_table("snoozes")
    op.drop_index("ix_tray_due_at", "tray")
    op.drop_table("tray")
    op.drop_column("issues", "needs")
