"""Who needs a bed tonight, which beds are free, and who may take which."""

from dataclasses import dataclass

from matching.database import UnitOfWork
from matching.queries.tonight.beds import BedRow, Stay, Stays, free_beds, stays
from matching.queries.tonight.people import TonightRow, people_tonight
from matching.vocabulary import Answer

__all__ = ["BedRow", "Stay", "Stays", "Tonight", "TonightRow", "tonight"]


@dataclass(frozen=True)
class Tonight:
    """The list of the night.

    Attributes:
        people: at most fifty, those known to have no home first, each group by priority.
        more: how many further people there are.
        stays: for each person, what each free bed comes to, and what to find out.
    """

    people: list[TonightRow]
    more: int
    beds: list[BedRow]
    stays: Stays

    @property
    def without_home(self) -> list[TonightRow]:
        """Those known to have no home."""
        return [row for row in self.people if row.home is Answer.NO]

    @property
    def not_known(self) -> list[TonightRow]:
        """Those of whom nobody knows whether they have one."""
        return [row for row in self.people if row.home is not Answer.NO]

    @property
    def places(self) -> int:
        """How many places the free beds have together."""
        return sum(bed.free for bed in self.beds)


def tonight(work: UnitOfWork) -> Tonight:
    """The viewer's people without a home, and the beds of the viewer's county, in a fixed number of statements."""
    people, more = people_tonight(work)
    beds = free_beds(work)
    return Tonight(people, more, beds, stays(work, [row.subject_id for row in people], beds))
