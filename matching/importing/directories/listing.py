"""One service of a directory, as far as its format says it."""

import hashlib
from dataclasses import dataclass, field

from matching.importing.faults import Fault


@dataclass(frozen=True)
class Listing:
    """What a directory says of one service; "" where it is silent."""

    row: int
    organisation: str
    name: str
    description: str = ""
    audience: str = ""
    eligibility: str = ""
    fees: str = ""
    how_to_apply: str = ""
    phone: str = ""
    mail: str = ""
    website: str = ""
    address: str = ""
    hours: str = ""
    accessibility: str = ""
    latitude: float | None = None
    longitude: float | None = None
    keywords: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Whose service it is and what it is called, said once where both are the same."""
        same = (
            self.organisation.casefold() in self.name.casefold() or self.name.casefold() in self.organisation.casefold()
        )
        return self.name if same else f"{self.name} ({self.organisation})"

    def reference(self, unit_id: int) -> str:
        """What tells this service from others of the unit: organisation, name and address."""
        words = "\n".join([str(unit_id), *(part.casefold() for part in (self.organisation, self.name, self.address))])
        return hashlib.sha256(words.encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Directory:
    """What a file or folder holds: its services, how many entries were read, and what is wrong with some."""

    read: int
    listings: list[Listing] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
