"""What of release notices waits for the viewer: receipts to send."""

from matching.database import UnitOfWork
from matching.queries.notices import receipts_open
from matching.queries.waiting.item import WaitingItem
from matching.vocabulary import Role

LISTED = 20
"""More receipts than this are one line: an import can bring hundreds of notices."""


def waiting(work: UnitOfWork) -> list[WaitingItem]:
    """Receipts that are due, for an officer (one statement)."""
    if not work.viewer.has_role(Role.OFFICER) or not work.viewer.is_staff:
        return []
    rows = receipts_open(work, LISTED + 1)
    if len(rows) > LISTED:
        first = rows[0]
        return [WaitingItem("notice.many_receipts", first.received_on, {}, is_overdue=first.is_receipt_overdue)]
    return [
        WaitingItem(
            "notice.receipt_due",
            row.received_on,
            {"id": row.id},
            row.name,
            {"due_on": row.receipt_due_on},
            row.is_receipt_overdue,
        )
        for row in rows
    ]
