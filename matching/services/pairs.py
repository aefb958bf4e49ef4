"""One subject and one offer as they stand now: facts, explanation, versions, what stops a decision."""

import hashlib
import json
import math
from collections.abc import Iterable, Set
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, NamedTuple

import numpy as np
from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.eligibility.findings import Finding
from matching.errors import NotFound
from matching.facts import OfferFacts, Offers, SubjectFacts, Subjects
from matching.privacy import Sight, subject_for
from matching.queries.facts import offer_facts, subject_facts
from matching.queries.shortlists import StoredShortlist, shortlists_by_kind
from matching.queries.suggestions import is_closed_to_review
from matching.reasons import Reason
from matching.records import Offer, Proposal, Provider, Subject, Suggestion
from matching.scoring.explain import Explanation, explain
from matching.services.second_person import is_asked_to_endorse
from matching.services.versions import EngineVersions, engine_versions
from matching.vocabulary import CaseState, OfferKind, OfferState, ProposalState, Role

UNSEEN = (OfferState.DRAFT, OfferState.SUBMITTED, OfferState.RETURNED)
"""Offers that nobody is matched with yet."""

NOT_FROZEN = frozenset({"text", "offences"})
"""Facts of a subject that a decision does not copy: free text, and what must be easy to seal."""


class Bar(StrEnum):
    """Why no decision can be taken on a pair now."""

    NOT_YOURS = "not_yours"
    PROPOSED_BY_YOU = "proposed_by_you"
    CASE_CLOSED = "case_closed"
    OFFER_NOT_OPEN = "offer_not_open"
    NOT_ELIGIBLE = "not_eligible"
    DECIDED = "decided"


@dataclass(frozen=True, repr=False)
class Pair:
    """What a review shows of one pair.

    Attributes:
        rank: the offer's place in the stored shortlist, from 1; 0 where it was chosen by hand.
        standing: the newest decision, where it still keeps the pair out of review.
        direct: what an officer has proposed for the pair and nobody has endorsed yet.
        obstacle: what of the pair itself speaks against a decision, whoever would take it.
        bar: why this viewer can decide nothing now, if so.
    """

    subject: Subject
    sight: Sight
    offer: Offer
    provider: Provider
    person: SubjectFacts
    opening: OfferFacts
    explanation: Explanation
    versions: EngineVersions
    rank: int
    standing: Suggestion | None
    direct: Proposal | None = None
    obstacle: Bar | None = None
    bar: Bar | None = None

    @property
    def findings(self) -> list[Finding]:
        """The findings in the words that this viewer may read."""
        found = self.explanation.findings
        return [as_seen(each, self.sight) for each in found]

    @property
    def digest(self) -> str:
        """A hash of all that the decision rests on (SHA-256, hexadecimal)."""
        content = [
            *(self.subject.id, self.offer.id, self.explanation.score, self.explanation.baseline),
            [[part.name, part.contribution, *part.reason] for part in self.explanation.parts],
            [frozen_finding(finding) for finding in self.explanation.findings],
            *(self.versions.policy.version, self.versions.rulebook.version, self.versions.vocabulary.version),
            (self.direct.id, self.direct.version) if self.direct else None,
        ]
        return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def as_seen(finding: Finding, sight: Sight) -> Finding:
    """A finding in the words that somebody with this sight may read."""
    told = finding if sight.sees("offence_category") else finding.without_offence()
    return told if sight.sees("conditions") else told.without_conditions()


def pair_of(work: UnitOfWork, subject_id: int, offer_id: int) -> Pair:
    """Put one pair together for whoever looks.

    Raises:
        NotFound: where the subject is not for this viewer, or the offer is missing or not yet published.
    """
    found = pairs_of(work, [(subject_id, offer_id)])
    if not found:
        raise NotFound
    return found[0]


def pairs_of(work: UnitOfWork, wanted: Iterable[tuple[int, int]]) -> list[Pair]:
    """Put pairs of subject and offer together for whoever looks, in the order given.

    Facts and versions are read once for all. A pair that is not for this viewer is left out.
    """
    seen = [found for subject_id, offer_id in wanted if (found := _seen(work, subject_id, offer_id)) is not None]
    if not seen:
        return []
    facts = _facts_of(work, seen)
    return [_pair(work, each, facts) for each in seen]


class _Seen(NamedTuple):
    """One pair that is for this viewer."""

    subject: Subject
    sight: Sight
    offer: Offer


class _Facts(NamedTuple):
    """What the pairs of one look rest on: columns of people and offers, their shortlists, the versions."""

    people: Subjects
    offers: Offers
    shortlists: dict[int, dict[OfferKind, StoredShortlist]]
    versions: EngineVersions


def _seen(work: UnitOfWork, subject_id: int, offer_id: int) -> _Seen | None:
    try:
        subject, sight = subject_for(work.session, work.viewer, subject_id)
    except NotFound:
        return None
    offer = work.session.get(Offer, offer_id)
    return None if offer is None or offer.state in UNSEEN else _Seen(subject, sight, offer)


