"""Until when somebody may be answered on a platform that lets one only answer"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Moment

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two columns."""
    op.add_column("channel_accounts", sa.Column("open_until", Moment(), nullable=True))
    op.add_column("channel_accounts", sa.Column("open_left", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Without them."""
    op.drop_column("channel_accounts", "open_left")
    op.drop_column("channel_accounts", "open_until")
