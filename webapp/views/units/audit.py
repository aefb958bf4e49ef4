"""The audit."""

from typing import Any

from flask import g, render_template, request

from matching.audit import broken_links
from matching.database import UnitOfWork
from matching.queries import units as query
from matching.queries.audit import AuditFilter, AuditRow, accounts_named, audit_entries
from matching.vocabulary import Role
from webapp.access import allow
from webapp.edge import showing
from webapp.forms.code_fields import offered
from webapp.forms.numbers import int_or_none
from webapp.forms.units import AuditFilterForm
from webapp.views.units.blueprint import Answer, pages
from webapp.wording.acts import ACCOUNTS, act_words, record_words, who_words


@pages.get("/audit")
@allow(Role.ADMINISTRATOR, Role.SUPERVISOR)
def audit() -> Answer:
    """Who did or saw what, when; by ids."""
    form = AuditFilterForm(request.args, meta={"csrf": False})
    is_administrator = g.viewer.has_role(Role.ADMINISTRATOR)
    with showing("audit.seen") as work:
        form.account.choices = _who(work)
        fits = form.validate()
        before = int_or_none(request.args.get("before"))
        wanted = AuditFilter(form.account.data, None, form.upto.data, before) if fits else AuditFilter()
        entries, has_older = audit_entries(work.session, g.viewer, wanted)
        names = accounts_named(work.session, g.viewer, _accounts_in(entries))
        broken = broken_links(work.session) if is_administrator and "chain" in request.args else None
    again = request.args.to_dict() | {"before": entries[-1].id if entries else 0}
    rows = [(entry, act_words(entry.act, entry.ids)) for entry in entries]
    page = render_template(
        "units/audit.html",
        form=form,
        rows=rows,
        older=again if has_older else None,
        broken=broken,
        names=names,
        are_accounts=ACCOUNTS,
        record_words=record_words,
        who_words=who_words,
    )
    return page, 200 if fits else 422


def _who(work: UnitOfWork) -> list[Any]:
    """Whose entries may be asked for: everybody's, or those of one account that the viewer knows."""
    if g.viewer.has_role(Role.ADMINISTRATOR):
        known = query.found_accounts(work.session)
    else:
        known = query.accounts_of_unit(work.session, g.viewer.unit_id)
    return offered((row.id, f"{row.name} ({row.sign_in_name})") for row in known)


def _accounts_in(entries: list[AuditRow]) -> set[int]:
    """The accounts that entries are about."""
    return {entry.ids[name] for entry in entries for name in ACCOUNTS if isinstance(entry.ids.get(name), int)}
