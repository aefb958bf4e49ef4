"""The posting form page by page, saved as it goes."""

from functools import partial
from typing import Any

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from matching.errors import NotFound
from matching.queries.exclusions import laws_on
from matching.queries.offer_gaps import PARTS
from matching.queries.offers import OfferPage, offer_page
from matching.records import HousingTerms
from matching.scoring.occupations import occupation_for, occupation_name
from matching.services import drafts
from matching.services.offer_parts import Part
from matching.services.offers import EDITABLE, FewerThanTaken
from matching.vocabulary import CoordinatesFrom, Role
from webapp.access import allow
from webapp.edge import acting, attempt, done, looking, pressed_before
from webapp.forms.choices import is_chinese
from webapp.forms.offers import FORMS, OccupationForm
from webapp.forms.offers.housing import ANYBODY
from webapp.forms.page_form import PageForm
from webapp.views.offers.frame import pages

Answer = Response | str | tuple[str, int]

UNSAID_WITH = {
    "pay_from": ["pay_period", "contract", "lodging"],
    "fee": ["lodging"],
    "household_max": ["children", "step_free"],
    "title": ["housing_kind"],
}
"""A needed field of a page -> fields of that page whose stored value only stands in until it is saved."""


@pages.route("/my/openings/<int:offer_id>/<step>", methods=["GET", "POST"])
@allow(Role.PROVIDER)
def edit_step(offer_id: int, step: str) -> Answer:
    """One page of the form, saved as it goes."""
    stored, parts = _stored(offer_id, step)
    if stored.offer.state not in EDITABLE:
        return redirect(url_for("offers.preview", offer_id=offer_id), code=303)
    form = _form(step, stored)
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        fresh = partial(_fresh, offer_id, step)
        with attempt(form, fresh, {FewerThanTaken: "places"}), acting() as work:
            drafts.save_part(work, offer_id, form.seen_version, _part(form))
            return done(work, form, _next_page(offer_id, step, parts, form))
    place = parts.index(step)
    return render_template(
        f"offers/steps/{step}.html",
        form=form,
        offer=stored.offer,
        step=step,
        parts=parts,
        number=place + 1,
        before=parts[place - 1] if place else None,
        guessed=_guess_to_confirm(stored),
    ), 422 if form.is_submitted() else 200


def _stored(offer_id: int, step: str) -> tuple[OfferPage, tuple[str, ...]]:
    with looking() as work:
        found = offer_page(work, offer_id)
    parts = PARTS[found.offer.kind]
    if step not in parts:
        raise NotFound
    return found, parts


def _form(step: str, stored: OfferPage, **options: Any) -> PageForm:
    """Make the form of one page with what is stored; what only stands in is left empty."""
    offer = stored.offer
    values = {
        **(stored.terms.model_dump() if stored.terms else {}),
        **offer.model_dump(),
        "skills": "\n".join(offer.skills),
    }
    for name in _standing_in(stored):
        values.pop(name, None)
    return FORMS[offer.kind][step](data=values | _said(stored), **_needed(step, stored), **options)


def _fresh(offer_id: int, step: str) -> PageForm:
    """The form of one page as it is stored now."""
    return _form(step, _stored(offer_id, step)[0], formdata=None)


def _needed(step: str, stored: OfferPage) -> dict[str, Any]:
    """What the forms of some pages must know beyond their values."""
    if step == "posts":
        with looking() as work:
            laws = laws_on(work.today)
        return {"kind": stored.offer.kind, "exclusions": stored.exclusions, "laws": laws}
    if step == "closures":
        return {"spans": stored.closed_days}
    return {}


def _said(stored: OfferPage) -> dict[str, Any]:
    """Answers that are stored as the absence of something: homes for everybody, houses without special rules."""
    terms = stored.terms
    if not isinstance(terms, HousingTerms):
        return {}
    said: dict[str, Any] = {"no_rules": terms.rules_stated and not terms.rule_codes and not terms.house_rules}
    if terms.household_max is not None:
        said["sex_only"] = terms.sex_only or ANYBODY
    return said


def _standing_in(stored: OfferPage) -> list[str]:
    """Fields that nobody has filled yet: the unit's coordinates, one place to confirm, the terms of a new draft."""
    names = []
    if stored.offer.coordinates_from is CoordinatesFrom.UNIT:
        names += ["latitude", "longitude"]
    if stored.offer.places_to_confirm:
        names += ["places"]
    for first, others in UNSAID_WITH.items():
        if getattr(stored.terms, first, stored.offer.title) in (None, ""):
            names += others
    return names


def _part(form: Any) -> Part:
    """What was typed; an unsaid kind of work is guessed from the title."""
    guess = (occupation_for(form.title.data or ""),) if isinstance(form, OccupationForm) else ()
    part: Part = form.part(*guess)
    return part


def _next_page(offer_id: int, step: str, parts: tuple[str, ...], form: PageForm) -> str:
    """Where *Save and continue* leads: on, or back to this page where something is to be confirmed or added."""
    if isinstance(form, OccupationForm) and form.is_unsaid and occupation_for(form.title.data or ""):
        return url_for("offers.edit_step", offer_id=offer_id, step=step, confirm=1)
    if "again" in request.form:
        return url_for("offers.edit_step", offer_id=offer_id, step=step)
    place = parts.index(step) + 1
    if "leave" in request.form:
        return url_for("offers.mine")
    if place == len(parts) or request.args.get("back") == "preview":
        return url_for("offers.preview", offer_id=offer_id)
    return url_for("offers.edit_step", offer_id=offer_id, step=parts[place])


def _guess_to_confirm(stored: OfferPage) -> str | None:
    """The kind of work that was taken from the title, on the page that asks to confirm it."""
    code = stored.offer.occupation_code
    if not code or request.args.get("confirm") is None or g.viewer.provider_id is None:
        return None
    return occupation_name(code, "zh" if is_chinese() else "en")