def _facts_of(work: UnitOfWork, seen: list[_Seen]) -> _Facts:
    people = sorted({each.subject.id or 0 for each in seen})
    offers = sorted({each.offer.id or 0 for each in seen})
    return _Facts(
        subject_facts(work.session, people, work.today),
        offer_facts(work.session, offers, work.today),
        shortlists_by_kind(work.session, people),
        engine_versions(work.session),
    )


def _pair(work: UnitOfWork, seen: _Seen, facts: _Facts) -> Pair:
    subject, sight, offer = seen
    person = facts.people.take(np.flatnonzero(facts.people.ids == subject.id))
    opening = facts.offers.take(np.flatnonzero(facts.offers.ids == offer.id))
    versions, stored = facts.versions, facts.shortlists.get(subject.id or 0, {}).get(offer.kind)
    ranks = {entry.offer_id: rank for rank, entry in enumerate(stored.entries if stored else [], 1)}
    pair = Pair(
        subject=subject,
        sight=sight,
        offer=offer,
        provider=work.session.get_one(Provider, offer.provider_id),
        person=person.row(0),
        opening=opening.row(0),
        explanation=explain(person, opening, versions.rulebook, versions.policy, versions.vocabulary, work.today),
        versions=versions,
        rank=ranks.get(offer.id or 0, 0),
        standing=_standing(work, subject, offer),
        direct=_direct(work, subject.id or 0, offer.id or 0),
    )
    pair = replace(pair, obstacle=_obstacle(work, pair))
    return replace(pair, bar=_bar(work, pair))


def _direct(work: UnitOfWork, subject_id: int, offer_id: int) -> Proposal | None:
    """The direct proposal of the pair that waits for an endorsement."""
    waiting = select(Proposal).where(
        col(Proposal.subject_id) == subject_id,
        col(Proposal.offer_id) == offer_id,
        col(Proposal.state) == ProposalState.AWAITING_REVIEW,
    )
    return work.session.exec(waiting).first()


def _standing(work: UnitOfWork, subject: Subject, offer: Offer) -> Suggestion | None:
    """The newest decision on the pair, while it keeps the pair out of review."""
    newest = work.session.exec(
        select(Suggestion)
        .where(col(Suggestion.subject_id) == subject.id, col(Suggestion.offer_id) == offer.id)
        .order_by(col(Suggestion.id).desc())
    ).first()
    if newest is None:
        return None
    versions = subject.facts_version, offer.facts_version
    return newest if is_closed_to_review(newest, work.today, *versions) else None


def _bar(work: UnitOfWork, pair: Pair) -> Bar | None:
    """The first thing that stops this viewer: somebody else decides, or the pair has an obstacle."""
    asked = pair.sight.is_reviewer and is_asked_to_endorse(work, pair.direct)
    if not asked and (pair.sight.is_reviewer or not work.viewer.has_role(Role.CASEWORKER)):
        return Bar.NOT_YOURS
    if pair.direct is not None and pair.direct.proposed_by_id == work.viewer.account_id:
        return Bar.PROPOSED_BY_YOU
    return pair.obstacle


def _obstacle(work: UnitOfWork, pair: Pair) -> Bar | None:
    """The first thing of the pair that speaks against a decision."""
    offer = pair.offer
    closed = offer.closes_on is not None and offer.closes_on < work.today
    full = offer.places_taken >= offer.places
    stops = {
        Bar.CASE_CLOSED: pair.subject.state is CaseState.CLOSED,
        Bar.DECIDED: pair.standing is not None,
        Bar.OFFER_NOT_OPEN: offer.state is not OfferState.PUBLISHED or closed or full,
        Bar.NOT_ELIGIBLE: not pair.explanation.eligible,
    }
    return next((bar for bar, stopped in stops.items() if stopped), None)


def frozen_facts(pair: Pair) -> dict[str, Any]:
    """The coded facts on which a decision rests, with their versions, as JSON can hold them."""
    return {
        "subject": plain_facts(pair.person, NOT_FROZEN),
        "offer": plain_facts(pair.opening, frozenset({"text"})),
        "values": {part.name: part.value if part.known else None for part in pair.explanation.parts},
        "subject_version": pair.subject.facts_version,
        "offer_version": pair.offer.facts_version,
    }


def frozen_finding(finding: Finding) -> dict[str, Any]:
    """A finding as JSON can hold it."""
    return {
        "rule": finding.rule,
        "verdict": finding.verdict.name.lower(),
        "reason": _reason(finding.reason),
        "ground": finding.ground,
        "restricted": finding.restricted,
        "near_misses": [_reason(each.reason) for each in finding.near_misses],
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {"key": reason.key, "arguments": reason.arguments}


def plain_facts(facts: SubjectFacts | OfferFacts, left_out: Set[str]) -> dict[str, Any]:
    """Facts as JSON can hold them, but for those left out."""
    return {name: _json(value) for name, value in vars(facts).items() if name not in left_out}


def _json(value: Any) -> Any:
    """Unknown numbers become null, sets sorted lists."""
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, frozenset):
        return sorted(value)
    return [_json(each) for each in value] if isinstance(value, list | tuple) else value
