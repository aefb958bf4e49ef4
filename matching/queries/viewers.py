"""An account's standing as a viewer: who it is, where, and what it may do."""

from sqlmodel import Session, col, select

from matching.records import Account, AccountRole
from matching.viewer import Viewer
from matching.vocabulary import Role


def viewer_of(session: Session, account: Account) -> Viewer:
    """Turn an account's row into a viewer (one statement)."""
    roles = session.exec(select(AccountRole.role).where(col(AccountRole.account_id) == account.id)).all()
    return Viewer(account.id, account.unit_id, frozenset(map(Role, roles)), account.provider_id, account.name)
