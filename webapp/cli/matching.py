"""Reading what the engine found: ids and codes only, never names."""

from collections.abc import Sequence
from typing import Any

import click
from sqlmodel import Session, col, select

from matching.audit import record_act
from matching.eligibility.assess import missing_facts
from matching.eligibility.findings import Finding
from matching.errors import BadInput
from matching.privacy import subject_for, visible_subjects
from matching.queries.facts import matched_subject_ids, offer_facts, subject_facts
from matching.queries.shortlists import ShortlistEntry, stored_shortlists
from matching.records import Offer, Subject
from matching.scoring.explain import Explanation
from matching.services.matching import explain_pair
from matching.services.pairs import as_seen
from matching.services.versions import engine_versions
from matching.vocabulary import OfferKind
from webapp.cli.context import Console, as_account, as_json, print_json, ready_console

KIND = click.option(
    "--kind", type=click.Choice([kind.value for kind in OfferKind]), default="job", help="Which kind of offer."
)


@click.command("shortlist")
@click.argument("subject", type=int, required=False)
@click.option("--all", "wants_all", is_flag=True, help="One line for every subject.")
@KIND
@as_account
@as_json
def shortlist(subject: int | None, wants_all: bool, kind: str, as_name: str | None, wants_json: bool) -> None:
    """Print the best offers for SUBJECT (a number), best first."""
    if (subject is None) != wants_all:
        raise click.UsageError("Give the number of one SUBJECT, or --all.")
    console = ready_console(as_name)
    for found in shortlists_for(console, subject, OfferKind(kind)):
        if wants_json:
            print_json(found)
        else:
            _print_shortlist(found)


def shortlists_for(console: Console, subject: int | None, kind: OfferKind) -> list[dict[str, Any]]:
    """Read one subject's shortlist, or everyone's whom the viewer may see."""
    with console.acting() as work:
        if subject is not None:
            subject_for(work.session, work.viewer, subject)
            ids = [subject]
        else:
            seen = set(work.session.exec(select(Subject.id).where(visible_subjects(work.viewer))).all())
            ids = [each for each in matched_subject_ids(work.session) if each in seen]
        record_act(work, "shortlist.printed", subject)
    with console.looking() as work:
        stored = stored_shortlists(work.session, ids, kind)
        titles = dict(work.session.exec(select(Offer.id, Offer.title).where(col(Offer.kind) == kind)).all())
        rows = [(each, stored[each].entries if each in stored else []) for each in ids]
        return [
            {"subject": each, "offers": _entries(work.session, each, entries, titles, work.today)}
            for each, entries in rows
        ]


def _entries(
    session: Session, subject: int, entries: list[ShortlistEntry], titles: dict[Any, str], on: Any
) -> list[dict[str, Any]]:
    facts = subject_facts(session, [subject], on) if any(entry.needs_information for entry in entries) else None
    rulebook = engine_versions(session).rulebook
    found = []
    for entry in entries:
        missing: list[str] = []
        if entry.needs_information and facts is not None:
            offer = offer_facts(session, [entry.offer_id], on)
            missing = [each.fact.value for each in missing_facts(facts, offer, rulebook, on)]
        found.append(
            {
                "offer": entry.offer_id,
                "title": titles.get(entry.offer_id, ""),
                "score": entry.score / 10_000,
                "needs_information": missing,
            }
        )
    return found


def _print_shortlist(found: dict[str, Any]) -> None:
    click.echo(f"Subject {found['subject']}")
    for rank, offer in enumerate(found["offers"], 1):
        asks = f"  needs: {', '.join(offer['needs_information'])}" if offer["needs_information"] else ""
        click.echo(f"  {rank:2d}. {offer['score']:5.1f}  offer {offer['offer']}: {offer['title']}{asks}")
    if not found["offers"]:
        click.echo("  No offer yet: run `resettle run`, or ask `resettle explain` why one does not fit.")


@click.command("explain")
@click.argument("subject", type=int)
@click.argument("offer", type=int)
@as_account
@as_json
def explain(subject: int, offer: int, as_name: str | None, wants_json: bool) -> None:
    """Say why OFFER suits SUBJECT or not: each rule's finding and each part of the score."""
    console = ready_console(as_name)
    with console.acting() as work:
        subject_for(work.session, work.viewer, subject)
        if work.session.get(Offer, offer) is None:
            raise BadInput(f"There is no offer {offer}.")
        record_act(work, "pair.explained", subject, offer=offer)
    with console.looking() as work:
        found = explain_pair(work, subject, offer)
        _person, sight = subject_for(work.session, work.viewer, subject)
    findings = found.findings if console.viewer.is_machine else [as_seen(each, sight) for each in found.findings]
    if wants_json:
        print_json(_as_numbers(found, findings))
    else:
        _say(found, findings)


def _as_numbers(found: Explanation, findings: Sequence[Finding]) -> dict[str, Any]:
    return {
        "eligible": found.eligible,
        "score": found.score / 10_000,
        "baseline": found.baseline / 10_000,
        "contributions": {name: value / 10_000 for name, value in found.contributions.items()},
        "findings": [
            {"rule": each.rule, "verdict": each.verdict.name.lower(), "reason": each.reason.key, "ground": each.ground}
            for each in findings
        ],
    }


def _say(found: Explanation, findings: Sequence[Finding]) -> None:
    click.echo(
        f"{'Eligible' if found.eligible else 'Not eligible'}; score {found.score / 10_000:.4f} = baseline {found.baseline / 10_000:.4f}"
    )
    for part in found.parts:
        click.echo(f"  {part.contribution / 10_000:+9.4f}  {part.name}: {part.reason.key}")
    for each in findings:
        click.echo(f"  {each.verdict.name.lower():8}  {each.rule}: {each.reason.key}  ({each.ground})")


commands = [shortlist, explain]
