"""What a run rests on: a hash of whose and which facts it began with; as many pairs as a province has."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("data_hash", sa.String(length=64), nullable=False, server_default=""))
        batch_op.alter_column(
            "pairs_visited", existing_type=sa.Integer(), type_=sa.BigInteger(), existing_nullable=False
        )
    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.alter_column(
            "data_hash", existing_type=sa.String(length=64), existing_nullable=False, server_default=None
        )


def downgrade() -> None:
    """Take the hash away."""
    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.alter_column(
            "pairs_visited", existing_type=sa.BigInteger(), type_=sa.Integer(), existing_nullable=False
        )
        batch_op.drop_column("data_hash")
