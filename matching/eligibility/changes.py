"""What a near miss is: one small change that alone would have met a broken rule, and in whose hands it lies."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from matching.reasons import Reason


class Hands(StrEnum):
    """Who could make the change. Nobody of them owes it."""

    PROVIDER = "provider"
    AUTHORITY = "authority"
    PERSON = "person"
    TRAINER = "trainer"
    OFFICE = "office"


@dataclass(frozen=True)
class NearMiss:
    """One small change.

    Attributes:
        reason: says the change.
        hands: who could make it.
        person: the facts of the subject that it would change, as they would be.
        opening: the facts of the offer that it would change, as they would be.
    """

    reason: Reason
    hands: Hands
    person: Mapping[str, Any] = field(default_factory=dict, repr=False)
    opening: Mapping[str, Any] = field(default_factory=dict)
