"""Openings of the made-up county: written page by page by their providers, checked by officers."""

from functools import partial

from matching.demo.county import Act, County
from matching.demo.files import Table, day_from, place, span, tables, weekdays
from matching.records import Offer
from matching.services.drafts import (
    Exclusion,
    HoursPart,
    Part,
    PayPart,
    PlacesPart,
    PostsPart,
    WherePart,
    WhoPart,
    WorkPart,
    save_part,
    start_draft,
)
from matching.services.offers import Step, TakeStep, moderate_offer, step_own_offer, submit_offer
from matching.vocabulary import (
    Answer,
    Contract,
    ExclusionGround,
    OffenceCategory,
    OfferKind,
    OfferState,
    PayPeriod,
    PostKind,
)

SENT = (OfferState.SUBMITTED, OfferState.RETURNED, OfferState.PUBLISHED, OfferState.PAUSED)
CHECKED = SENT[1:]


def opening_acts() -> list[Act]:
    """Let every provider post its openings, and officers check them."""
    return [act for row in tables("offers") for act in _acts(row)]


def _acts(row: Table) -> list[Act]:
    day, state = row["posted"], OfferState(row.get("state", "published"))
    acts = [Act(day, partial(_write, row=row, day=day))]
    if state in SENT:
        acts.append(Act(day, partial(_submit, row=row, day=day)))
    if state in CHECKED:
        acts.append(Act(day, partial(_check, row=row, day=day, state=state)))
    if state is OfferState.PAUSED:
        acts.append(Act(day + 10, partial(_pause, row=row, day=day + 10)))
    return acts


def _write(county: County, row: Table, day: int) -> None:
    work = county.on(day, county.provider_viewers[row["provider"]])
    offer = start_draft(work, OfferKind(row.get("kind", "job")))
    county.offers[row["key"]], county.offer_providers[row["key"]] = offer.id or 0, row["provider"]
    for part in _parts(county, row):
        save_part(work, offer.id or 0, offer.version, part)


def _parts(county: County, row: Table) -> list[Part]:
    age_from, age_to = row.get("age", (None, None))
    return [
        WorkPart(row["title"], row["description"], row.get("occupation")),
        WherePart(row["address"], **place(row.get("at"))),
        HoursPart(row.get("hours"), *span(row.get("shift")), weekdays(row["days"])),
        _pay_part(county, row),
        WhoPart(age_from, age_to, row.get("qualifications", []), row.get("skills", [])),
        PostsPart(
            [PostKind(post) for post in row.get("post_kinds", [])],
            [_exclusion(each) for each in row.get("exclusions", [])],
        ),
        PlacesPart(row["places"], None, day_from(county.work.today, row.get("closes"))),
    ]


def _pay_part(county: County, row: Table) -> PayPart:
    lowest, highest = row.get("pay", (None, None))
    ends_on = day_from(county.work.today, row.get("transitional_ends"))
    return PayPart(
        lowest, highest, PayPeriod(row.get("pay_period", "month")), Contract(row.get("contract", "unknown")),
        Answer(row.get("lodging", "unknown")), ends_on is not None, ends_on, None, None,
    )  # fmt: skip


def _exclusion(row: Table) -> Exclusion:
    return Exclusion(OffenceCategory(row["category"]), ExclusionGround(row["ground"]), row.get("justification"))


def _submit(county: County, row: Table, day: int) -> None:
    work = county.on(day, county.provider_viewers[row["provider"]])
    submit_offer(work, county.offers[row["key"]], _version(county, row))


def _check(county: County, row: Table, day: int, state: OfferState) -> None:
    step = Step.RETURN if state is OfferState.RETURNED else Step.PUBLISH
    command = TakeStep(county.offers[row["key"]], step, _version(county, row), note=row.get("note"), is_reviewed=True)
    moderate_offer(county.on(day, county.officer(county.provider_units[row["provider"]])), command)


def _pause(county: County, row: Table, day: int) -> None:
    command = TakeStep(county.offers[row["key"]], Step.PAUSE, _version(county, row))
    step_own_offer(county.on(day, county.provider_viewers[row["provider"]]), command)


def _version(county: County, row: Table) -> int:
    return county.work.session.get_one(Offer, county.offers[row["key"]]).version
