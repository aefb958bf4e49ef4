"""What of providers waits for the viewer."""

from matching.clock import office_time
from matching.database import UnitOfWork
from matching.queries.providers import own_provider, providers_to_check
from matching.queries.waiting.item import WaitingItem
from matching.vocabulary import ProviderState, Role


def waiting(work: UnitOfWork) -> list[WaitingItem]:
    """Providers to check, for an officer; how the own check stands, for a provider."""
    if work.viewer.provider_id is not None:
        return _own(work)
    if not work.viewer.has_role(Role.OFFICER):
        return []
    return [
        WaitingItem(
            "provider.to_check", office_time(provider.created_at).date(), {"id": provider.id or 0}, provider.name
        )
        for provider in providers_to_check(work)
    ]


def _own(work: UnitOfWork) -> list[WaitingItem]:
    provider = own_provider(work)
    if provider.state is ProviderState.APPROVED:
        return []
    since = office_time(provider.created_at).date()
    return [WaitingItem(f"provider.{provider.state.value}", since, {"id": provider.id or 0}, provider.name)]
