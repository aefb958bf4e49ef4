"""The links at the top of each page, by role."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for
from flask_babel import lazy_gettext as _l

from matching.viewer import Viewer
from matching.vocabulary import Role

STAFF = (Role.CASEWORKER, Role.OFFICER, Role.SUPERVISOR)


@dataclass(frozen=True)
class Link:
    """One entry: the view it opens, its words, who has it, and how addresses begin that stand under it besides its own."""

    endpoint: str
    words: Any
    roles: tuple[Role, ...]
    further: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """Where it leads."""
        return url_for(self.endpoint)

    def leads_to(self, here: str) -> bool:
        """Whether an address stands under this link."""
        return here.startswith((self.address, *self.further))


LINKS = (
    Link("today.today", _l("My work today"), tuple(Role)),
    Link("tonight.page", _l("Tonight"), (Role.CASEWORKER, Role.OFFICER)),
    Link("subjects.caseload", _l("People"), STAFF),
    Link("notices.listed", _l("Notices"), STAFF),
    Link("reviews.queue", _l("Reviews"), (Role.CASEWORKER,), ("/suggestions",)),
    Link("offers.published", _l("Offers"), STAFF),
    Link("offers.mine", _l("My openings"), (Role.PROVIDER,)),
    Link("proposals.board", _l("Proposals"), STAFF),
    Link("proposals.received", _l("Proposals"), (Role.PROVIDER,)),
    Link("placements.board", _l("Placements"), STAFF, ("/checks",)),
    Link("placements.received", _l("Placements"), (Role.PROVIDER,), ("/placements", "/checks")),
    Link("providers.directory", _l("Providers"), STAFF),
    Link("services.directory", _l("Services"), STAFF),
    Link("figures.page", _l("Figures"), (Role.OFFICER, Role.SUPERVISOR)),
    Link("imports.choose", _l("Imports"), (Role.OFFICER,)),
    Link(
        "units.tree",
        _l("Units and accounts"),
        (Role.ADMINISTRATOR, Role.SUPERVISOR),
        ("/accounts", "/audit", "/covers"),
    ),
    Link("work.ledger", _l("Background work"), (Role.ADMINISTRATOR,)),
)


def links_for(viewer: Viewer | None) -> list[Link]:
    """The links that a viewer has."""
    known = current_app.view_functions
    return [link for link in LINKS if viewer is not None and viewer.has_role(*link.roles) and link.endpoint in known]
