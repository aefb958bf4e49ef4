"""Openings of the made-up county: written page by page by their providers, checked by officers."""

from collections.abc import Callable
from functools import partial

from matching.demo.county import Act, County
from matching.demo.files import Table, day_from, place, span, tables, weekdays
from matching.records import Offer
from matching.services.drafts import save_part, start_draft
from matching.services.offer_parts import (
    ClosuresPart,
    CoursePart,
    EnrolPart,
    EntryPart,
    Exclusion,
    HomePart,
    HoursPart,
    MoneyPart,
    Part,
    PayPart,
    PlacesPart,
    PostsPart,
    RentPart,
    ResidentsPart,
    RulesPart,
    TimesPart,
    WherePart,
    WhoPart,
    WorkPart,
)
from matching.services.offers import Step, TakeStep, moderate_offer, step_own_offer, submit_offer
from matching.vocabulary import (
    Answer,
    Contract,
    ExclusionGround,
    HouseRule,
    HousingKind,
    OffenceCategory,
    OfferKind,
    OfferState,
    PayPeriod,
    PostKind,
    Sex,
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
    for part in _parts(county, row, offer.kind):
        save_part(work, offer.id or 0, offer.version, part)


def _parts(county: County, row: Table, kind: OfferKind) -> list[Part]:
    return [*OWN_PARTS[kind](county, row), WherePart(row["address"], **place(row.get("at"))), _posts_part(row)]


def _job_parts(county: County, row: Table) -> list[Part]:
    age_from, age_to = row.get("age", (None, None))
    return [
        WorkPart(row["title"], row["description"], row.get("occupation")),
        HoursPart(row.get("hours"), *span(row.get("shift")), weekdays(row["days"])),
        _pay_part(county, row),
        WhoPart(age_from, age_to, row.get("qualifications", []), row.get("skills", [])),
        PlacesPart(row["places"], None, day_from(county.work.today, row.get("closes"))),
    ]


def _pay_part(county: County, row: Table) -> PayPart:
    lowest, highest = row.get("pay", (None, None))
    ends_on = day_from(county.work.today, row.get("transitional_ends"))
    return PayPart(
        lowest, highest, PayPeriod(row.get("pay_period", "month")), Contract(row.get("contract", "unknown")),
        Answer(row.get("lodging", "unknown")), ends_on is not None, ends_on, None, None,
    )  # fmt: skip


def _training_parts(county: County, row: Table) -> list[Part]:
    today = county.work.today
    starts_on, ends_on = day_from(today, row.get("starts")), day_from(today, row.get("ends"))
    times = (row["hours"], *span(row.get("shift")), weekdays(row["days"]))
    age_from, age_to = row.get("age", (None, None))
    return [
        CoursePart(row["title"], row["description"], row.get("occupation"), row.get("certificate")),
        TimesPart(starts_on, ends_on, row.get("weeks"), *times),
        EntryPart(age_from, age_to, row.get("qualifications", []), row.get("entry")),
        MoneyPart(row.get("stipend"), row["fee"], Answer(row.get("lodging", "unknown"))),
        EnrolPart(row["places"], day_from(today, row.get("closes"))),
    ]


def _housing_parts(county: County, row: Table) -> list[Part]:
    today = county.work.today
    age_from, age_to = row.get("age", (None, None))
    answers = {name: Answer(row.get(name, "unknown")) for name in ("children", "step_free")}
    sex = Sex(row["sex_only"]) if "sex_only" in row else None
    closed = [(day_from(today, first), day_from(today, last)) for first, last in row.get("out_of_service", [])]
    return [
        HomePart(row["title"], row["description"], HousingKind(row["housing_kind"])),
        ResidentsPart(
            row["household"], answers["children"], sex, answers["step_free"], age_from, age_to, row.get("for")
        ),
        RulesPart(True, [HouseRule(code) for code in row.get("rules", [])], row.get("house_rules")),
        RentPart(row["rent"], row.get("stay_days")),
        ClosuresPart([(first, last) for first, last in closed if first and last]),
        PlacesPart(row["places"], day_from(today, row.get("starts")), day_from(today, row.get("closes"))),
    ]


def _posts_part(row: Table) -> PostsPart:
    posts = [PostKind(post) for post in row.get("post_kinds", [])]
    return PostsPart(posts, [_exclusion(each) for each in row.get("exclusions", [])])


def _exclusion(row: Table) -> Exclusion:
    law = PostKind(row["law"]) if "law" in row else None
    return Exclusion(OffenceCategory(row["category"]), ExclusionGround(row["ground"]), row.get("justification"), law)


OWN_PARTS: dict[OfferKind, Callable[[County, Table], list[Part]]] = {
    OfferKind.JOB: _job_parts,
    OfferKind.TRAINING: _training_parts,
    OfferKind.HOUSING: _housing_parts,
}
"""Kind of offer -> the pages that are its own."""


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
