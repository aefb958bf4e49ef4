"""What a provider sees and answers: cards without a name until it is disclosed."""

from collections.abc import Callable
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from matching.audit import record_act
from matching.database import UnitOfWork
from matching.errors import NotFound
from matching.queries import cards as query
from matching.records import Proposal
from matching.services import cards as service
from matching.services.cards import CardAnswer
from matching.services.proposal_steps import ANSWERED_BY_PROVIDER
from matching.vocabulary import Role
from webapp.access import allow
from webapp.edge import acting, attempt, done, looking, pressed_before
from webapp.forms.page_form import PageForm
from webapp.forms.proposals import ProviderRefusesForm
from webapp.views.proposals.blueprint import Answer, pages
from webapp.wording.cards import CARD_STATES, ability_lines, reference_name


@pages.get("/my/proposals")
@allow(Role.PROVIDER)
def received() -> str:
    """The cards that were put to this provider."""
    with looking() as work:
        rows = query.cards_received(work)
    return render_template(
        "proposals/received.html",
        waiting=[row for row in rows if row.state in ANSWERED_BY_PROVIDER],
        running=[row for row in rows if row.state in query.BLIND and row.state not in ANSWERED_BY_PROVIDER],
        over=[row for row in reversed(rows) if row.state not in query.BLIND],
        states=CARD_STATES,
    )


@pages.get("/my/proposals/<code>")
@allow(Role.PROVIDER)
def card(code: str) -> str:
    """One card and its answers."""
    return _card_page(code)


@pages.post("/my/proposals/<code>/<act>")
@allow(Role.PROVIDER)
def answer(code: str, act: str) -> Answer:
    """Answer a card in one press; a refusal says why."""
    acts: dict[str, Callable[[UnitOfWork, CardAnswer], Proposal]] = {
        "interested": service.show_interest,
        "accept": service.accept,
        "refuse": service.refuse,
    }
    if act not in acts:
        raise NotFound
    form = ProviderRefusesForm() if act == "refuse" else PageForm()
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        reason = form.reason.data if isinstance(form, ProviderRefusesForm) else None
        with attempt(form), acting() as work:
            acts[act](work, CardAnswer(code, form.seen_version, reason))
            here = url_for("proposals.card", code=code)
            return done(work, form, here, _("Thank you. Your answer is saved."))
    return _card_page(code, {act: form}), 409 if form.refusals else 422


def _card_page(code: str, tried: dict[str, Any] | None = None) -> str:
    with acting() as work:
        found = query.one_card(work, code)
        if found.person is not None:
            record_act(work, "card.seen", found.subject_id, proposal=found.proposal_id)
        today = work.today
    refusal = (tried or {}).get("refuse") or ProviderRefusesForm(formdata=None)
    refusal.offer_reasons(found.row.kind, found.row.state)
    pressing = next((form for act, form in (tried or {}).items() if act != "refuse"), None) or PageForm(formdata=None)
    for form in (refusal, pressing):
        form.version.data = str(found.version)
    return render_template(
        "proposals/card.html",
        card=found,
        lines=ability_lines(found.abilities, today, found.row.kind) if found.abilities else [],
        qualifications=[reference_name("qualifications", held) for held in found.person.qualifications]
        if found.person
        else [],
        states=CARD_STATES,
        refusal=refusal,
        pressing=pressing,
        tried=list((tried or {}).values()),
    )
