"""One step between a person and an opening of the made-up county: whose, towards what, and who acts in it."""

from dataclasses import dataclass

from matching.database import UnitOfWork
from matching.demo.county import County
from matching.records import Placement, Proposal
from matching.services.cards import CardAnswer
from matching.services.placements import PlacementStep
from matching.services.proposals import Step
from matching.vocabulary import RefusalReason


@dataclass(frozen=True)
class Moment:
    """One step of one pair: on which day, between whom, with which words after it."""

    county: County
    day: int
    pair: tuple[str, str]
    words: tuple[str, ...]

    @property
    def subject_id(self) -> int:
        """Whose step it is."""
        return self.county.subjects[self.pair[0]]

    @property
    def offer_id(self) -> int:
        """Towards which opening."""
        return self.county.offers[self.pair[1]]

    @property
    def caseworker(self) -> UnitOfWork:
        """The caseworker acts."""
        return self.county.on(self.day, self.county.caseworkers[self.pair[0]])

    @property
    def officer(self) -> UnitOfWork:
        """The officer acts."""
        return self.county.on(self.day, self.county.officer(self.county.subject_units[self.pair[0]]))

    @property
    def proposer(self) -> UnitOfWork:
        """The officer acts, or the second person at the unit above where the office is of one."""
        above = self.county.office(self.county.subject_units[self.pair[0]]).get("above")
        return self.county.on(self.day, self.county.accounts[above]) if above else self.officer

    @property
    def provider(self) -> UnitOfWork:
        """The provider acts."""
        return self.county.on(self.day, self.county.provider_viewers[self.county.offer_providers[self.pair[1]]])

    @property
    def proposal(self) -> Proposal:
        """The pair's proposal as it stands."""
        return self.county.work.session.get_one(Proposal, self.county.proposals[self.pair])

    @property
    def placement(self) -> Placement:
        """The pair's placement as it stands."""
        return self.county.work.session.get_one(Placement, self.county.placements[self.pair])

    def step(self, reason: RefusalReason | None = None) -> Step:
        """A press on the proposal as it stands."""
        return Step(self.proposal.id or 0, self.proposal.version, reason)

    def answer(self, reason: RefusalReason | None = None) -> CardAnswer:
        """A provider's press on its card as it stands."""
        return CardAnswer(self.proposal.code, self.proposal.version, reason)

    def press(self) -> PlacementStep:
        """A press on the placement as it stands."""
        return PlacementStep(self.placement.id or 0, self.placement.version)
