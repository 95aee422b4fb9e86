"""Which digests a leader wants of their own accord"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.base import BigKey

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table."""
    op.create_table(
        "subscriptions",
        sa.Column("person_id", BigKey, nullable=False),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("day", "week", "month", "calm")),
        sa.Column("township_id", BigKey, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_subscriptions_person_id_people")),
        sa.ForeignKeyConstraint(["township_id"], ["units.id"], name=op.f("fk_subscriptions_township_id_units")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_subscriptions")),
    )


def downgrade() -> None:
    """Without it."""
    op.drop_table("subscriptions")
