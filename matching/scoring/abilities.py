"""Components about what a subject can and would do: text, skills, occupation."""

import numpy as np

from matching.facts import OfferFacts, Offers, SubjectFacts, Subjects
from matching.reasons import Reason, ReasonKeys
from matching.scoring.components import Context, Measured, component, lacks, offer_texts
from matching.scoring.occupations import best_relatedness, relatedness
from matching.scoring.skills import held_and_lacking, shares_held
from matching.scoring.text import UNIT, Vocabulary, shared_phrases
from matching.vocabulary import Fact, OfferKind

REASONS: ReasonKeys = {
    "text.shared": ("phrases",),
    "text.nothing_shared": (),
    "text.unknown": ("missing",),
    "skills.held": ("held", "lacking"),
    "skills.none_asked": (),
    "skills.unknown": ("missing",),
    "occupation.same": ("occupation",),
    "occupation.related": ("occupation", "own"),
    "occupation.unrelated": ("occupation",),
    "occupation.unknown": ("missing",),
}

FULL_COSINE = 0.4
"""The cosine at which two texts count as fully alike.

A page of experience never repeats a page of advertisement.
"""

FULL_PRODUCT = FULL_COSINE * UNIT**2
"""The product of two vectors at that cosine."""


@component("text", OfferKind.JOB, OfferKind.TRAINING, of_subject=("text",), of_offer=("title", "text", "skills"))
def text_alike(subjects: Subjects, offers: Offers, context: Context) -> Measured:
    """How alike experience, skills and wishes are to the offer's text: min(1, cosine / `FULL_COSINE`).

    Unknown where either has no words.
    """
    own = context.vocabulary.vectors(subjects.text)
    product = (own @ context.offer_vectors.T).toarray()
    has_words, offer_has_words = np.diff(own.indptr) > 0, np.diff(context.offer_vectors.indptr) > 0
    return Measured(np.minimum(product / FULL_PRODUCT, 1), has_words[:, None] & offer_has_words[None, :])


@text_alike.explains
def _(subject: SubjectFacts, offer: OfferFacts, value: float, known: bool, vocabulary: Vocabulary) -> Reason:
    advertised = offer_texts(Offers.of([offer]))[0]
    if not known:
        empty = vocabulary.vectors([subject.text, advertised]).getnnz(axis=1) == 0
        return lacks("text.unknown", (bool(empty[0]), Fact.EXPERIENCE), (bool(empty[1]), Fact.OFFER_TEXT))
    phrases = shared_phrases(subject.text, advertised, vocabulary)
    return Reason("text.shared", {"phrases": phrases}) if phrases else Reason("text.nothing_shared", {})


@component("skills", OfferKind.JOB, of_subject=("skills", "skills_known"), of_offer=("skills",))
def skills_held(subjects: Subjects, offers: Offers, context: Context) -> Measured:
    """The share of the skills asked that the subject holds.

    Unknown where nobody has asked the subject, or the offer asks none.
    """
    asks = np.array([bool(names) for names in offers.skills], dtype=bool)
    known = subjects.skills_known[:, None] & asks[None, :]
    return Measured(shares_held(subjects.skills, offers.skills), known)


@skills_held.explains
def _(subject: SubjectFacts, offer: OfferFacts, value: float, known: bool, vocabulary: Vocabulary) -> Reason:
    if not offer.skills:
        return Reason("skills.none_asked", {})
    if not known:
        return lacks("skills.unknown", (True, Fact.SKILLS))
    held, lacking = held_and_lacking(subject.skills, offer.skills)
    return Reason("skills.held", {"held": held, "lacking": lacking})


@component(
    "occupation",
    OfferKind.JOB,
    OfferKind.TRAINING,
    of_subject=("occupations", "wished_occupations"),
    of_offer=("occupation",),
)
def occupation_related(subjects: Subjects, offers: Offers, context: Context) -> Measured:
    """How near the offer's occupation, or the one that a course leads to, lies to the nearest one that the subject has done or wishes for.

    Unknown where either is not recorded.
    """
    owned = [(*done, *wished) for done, wished in zip(subjects.occupations, subjects.wished_occupations, strict=True)]
    has, stated = (
        np.array([bool(codes) for codes in owned], dtype=bool),
        np.array(offers.occupation, dtype=str) != "",
    )
    return Measured(best_relatedness(owned, offers.occupation), has[:, None] & stated[None, :])


@occupation_related.explains
def _(subject: SubjectFacts, offer: OfferFacts, value: float, known: bool, vocabulary: Vocabulary) -> Reason:
    owned = (*subject.occupations, *subject.wished_occupations)
    if not known:
        return lacks("occupation.unknown", (not owned, Fact.EXPERIENCE), (not offer.occupation, Fact.OFFER_OCCUPATION))
    if value == 0:
        return Reason("occupation.unrelated", {"occupation": offer.occupation})
    own = max(owned, key=lambda code: relatedness(code, offer.occupation))
    if value == 1:
        return Reason("occupation.same", {"occupation": offer.occupation})
    return Reason("occupation.related", {"occupation": offer.occupation, "own": own})
