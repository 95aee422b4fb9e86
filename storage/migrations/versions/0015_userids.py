"""Under which name the corporation's WeCom knows somebody, as the roster says"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A column, by which strangers are looked up."""
    op.add_column("people", sa.Column("userid", sa.String(), nullable=True))
    op.create_index("ix_people_userid", "people", ["userid"])


def downgrade() -> None:
    """Without it."""
    op.drop_index("ix_people_userid", "people")
    op.drop_column("people", "userid")
