"""Who is looking or acting: plain facts about one account, passed as an argument everywhere."""

from dataclasses import dataclass, field

from matching.vocabulary import Role


@dataclass(frozen=True)
class Viewer:
    """One account's standing at this moment.

    Attributes:
        account_id: None for the console and for workers.
        unit_id: the account's unit; None for providers and the console.
        roles: what the account may do.
        provider_id: set for a provider's account only.
        name: the name under which acts are recorded.
        is_machine: the console and the workers, which see ids and codes of everybody and print no names.
    """

    account_id: int | None = None
    unit_id: int | None = None
    roles: frozenset[Role] = field(default_factory=frozenset)
    provider_id: int | None = None
    name: str = field(default="", repr=False)
    is_machine: bool = False

    def has_role(self, *roles: Role) -> bool:
        """Whether the account holds any of the roles."""
        return not self.roles.isdisjoint(roles)

    @property
    def is_staff(self) -> bool:
        """Whether this is an officer, a caseworker or a supervisor of a unit."""
        return self.unit_id is not None and self.has_role(Role.CASEWORKER, Role.OFFICER, Role.SUPERVISOR)


NOBODY = Viewer(name="visitor")
CONSOLE = Viewer(name="console", is_machine=True)
WORKER = Viewer(name="worker", is_machine=True)
