"""The made-up county on the command line: loading it, matching it, showing what came out and how to sign in."""

from typing import Any

import click
from sqlmodel import col, select

from matching.demo import DemoSignIn, demo_sign_ins, has_demo, load_county
from matching.errors import Refused
from matching.migrations import migrate
from matching.queries.shortlists import stored_shortlists
from matching.queries.units import AccountRow, found_accounts
from matching.records import Offer, Placement, Subject
from matching.services.matching import explain_pair
from matching.vocabulary import CaseState, OfferKind, PlacementState
from webapp import create_app
from webapp.cli.context import Console, as_json, open_console, print_json
from webapp.cli.running import full_run, wait_until_matched, workers_for
from webapp.wording.reasons import reason_words

SHOWN_SUBJECTS = 5
SHOWN_OFFERS = 3
SHOWN_REASONS = 2


@click.command("demo")
def demo() -> None:
    """Load the made-up county, match it in the background and show what came out; again without harm."""
    console = open_console()
    migrate(console.engine)
    with console.acting() as work:
        loaded = load_county(work, console.settings)
    click.echo(
        "The made-up county is loaded." if loaded else "The made-up county was loaded before; it stays as it is."
    )
    click.echo("Matching in the background …")
    with workers_for(console):
        wait_until_matched(console)
        figures = full_run(console)
    _print_best(console)
    click.echo(
        f"\nRun {figures['run']}: {figures['subjects']} subjects, {figures['offers']} offers, {figures['pairs_visited']} pairs, "
        f"{figures['shortlisted']} entries shortlisted in {figures['seconds']} s."
    )
    click.echo("\nSign in as:")
    _print_sign_ins(demo_sign_ins())
    click.echo(f"\nNext: make serve, then open {console.settings.public_url}")


@click.command("users")
@click.option(
    "--demo", "wants_demo", is_flag=True, help="Print one account of the made-up county per role, with its password."
)
@as_json
def users(wants_demo: bool, wants_json: bool) -> None:
    """Print the accounts, or how to sign in to the made-up county."""
    console = open_console()
    if not wants_demo:
        _print_accounts(console, wants_json)
        return
    with console.looking() as work:
        if console.settings.is_production or not has_demo(work.session):
            raise Refused("The made-up county is not here: `resettle demo` loads it, except in production.")
    if wants_json:
        print_json({"users": [_as_row(each) for each in demo_sign_ins()]})
        return
    _print_sign_ins(demo_sign_ins())


def _as_row(each: DemoSignIn) -> dict[str, Any]:
    return {"role": each.roles[0], "sign_in_name": each.sign_in_name, "password": each.password}


def _print_sign_ins(shown: list[DemoSignIn]) -> None:
    for each in shown:
        click.echo(f"  {each.roles[0]:14} name: {each.sign_in_name:14} password: {each.password}")


def _print_accounts(console: Console, wants_json: bool) -> None:
    with console.looking() as work:
        rows = found_accounts(work.session)
    if wants_json:
        print_json({"users": [_account(row) for row in rows]})
        return
    for row in rows:
        click.echo(f"  {row.id:5d}  {row.sign_in_name:30} {', '.join(row.roles):28} {row.state}")


def _account(row: AccountRow) -> dict[str, Any]:
    return {"id": row.id, "sign_in_name": row.sign_in_name, "roles": list(row.roles), "state": row.state.value}


def _print_best(console: Console) -> None:
    """Print the best offers of a few people who wait for work, with the reasons that weigh most."""
    app = create_app(console.settings, console.engine, console.clock)
    with app.app_context(), console.looking() as work:
        placed = select(Placement.subject_id).where(
            col(Placement.state).in_([PlacementState.PLANNED, PlacementState.STARTED])
        )
        waiting = select(Subject.id).where(col(Subject.state) == CaseState.OPEN, col(Subject.id).not_in(placed))
        ids = [each or 0 for each in work.session.exec(waiting.order_by(col(Subject.id)))]
        stored = stored_shortlists(work.session, ids, OfferKind.JOB)
        for subject_id in [each for each in ids if each in stored and stored[each].entries][:SHOWN_SUBJECTS]:
            click.echo(f"\nSubject {subject_id}")
            for rank, entry in enumerate(stored[subject_id].entries[:SHOWN_OFFERS], 1):
                title = work.session.get_one(Offer, entry.offer_id).title
                asks = "  (needs information)" if entry.needs_information else ""
                click.echo(f"  {rank}. {entry.score / 10_000:5.1f}  offer {entry.offer_id}: {title}{asks}")
                parts = sorted(
                    explain_pair(work, subject_id, entry.offer_id).parts, key=lambda part: -abs(part.contribution)
                )
                for part in parts[:SHOWN_REASONS]:
                    click.echo(f"       {part.contribution / 10_000:+5.1f}  {reason_words(part.reason)}")


commands = [demo, users]
