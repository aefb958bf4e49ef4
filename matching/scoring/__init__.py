"""HOW WELL would an offer suit a subject, and why? Components, policy, scores, shortlists."""

from matching.reasons import joined
from matching.scoring import abilities, circumstances, courses, homes

REASON_KEYS: dict[str, tuple[str, ...]] = joined(
    (abilities.REASONS, circumstances.REASONS, courses.REASONS, homes.REASONS)
)
"""Every key of a component's reason, with the names of its arguments."""
