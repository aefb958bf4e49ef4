"""The made-up county on the command line: loading it, matching it, showing what came out and how to sign in."""

from collections import Counter
from textwrap import fill
from typing import Any

import click
from sqlmodel import col, select

from matching.database import UnitOfWork, reading
from matching.demo import DemoSignIn, demo_sign_ins, has_demo
from matching.demo.load import Loaded, load_town
from matching.demo.town.town import OFFERS, SEED, SUBJECTS, Size
from matching.errors import Refused
from matching.migrations import migrate
from matching.queries.suggestions import OpenSuggestion, open_suggestions
from matching.queries.units import AccountRow, found_accounts
from matching.queries.work_lists import work_list
from matching.records import Placement, Subject
from matching.services.matching import explain_pair
from matching.vocabulary import CaseState, PlacementState
from webapp import create_app
from webapp.cli.context import Console, as_json, open_console, print_json, ready_console, viewer_named
from webapp.cli.running import full_run, wait_until_matched, workers_for
from webapp.wording.reasons import reason_words
from webapp.wording.waiting.groups import group_words

SHOWN_SUBJECTS = 5
SHOWN_OFFERS = 2
"""How many of each kind."""

SHOWN_REASONS = 2

MATCHED_AT_ONCE = 5_000
"""A county of more people is matched only if it is asked for."""


@click.command("demo")
@click.option("--subjects", default=SUBJECTS, show_default=True, help="How many people, told and drawn together.")
@click.option("--offers", default=OFFERS, show_default=True, help="How many offers.")
@click.option("--seed", default=SEED, show_default=True, help="The same seed and size draw the same county.")
@click.option("--match/--no-match", default=None, help=f"Match at once; unless said, up to {MATCHED_AT_ONCE:,} people.")
def demo(subjects: int, offers: int, seed: int, match: bool | None) -> None:
    """Load the made-up county, match it in the background and show what came out; again without harm."""
    console = open_console()
    migrate(console.engine)
    with console.acting() as work:
        loaded = load_town(work, console.settings, Size(subjects, offers, seed))
    _print_loaded(loaded)
    if match if match is not None else subjects <= MATCHED_AT_ONCE:
        _match(console)
    else:
        click.echo("Nobody is matched yet: `resettle run` does it.")
    click.echo("\nSign in as:")
    _print_sign_ins(demo_sign_ins())
    click.echo(f"\nNext: make serve, then open {console.settings.public_url}")


def _match(console: Console) -> None:
    """Renew every shortlist through the workers, and show what came out."""
    click.echo("Matching in the background …")
    with workers_for(console) as workers:
        wait_until_matched(console, workers)
        figures = full_run(console, workers)
    app = create_app(console.settings, console.engine, console.clock)
    with app.app_context():
        _print_best(console)
        _print_waiting(console)
    click.echo(
        f"\nRun {figures['run']}: {figures['subjects']} subjects, {figures['offers']} offers, {figures['pairs_visited']} pairs, "
        f"{figures['shortlisted']} entries shortlisted in {figures['seconds']} s."
    )


def _print_loaded(loaded: Loaded | None) -> None:
    """Say what is there now, and what it took."""
    if loaded is None:
        click.echo("The made-up county was loaded before; it stays as it is.")
        return
    click.echo(f"The made-up county is loaded: {loaded.size.subjects:,} people, {loaded.size.offers:,} offers.")
    took = [f"{part} {seconds:.1f} s" for part, seconds in loaded.cost.seconds.items()]
    click.echo(f"It took: {', '.join(took)} ({loaded.cost.rows:,} rows).")


@click.command("users")
@click.option(
    "--demo", "wants_demo", is_flag=True, help="Print one account of the made-up county per role, with its password."
)
@as_json
def users(wants_demo: bool, wants_json: bool) -> None:
    """Print the accounts, or how to sign in to the made-up county."""
    console = ready_console()
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
    """Print the best offers of each kind for a few people without a placement, with the reasons that weigh most."""
    with console.looking() as work:
        placed = select(Placement.subject_id).where(
            col(Placement.state).in_([PlacementState.PLANNED, PlacementState.STARTED])
        )
        waiting = select(Subject.id).where(col(Subject.state) == CaseState.OPEN, col(Subject.id).not_in(placed))
        ids = [each or 0 for each in work.session.exec(waiting.order_by(col(Subject.id)))]
        opened = open_suggestions(work.session, ids, work.today, SHOWN_OFFERS)
        for subject_id in [each for each in ids if each in opened][:SHOWN_SUBJECTS]:
            click.echo(f"\nSubject {subject_id}")
            for suggestion in opened[subject_id]:
                _print_suggestion(work, suggestion)


def _print_waiting(console: Console) -> None:
    """Print what waits for each account that is shown: the most of one thing first."""
    click.echo("\nWhat waits:")
    for each in demo_sign_ins():
        viewer = viewer_named(console.engine, each.sign_in_name)
        with reading(console.engine, console.clock, viewer) as work:
            found = work_list(work)
        things = Counter(group_words(item.key) for item in found)
        late = sum(item.is_overdue for item in found)
        click.echo(f"  {each.sign_in_name:14} lines: {len(found)}, overdue: {late}")
        said = "; ".join(f"{words} ({number})" for words, number in things.most_common())
        click.echo(fill(said, width=112, initial_indent=" " * 17, subsequent_indent=" " * 17))


def _print_suggestion(work: UnitOfWork, suggestion: OpenSuggestion) -> None:
    """Print one suggestion with the reasons that weigh most."""
    asks = "  (needs information)" if suggestion.needs_information else ""
    place = f"{suggestion.kind.value} {suggestion.rank}."
    points = f"{suggestion.score / 10_000:5.1f}"
    click.echo(f"  {place:11} {points}  offer {suggestion.offer_id}: {suggestion.title}{asks}")
    explained = explain_pair(work, suggestion.subject_id, suggestion.offer_id)
    for part in sorted(explained.parts, key=lambda part: -abs(part.contribution))[:SHOWN_REASONS]:
        click.echo(f"              {part.contribution / 10_000:+5.1f}  {reason_words(part.reason)}")


commands = [demo, users]
