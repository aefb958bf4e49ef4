"""Corrected services: what a directory says of each column that an officer has put right by hand."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    with op.batch_alter_table("services", schema=None) as batch_op:
        batch_op.add_column(sa.Column("corrections", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("services", schema=None) as batch_op:
        batch_op.alter_column("corrections", existing_type=sa.JSON(), existing_nullable=False, server_default=None)


def downgrade() -> None:
    """Take the column away; a directory that is imported again then overwrites corrections."""
    with op.batch_alter_table("services", schema=None) as batch_op:
        batch_op.drop_column("corrections")
