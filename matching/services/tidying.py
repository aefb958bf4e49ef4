"""Forgetting what nobody needs any more: ended sessions, old presses, spent codes, done work, files to import."""

from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import col

from matching.audit import record_act
from matching.database import UnitOfWork
from matching.records import FormPress, OneTimeCode, SignedInSession, SignInFailure
from matching.services.imports.uploads import forget_uploads
from matching.services.notifications import forget_old
from matching.work import forget_done

DAY = timedelta(days=1)


def tidy_up(work: UnitOfWork) -> None:
    """Delete sessions not seen for a day, failures and presses of yesterday, spent codes, old notifications and work done a week ago."""
    now = work.instant
    work.session.execute(delete(SignedInSession).where(col(SignedInSession.seen_at) < now - DAY))
    work.session.execute(delete(SignInFailure).where(col(SignInFailure.failed_at) < now - DAY))
    work.session.execute(delete(FormPress).where(col(FormPress.at) < now - DAY))
    work.session.execute(delete(OneTimeCode).where(col(OneTimeCode.expires_at) < now - DAY))
    forget_old(work)
    forget_uploads(work)
    record_act(work, "work.tidied", forgotten=forget_done(work.session, now - 7 * DAY))
