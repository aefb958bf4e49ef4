"""What the engine may know: subjects and offers as columns, with *unknown* as a value of its own."""

from matching.facts.offers import Exclusion, OfferFacts, Offers
from matching.facts.subjects import OffenceFact, SubjectFacts, Subjects

__all__ = ["Exclusion", "OffenceFact", "OfferFacts", "Offers", "SubjectFacts", "Subjects"]
