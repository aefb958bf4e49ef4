"""Until when a placement is agreed where nobody says so: what the offer's terms state."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from matching.records import HousingTerms, JobTerms, Offer, TrainingTerms
from matching.vocabulary import OfferKind


@dataclass(frozen=True)
class StatedEnd:
    """How an offer limits a placement: by so many days, or by a date. Both are None where it does not.

    Attributes:
        is_limit: whether nobody may be planned for longer, as in a home with a stay limit.
    """

    days: int | None = None
    on: date | None = None
    is_limit: bool = False

    def after(self, starts_on: date) -> date | None:
        """The last day of a placement that starts on a day."""
        if self.days is not None:
            return starts_on + timedelta(days=self.days)
        return self.on if self.on is not None and self.on > starts_on else None


def stated_end(session: Session, offer: Offer) -> StatedEnd:
    """What an offer's terms say of the end."""
    if offer.kind is OfferKind.HOUSING:
        home = session.get(HousingTerms, offer.id)
        return StatedEnd(days=home.stay_limit_days, is_limit=True) if home else StatedEnd()
    if offer.kind is OfferKind.TRAINING:
        course = session.get(TrainingTerms, offer.id)
        weeks = course.weeks if course and course.ends_on is None else None
        return StatedEnd(days=round(weeks * 7) if weeks else None, on=course.ends_on if course else None)
    job = session.get(JobTerms, offer.id)
    return StatedEnd(on=job.ends_on if job else None)
