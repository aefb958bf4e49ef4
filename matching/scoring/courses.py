"""Components of training alone: dates, certificate, costs."""

import numpy as np
from numpy.typing import NDArray

from matching.facts import OfferFacts, Offers, SubjectFacts, Subjects
from matching.facts.qualifications import QUALIFICATIONS, qualification_row, with_included
from matching.reasons import Reason, ReasonKeys
from matching.scoring.components import Context, Known, Measured, Values, component, lacks
from matching.scoring.text import Vocabulary
from matching.vocabulary import Fact, OfferKind

REASONS: ReasonKeys = {
    "dates.now": ("end_known",),
    "dates.wait": ("days", "end_known"),
    "dates.unknown": ("missing",),
    "certificate.new": ("qualifications",),
    "certificate.held": ("qualifications",),
    "certificate.other": ("certificate",),
    "certificate.unknown": ("missing",),
    "costs.stated": ("stipend", "fee"),
    "costs.unknown": ("missing",),
}

LONGEST_WAIT_DAYS = 180.0
"""The wait for the first day at which nothing is left of the value for a soon start."""

SOON_SHARE = 0.75
"""What a start at once is worth; the rest is for saying when the course ends."""

OTHER_CERTIFICATE = 0.6
"""The value of a certificate that the reference table does not know."""

COSTLY = 4000.0
"""Yuan a month between the worst value, a fee of half of it, and the best, a stipend of half of it."""

WEEKS_PER_MONTH = 52 / 12


@component("dates", OfferKind.TRAINING, of_subject=("ready_on",), of_offer=("ends_on", "starts_on", "weeks"))
def starts_soon_and_ends(subjects: Subjects, offers: Offers, context: Context) -> Measured:
    """How soon it starts after the person is ready, and whether it says when it ends.

    A start in the past counts as at once: the course still takes people. Unknown where the start is not stated or
    nobody knows when the person is ready.
    """
    wait = _wait(subjects.ready_on[:, None], offers.starts_on[None, :])
    soon = np.clip(1 - wait / LONGEST_WAIT_DAYS, 0, 1)
    values = SOON_SHARE * soon + (1 - SOON_SHARE) * _end_known(offers)[None, :]
    return Measured(values, (subjects.ready_on >= 0)[:, None] & (offers.starts_on >= 0)[None, :])


def _wait(ready_on: NDArray[np.int32], starts_on: NDArray[np.int32]) -> Values:
    return np.maximum(starts_on.astype(np.float64) - ready_on, 0)


def _end_known(offers: Offers) -> Known:
    known: Known = (offers.ends_on >= 0) | ~np.isnan(offers.weeks)
    return known


@starts_soon_and_ends.explains
def _(subject: SubjectFacts, offer: OfferFacts, value: float, known: bool, vocabulary: Vocabulary) -> Reason:
    if not known:
        return lacks(
            "dates.unknown",
            (subject.ready_on < 0, Fact.AVAILABLE_ON),
            (offer.starts_on < 0, Fact.OFFER_STARTS),
        )
    end_known = int(_end_known(Offers.of([offer]))[0])
    days = max(offer.starts_on - subject.ready_on, 0)
    if days == 0:
        return Reason("dates.now", {"end_known": end_known})
    return Reason("dates.wait", {"days": days, "end_known": end_known})


@component(
    "certificate",
    OfferKind.TRAINING,
    of_subject=("qualifications", "qualifications_known"),
    of_offer=("certificate", "leads_to"),
)
def certificate_new(subjects: Subjects, offers: Offers, context: Context) -> Measured:
    """1 where it leads to a qualification that the person lacks, 0 where they hold all that it names.

    A certificate that the reference table does not know is worth `OTHER_CERTIFICATE`. Unknown where the course
    names none, or nobody has asked what the person holds.
    """
    leads = np.array([qualification_row(codes) for codes in offers.leads_to]).reshape(len(offers), len(QUALIFICATIONS))
    held = with_included(subjects.qualifications).astype(np.float32)
    named = leads.sum(axis=1)
    lacking = held @ leads.T.astype(np.float32) < named[None, :]
    other = np.array([bool(text) for text in offers.certificate], dtype=bool) & (named == 0)
    known = (named > 0)[None, :] & (subjects.qualifications_known[:, None] | ~lacking)
    return Measured(np.where(other[None, :], OTHER_CERTIFICATE, lacking), known | other[None, :])


@certificate_new.explains
def _(subject: SubjectFacts, offer: OfferFacts, value: float, known: bool, vocabulary: Vocabulary) -> Reason:
    if not known:
        unnamed = not offer.leads_to
        return lacks("certificate.unknown", (not unnamed, Fact.QUALIFICATIONS), (unnamed, Fact.OFFER_CERTIFICATE))
    if not offer.leads_to:
        return Reason("certificate.other", {"certificate": offer.certificate})
    key = "certificate.new" if value == 1 else "certificate.held"
    return Reason(key, {"qualifications": sorted(offer.leads_to)})


@component("costs", OfferKind.TRAINING, of_subject=(), of_offer=("fee", "stipend", "weeks"))
def stipend_against_fee(subjects: Subjects, offers: Offers, context: Context) -> Measured:
    """Stipend less fee, by the month: 1/2 where nothing is paid either way, 1 from half of `COSTLY` gained.

    A fee is spread over the months of the course, over one where its length is not stated. Unknown where neither
    stipend nor fee is.
    """
    months = np.fmax(np.where(offers.weeks > 0, offers.weeks, np.nan) / WEEKS_PER_MONTH, 1)
    gained = np.nan_to_num(_paid(offers.stipend)) - np.nan_to_num(_paid(offers.fee)) / months
    values = np.clip(0.5 + gained / COSTLY, 0, 1)
    stated = ~(np.isnan(_paid(offers.stipend)) & np.isnan(_paid(offers.fee)))
    shape = len(subjects), len(offers)
    return Measured(np.broadcast_to(values[None, :], shape), np.broadcast_to(stated[None, :], shape))


def _paid(column: Values) -> Values:
    return np.where(column >= 0, column, np.nan)


@stipend_against_fee.explains
def _(subject: SubjectFacts, offer: OfferFacts, value: float, known: bool, vocabulary: Vocabulary) -> Reason:
    if not known:
        return lacks("costs.unknown", (True, Fact.OFFER_STIPEND))
    return Reason("costs.stated", {"stipend": _stated(offer.stipend), "fee": _stated(offer.fee)})


def _stated(number: float) -> float | None:
    return number if number >= 0 else None
