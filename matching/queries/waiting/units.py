"""What of accounts waits for the viewer."""

from sqlmodel import col, select

from matching.clock import office_time
from matching.database import UnitOfWork
from matching.queries.staff import placeable_units, units_without_officer
from matching.queries.waiting.item import WaitingItem
from matching.records import Account, OneTimeCode
from matching.services.sign_in import PRINTED_CODE_LIVES
from matching.vocabulary import AccountState, CodePurpose, Role

AT_MOST = 50


def waiting(work: UnitOfWork) -> list[WaitingItem]:
    """Units without an officer and printed codes unused, for the supervisor of the unit and the administrator."""
    viewer = work.viewer
    if not viewer.has_role(Role.ADMINISTRATOR, Role.SUPERVISOR):
        return []
    return [*_without_officer(work), *_codes(work)]


def _without_officer(work: UnitOfWork) -> list[WaitingItem]:
    """Units with case files where nobody could name a caseworker: no person there may become nobody's."""
    units = units_without_officer(work)
    if not work.viewer.has_role(Role.ADMINISTRATOR):
        own = dict(placeable_units(work))
        units = [(unit_id, name) for unit_id, name in units if unit_id in own]
    return [
        WaitingItem("unit.no_officer", work.today, {"id": unit_id}, name, is_overdue=True) for unit_id, name in units
    ]


def _codes(work: UnitOfWork) -> list[WaitingItem]:
    viewer = work.viewer
    unused = (
        select(Account, OneTimeCode)
        .join(OneTimeCode, col(OneTimeCode.account_id) == col(Account.id))
        .where(col(OneTimeCode.purpose) == CodePurpose.PRINTED_RESET, col(OneTimeCode.used_at).is_(None))
        .where(col(Account.state) == AccountState.ACTIVE)
        .order_by(col(OneTimeCode.expires_at), col(OneTimeCode.id))
    )
    if not viewer.has_role(Role.ADMINISTRATOR):
        unused = unused.where(col(Account.unit_id) == viewer.unit_id)
    return [_item(work, account, code) for account, code in work.session.exec(unused.limit(AT_MOST))]


def _item(work: UnitOfWork, account: Account, code: OneTimeCode) -> WaitingItem:
    is_over = code.expires_at < work.instant
    key = "account.code_over" if is_over else "account.code_unused"
    printed_on = office_time(code.expires_at - PRINTED_CODE_LIVES).date()
    return WaitingItem(key, printed_on, {"id": account.id or 0}, account.name, is_overdue=is_over)
