"""Everyday work: notices, scans, households, referrals, services, covers, uploads, notifications, direct proposals."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from matching.encryption import keyring

revision = "0002"
down_revision = "0001"

PLAIN_TEXTS = (("profiles", "subject_id", "wishes"), ("experiences", "id", "text"))
"""Table, its key, and the text that is sealed from now on."""


def upgrade() -> None:
    op.create_table(
        "covers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("covered_by_id", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "leave", "sick", "duty", "other", name="reason", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("account_id <> covered_by_id", name=op.f("ck_covers_somebody_else")),
        sa.CheckConstraint("to_on IS NULL OR to_on >= from_on", name=op.f("ck_covers_to_on")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_covers_account_id")),
        sa.ForeignKeyConstraint(["covered_by_id"], ["accounts.id"], name=op.f("fk_covers_covered_by_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["accounts.id"], name=op.f("fk_covers_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_covers")),
    )
    with op.batch_alter_table("covers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_covers_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_covers_covered_by_id"), ["covered_by_id"], unique=False)

    op.create_table(
        "notifications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("ids", sa.JSON(), nullable=False),
        sa.Column("told_as", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=True),
        sa.Column("mailed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_notifications_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
        sa.UniqueConstraint("account_id", "told_as", name=op.f("uq_notifications_account_id_told_as")),
    )
    with op.batch_alter_table("notifications", schema=None) as batch_op:
        batch_op.create_index("ix_notifications_account_at", ["account_id", "at"], unique=False)

    op.create_table(
        "uploads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("notices", "subjects", "offers", name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "offer_kind",
            sa.Enum(
                "job", "training", "housing", name="offer_kind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("file_name", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(), nullable=False),
        sa.Column("applied_at", sa.DateTime(), nullable=True),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_uploads_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
    )
    with op.batch_alter_table("uploads", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_uploads_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_uploads_uploaded_at"), ["uploaded_at"], unique=False)

    op.create_table(
        "household_members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column(
            "relation",
            sa.Enum(
                "spouse",
                "child",
                "parent",
                "grandparent",
                "sibling",
                "other",
                name="relation",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("moves_along", sa.Boolean(), nullable=False),
        sa.Column("is_dependant", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["subject_id"], ["subjects.id"], name=op.f("fk_household_members_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_members")),
    )
    with op.batch_alter_table("household_members", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_household_members_subject_id"), ["subject_id"], unique=False)

    op.create_table(
        "correction_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("is_corrected", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["accounts.id"], name=op.f("fk_correction_requests_answered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["accounts.id"], name=op.f("fk_correction_requests_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(["subject_id"], ["subjects.id"], name=op.f("fk_correction_requests_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction_requests")),
    )
    with op.batch_alter_table("correction_requests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_correction_requests_subject_id"), ["subject_id"], unique=False)

    op.create_table(
        "release_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("sender", sa.String(length=120), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("release_on", sa.Date(), nullable=True),
        sa.Column("assessment", sa.LargeBinary(), nullable=True),
        sa.Column("receipt_due_on", sa.Date(), nullable=False),
        sa.Column("receipt_sent_on", sa.Date(), nullable=True),
        sa.Column("receipt_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by_id"], ["accounts.id"], name=op.f("fk_release_notices_created_by_id")),
        sa.ForeignKeyConstraint(["receipt_by_id"], ["accounts.id"], name=op.f("fk_release_notices_receipt_by_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["subjects.id"], name=op.f("fk_release_notices_subject_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_release_notices_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_notices")),
        sa.UniqueConstraint("sender", "number", name=op.f("uq_release_notices_sender_number")),
    )
    with op.batch_alter_table("release_notices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_release_notices_subject_id"), ["subject_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_release_notices_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "services",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=True),
        sa.Column("offer_id", sa.Integer(), nullable=True),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("eligibility", sa.Text(), nullable=True),
        sa.Column("to_check", sa.JSON(), nullable=False),
        sa.Column("fees", sa.Text(), nullable=True),
        sa.Column("how_to_apply", sa.Text(), nullable=True),
        sa.Column("phone", sa.String(length=80), nullable=True),
        sa.Column("mail", sa.String(length=200), nullable=True),
        sa.Column("website", sa.String(length=300), nullable=True),
        sa.Column("address", sa.String(length=300), nullable=True),
        sa.Column("hours", sa.Text(), nullable=True),
        sa.Column("is_checked", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=True),
        sa.Column("source_reference", sa.String(length=80), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_services_offer_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["providers.id"], name=op.f("fk_services_provider_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_services_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_services")),
        sa.UniqueConstraint("source", "source_reference", name=op.f("uq_services_source_source_reference")),
    )
    with op.batch_alter_table("services", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_services_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_services_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "referrals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("referred_to", sa.String(length=200), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "sent",
                "accepted",
                "helped",
                "refused",
                "no_answer",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("referred_on", sa.Date(), nullable=False),
        sa.Column("answer_by_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_referrals_account_id")),
        sa.ForeignKeyConstraint(["need_id"], ["needs.id"], name=op.f("fk_referrals_need_id")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_referrals_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referrals")),
    )
    with op.batch_alter_table("referrals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referrals_need_id"), ["need_id"], unique=False)
    op.execute(
        "INSERT INTO referrals (need_id, referred_to, state, referred_on, version)"
        " SELECT id, substr(referred_to, 1, 200), 'sent', opened_on, 1 FROM needs"
        " WHERE referred_to IS NOT NULL AND state = 'referred'"
    )
    with op.batch_alter_table("needs", schema=None) as batch_op:
        batch_op.drop_column("referred_to")

    op.create_table(
        "scans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "release_notice",
                "receipt",
                "consent",
                "judgment",
                "order",
                "agreement",
                "other",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("consent_id", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.Column("kept_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["consent_id"], ["consents.id"], name=op.f("fk_scans_consent_id")),
        sa.ForeignKeyConstraint(["kept_by_id"], ["accounts.id"], name=op.f("fk_scans_kept_by_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["release_notices.id"], name=op.f("fk_scans_notice_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["subjects.id"], name=op.f("fk_scans_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scans")),
    )
    with op.batch_alter_table("scans", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scans_subject_id"), ["subject_id"], unique=False)

    op.create_table(
        "extensions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("earlier_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "no_other_home",
                "waits_for_place",
                "training_runs",
                "health",
                "provider_keeps",
                "other",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("agreed_at", sa.DateTime(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_extensions_account_id")),
        sa.ForeignKeyConstraint(["placement_id"], ["placements.id"], name=op.f("fk_extensions_placement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extensions")),
    )
    with op.batch_alter_table("extensions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_extensions_placement_id"), ["placement_id"], unique=False)

    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "mail_choice",
                sa.Enum(
                    "each", "daily", "none", name="mail_choice", native_enum=False, create_constraint=True, length=40
                ),
                nullable=False,
                server_default="daily",
            )
        )

    with op.batch_alter_table("conditions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("details", sa.LargeBinary(), nullable=True))

    with op.batch_alter_table("case_facts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("household_asked_on", sa.Date(), nullable=True))

    with op.batch_alter_table("housing_terms", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "children",
                sa.Enum("yes", "no", "unknown", name="children", native_enum=False, create_constraint=True, length=40),
                nullable=False,
                server_default="unknown",
            )
        )
        batch_op.add_column(sa.Column("rules_stated", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("rule_codes", sa.JSON(), nullable=False, server_default="[]"))

    with op.batch_alter_table("offers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("eligibility", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("to_check", sa.JSON(), nullable=False, server_default="[]"))

    with op.batch_alter_table("placements", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "exit_goal",
                sa.Enum(
                    "other_work",
                    "training",
                    "own_home",
                    "with_kin",
                    "no_work",
                    "no_home",
                    "unknown",
                    name="exit_goal",
                    native_enum=False,
                    create_constraint=True,
                    length=40,
                ),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("exit_plan", sa.LargeBinary(), nullable=True))

    with op.batch_alter_table("profiles", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "step_free_needed",
                sa.Enum(
                    "yes",
                    "no",
                    "unknown",
                    name="step_free_needed",
                    native_enum=False,
                    create_constraint=True,
                    length=40,
                ),
                nullable=False,
                server_default="unknown",
            )
        )
        batch_op.add_column(sa.Column("rent_limit", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("home_needed_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("house_rules_asked", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("house_rules_refused", sa.JSON(), nullable=False, server_default="[]"))

    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.add_column(sa.Column("interview_place", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("is_direct", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("direct_reason", sa.LargeBinary(), nullable=True))
        batch_op.alter_column("suggestion_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.alter_column("endorsed_by_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_check_constraint(
            batch_op.f("ck_proposals_endorsed"),
            "(suggestion_id IS NOT NULL AND endorsed_by_id IS NOT NULL)"
            " OR (is_direct AND state IN ('awaiting_review', 'withdrawn'))",
        )

    with op.batch_alter_table("review_requests", schema=None) as batch_op:
        batch_op.add_column(sa.Column("proposal_id", sa.Integer(), nullable=True))
        batch_op.alter_column("suggestion_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_foreign_key(batch_op.f("fk_review_requests_proposal_id"), "proposals", ["proposal_id"], ["id"])
        batch_op.create_check_constraint(
            batch_op.f("ck_review_requests_about_one"), "(suggestion_id IS NULL) <> (proposal_id IS NULL)"
        )
        batch_op.create_index(
            "uq_review_requests_open_proposal",
            ["proposal_id"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    with op.batch_alter_table("subjects", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "close_reason",
                sa.Enum(
                    "term_over",
                    "died",
                    "recalled",
                    "moved",
                    "declined_help",
                    "merged",
                    "other",
                    name="close_reason",
                    native_enum=False,
                    create_constraint=True,
                    length=40,
                ),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("moved_to", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_subjects_merged_into_id"), "subjects", ["merged_into_id"], ["id"])

    with op.batch_alter_table("training_terms", schema=None) as batch_op:
        batch_op.add_column(sa.Column("weeks", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("shift_from", sa.Time(), nullable=True))
        batch_op.add_column(sa.Column("shift_to", sa.Time(), nullable=True))
        batch_op.add_column(sa.Column("weekdays", sa.JSON(), nullable=False, server_default="[]"))

    for table, key, column in PLAIN_TEXTS:
        _seal(table, key, column, sa.Text(), nullable=True)
    _seal("profiles", "subject_id", "work_adjustments", sa.JSON(), nullable=False)


def _seal(table: str, key: str, column: str, was: sa.Text | sa.JSON, nullable: bool) -> None:
    """Encrypt a column in its place. On PostgreSQL the table is written anew, so that no plain text stays behind."""
    held = sa.table(table, sa.column(key), sa.column(column, was))
    read = sa.select(held.c[key], held.c[column]).where(held.c[column].is_not(None))
    sealed = list(_sealed(op.get_bind().execute(read)))
    emptied = "NULL::bytea" if nullable else "''::bytea"
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.alter_column(
            column, existing_type=was, type_=sa.LargeBinary(), existing_nullable=nullable, postgresql_using=emptied
        )
    if sealed:
        anew = sa.table(table, sa.column(key), sa.column(column, sa.LargeBinary()))
        write = sa.update(anew).where(anew.c[key] == sa.bindparam("row")).values({column: sa.bindparam("token")})
        op.get_bind().execute(write, sealed)


def _sealed(rows: Iterable[Any]) -> Iterator[dict[str, object]]:
    for key, value in rows:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        yield {"row": key, "token": keyring.seal(text)}


def downgrade() -> None:
    """Refuse: what the new tables hold would be lost. Restore the backup that was made before."""
    raise NotImplementedError("Restore the backup that was made before this migration.")
