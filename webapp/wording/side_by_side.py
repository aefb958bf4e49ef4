"""Pairs side by side, in rows: how each stands, who waits, what is known, what makes up the score, which rules are open."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from flask_babel import gettext as _

from matching.eligibility.findings import Finding
from matching.queries.side_by_side import Side
from matching.vocabulary import CircumstanceKind, OfferKind, SuggestionState, Verdict
from webapp.rendering import points
from webapp.wording.codes import label
from webapp.wording.facts import Line, noes_tags, number, offer_lines, person_lines, with_unit
from webapp.wording.names import COMPONENTS, RULES, VERDICTS
from webapp.wording.reasons import joined, reason_words
from webapp.wording.review_page import changes_of
from webapp.wording.sums import parts_of

NOTHING = "–"


class Cell(NamedTuple):
    """What one pair has in a row: words, a line below them, and the class of a tag where the words are one."""

    words: str
    note: str = ""
    tag: str | None = None


class Row(NamedTuple):
    """One row: its heading and a cell for each pair."""

    heading: str
    cells: list[Cell]
    is_number: bool = False


class Section(NamedTuple):
    """Rows that belong together, and a line that says how to read them."""

    heading: str
    rows: list[Row]
    note: str = ""


def people_sections(sides: Sequence[Side]) -> list[Section]:
    """People for one offer."""
    kind = sides[0].pair.offer.kind
    orders = _("This orders the queues. It never changes a score.")
    person = [person_lines(side.pair.person, kind, side.pair.sight) for side in sides]
    return [
        Section(_("How it stands"), [*_standing(sides), *_held(sides)]),
        Section(_("Who waits"), _waiting(sides), orders),
        Section(_("The person"), [*_reach(sides), *_facts(person, _("not recorded"))]),
        *_weighed(sides),
    ]


def offer_sections(sides: Sequence[Side]) -> list[Section]:
    """Offers for one person."""
    terms = [offer_lines(side.pair.opening) for side in sides]
    return [
        Section(_("How it stands"), [*_standing(sides), *_places(sides)]),
        Section(_("The offer"), [*_reach(sides), *_facts(terms, _("not stated"))]),
        *_weighed(sides),
    ]


def _weighed(sides: Sequence[Side]) -> list[Section]:
    adds = _("The lines of a column add up to its score.")
    return [
        Section(_("What makes up the score"), _contributions(sides), adds),
        Section(_("Rules that are broken or not settled"), _open_rules(sides)),
    ]


def _row(heading: str, sides: Sequence[Side], cell: Callable[[Side], Cell], *, is_number: bool = False) -> Row:
    return Row(heading, [cell(side) for side in sides], is_number)


def _standing(sides: Sequence[Side]) -> list[Row]:
    return [
        _row(_("Score"), sides, lambda side: Cell(points(side.pair.explanation.score)), is_number=True),
        _row(_("May they take it?"), sides, _eligible),
        _row(_("Decided"), sides, _decided),
    ]


def _eligible(side: Side) -> Cell:
    if not side.pair.explanation.eligible:
        return Cell(_("not eligible"), tag="tag--bad")
    if side.pair.explanation.needs_information:
        return Cell(_("needs information"), tag="tag--ask")
    return Cell(_("eligible"), tag="tag--good")


def _decided(side: Side) -> Cell:
    if side.pair.direct is not None:
        return Cell(_("proposed directly"), tag="tag--ask")
    if side.pair.standing is None:
        return Cell(_("not yet"))
    state = side.pair.standing.state
    good = state in (SuggestionState.ENDORSED, SuggestionState.PROPOSED)
    return Cell(label(state), tag="tag--good" if good else "")


def _held(sides: Sequence[Side]) -> list[Row]:
    """The place of this kind that somebody has already; no row where nobody has one."""
    if not any(side.held for side in sides):
        return []
    return [_row(_("Has such a place already"), sides, lambda side: Cell(side.held.title if side.held else NOTHING))]


def _places(sides: Sequence[Side]) -> list[Row]:
    def free(side: Side) -> Cell:
        offer = side.pair.offer
        return Cell(_("%(free)s of %(places)s", free=offer.places - offer.places_taken, places=offer.places))

    return [_row(_("Places free"), sides, free)]


def _waiting(sides: Sequence[Side]) -> list[Row]:
    def days(side: Side) -> Cell:
        return Cell(_("not reported yet") if side.days_waiting is None else str(side.days_waiting))

    noes = [noes_tags(side.pair.person) for side in sides]
    return [
        *(
            Row(label(kind), [Cell(str(words), tag=tag) for words, tag in row])
            for kind, row in zip(CircumstanceKind, zip(*noes, strict=True), strict=True)
        ),
        _row(_("Days waiting"), sides, days, is_number=True),
        _row(_("Priority, of 100"), sides, lambda side: Cell(f"{side.priority:.0f}"), is_number=True),
    ]


def _reach(sides: Sequence[Side]) -> list[Row]:
    """The way, and the skills asked."""
    rows = [_row(_("Journey"), sides, lambda side: _known(with_unit(number(side.km), _("km"))))]
    if any(side.has or side.lacks for side in sides):
        rows.append(_row(_("Skills asked"), sides, _skills))
    if all(side.pair.offer.kind is OfferKind.HOUSING for side in sides):
        return rows[1:]
    return rows


def _skills(side: Side) -> Cell:
    if not side.pair.opening.skills:
        return Cell(_("none asked"))
    if not side.pair.person.skills_known:
        return _known(None)
    has = _("has %(skills)s", skills=joined(side.has)) if side.has else ""
    lacks = _("lacks %(skills)s", skills=joined(side.lacks)) if side.lacks else ""
    return Cell(has or lacks, lacks if has else "")


def _known(words: str | None, silent: str = "") -> Cell:
    return Cell(silent or _("not recorded")) if words is None else Cell(words)


def _facts(lines: Sequence[Sequence[Line]], silent: str) -> list[Row]:
    """A row for each name that some pair has; a dash where a pair has no such line, `silent` where nobody says."""
    told = [dict(some) for some in lines]
    names = dict.fromkeys(name for some in told for name in some)
    return [
        Row(name, [_known(some[name], silent) if name in some else Cell(NOTHING) for some in told]) for name in names
    ]


def _contributions(sides: Sequence[Side]) -> list[Row]:
    parts = [{part.name: part for part in side.pair.explanation.parts} for side in sides]
    names = dict.fromkeys(name for some in parts for name in some)
    shown = [parts_of(side.pair.explanation) for side in sides]
    ordinary = _row(_("An ordinary offer"), sides, lambda side: Cell(points(side.pair.explanation.baseline)))
    each = [
        Row(
            str(COMPONENTS[name]),
            [
                Cell(words[name], reason_words(some[name].reason)) if name in some else Cell(NOTHING)
                for some, words in zip(parts, shown, strict=True)
            ],
            is_number=True,
        )
        for name in names
    ]
    total = _row(_("Score"), sides, lambda side: Cell(points(side.pair.explanation.score)), is_number=True)
    return [ordinary._replace(is_number=True), *each, total]


def _open_rules(sides: Sequence[Side]) -> list[Row]:
    """A row for each rule that some pair breaks or leaves open, the broken first, in words that the viewer may read."""
    found = [_worst(side.pair.findings) for side in sides]
    is_open = (Verdict.BROKEN, Verdict.UNKNOWN)
    names = [name for verdict in is_open for some in found for name, each in some.items() if each.verdict is verdict]
    if not names:
        return [Row(_("Every rule"), [Cell(str(VERDICTS[Verdict.MET][0]), tag="tag--good") for _side in sides])]
    columns = list(zip(found, sides, strict=True))
    return [
        Row(str(RULES[name]), [_verdict(some.get(name), side) for some, side in columns])
        for name in dict.fromkeys(names)
    ]


def _worst(findings: Sequence[Finding]) -> dict[str, Finding]:
    """One finding of each rule; of those that go by one name, the weightiest."""
    order = [Verdict.MET, Verdict.WAIVED, Verdict.UNKNOWN, Verdict.BROKEN]
    return {each.rule: each for each in sorted(findings, key=lambda each: order.index(each.verdict))}


def _verdict(finding: Finding | None, side: Side) -> Cell:
    if finding is None:
        return Cell(str(VERDICTS[Verdict.NOT_APPLIED][0]))
    words, tag = VERDICTS[finding.verdict]
    return Cell(str(words), f"{reason_words(finding.reason)} {changes_of(finding, side.pair)}".strip(), tag)
