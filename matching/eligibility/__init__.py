"""MAY this subject take this offer? Rules, findings, the rulebook and the assessment."""

from matching.eligibility import availability, conditions, homes, hours, statutory, terms
from matching.eligibility.findings import REASONS as _FINDING_REASONS
from matching.reasons import joined

REASON_KEYS: dict[str, tuple[str, ...]] = joined(
    (
        statutory.REASONS,
        conditions.REASONS,
        hours.REASONS,
        terms.REASONS,
        homes.REASONS,
        availability.REASONS,
        _FINDING_REASONS,
    )
)
"""Every key of a rule's reason or near miss, with the names of its arguments."""
