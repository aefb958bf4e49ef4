"""Records to facts: the one builder of what the engine may know. Codes and rounded numbers only; no name, no address."""

from matching.queries.facts.offers import offer_facts, open_offer_ids
from matching.queries.facts.subjects import matched_subject_ids, subject_facts

__all__ = ["matched_subject_ids", "offer_facts", "open_offer_ids", "subject_facts"]
