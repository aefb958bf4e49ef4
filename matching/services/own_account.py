"""What everybody chooses for the own account: language, mail address, how much comes by mail."""

from dataclasses import dataclass, field

from matching.audit import record_act
from matching.database import UnitOfWork
from matching.errors import BadInput, NotFound, StaleEdit
from matching.records import Account
from matching.vocabulary import Language, MailChoice


class MailNeedsAddress(BadInput):
    """Write your mail address, or choose no mail."""


@dataclass(frozen=True)
class OwnChoices:
    """The own account as it should stand, over the version that was on the page."""

    version: int
    language: Language
    mail: str | None = field(repr=False)
    mail_choice: MailChoice


def choose(work: UnitOfWork, command: OwnChoices) -> Account:
    """Save what the viewer chose for the own account.

    Raises:
        NotFound: where nobody is signed in.
        StaleEdit: where the account was changed meanwhile.
        MailNeedsAddress: for mail without an address.
    """
    account = work.session.get(Account, work.viewer.account_id)
    if account is None:
        raise NotFound
    if account.version != command.version:
        raise StaleEdit
    if command.mail_choice is not MailChoice.NONE and not command.mail:
        raise MailNeedsAddress(about="mail")
    account.language, account.mail, account.mail_choice = command.language, command.mail, command.mail_choice
    account.version += 1
    record_act(work, "account.chosen", account=account.id)
    return account
