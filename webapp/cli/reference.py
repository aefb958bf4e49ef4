"""The text of `webapp/REFERENCE.md`: every setting, command, rule, deadline and page, from their own definitions."""

from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module

import click
from flask import Flask
from werkzeug.routing import Rule

from matching.deadlines import deadlines
from matching.eligibility.rulebook import RuleEntry, load_rulebook
from matching.reference import data_path
from matching.settings import Settings
from webapp import views
from webapp.access import Access

HEAD = """\
# Reference

Every setting, command, rule, deadline and page of resettle. Written by `resettle reference > webapp/REFERENCE.md`; a test holds it to
the code. The README says how they are used.
"""
RULEBOOK = "cn-2026.toml"


def reference() -> str:
    """Write the whole text."""
    parts = (settings_part(), commands_part(), rules_part(), deadlines_part(), pages_part())
    return "\n".join([HEAD, *("\n".join(part) + "\n" for part in parts)])


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a table in Markdown."""
    for row in (heads, ["---"] * len(heads), *rows):
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"


def settings_part() -> Iterator[str]:
    """Every setting with its default."""
    yield "## Settings\n"
    rows = [
        (f"`RESETTLE_{name.upper()}`", f"`{field.default}`" if field.default not in (None, "") else "", field.description or "")
        for name, field in Settings.model_fields.items()
    ]  # fmt: skip
    yield from table(("Setting", "Default", "What it is"), rows)


def main_group() -> click.Group:
    """The command `resettle`."""
    found: click.Group = import_module("webapp.cli").main
    return found


def commands_part() -> Iterator[str]:
    """Every command with what it takes."""
    yield "## Commands\n"
    main = main_group()
    rows = [
        (f"`{' '.join(name)}`", (command.help or "").partition("\n\n")[0].replace("\n", " "))
        for name, command in commands_below(main)
    ]
    yield from table(("Command", "What it does"), rows)
    yield ""
    yield from table(("Option", "Of", "What it does"), options(main))


def commands_below(group: click.Group, *above: str) -> Iterator[tuple[list[str], click.Command]]:
    """Every command below a group, as its words with its arguments in capitals."""
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from commands_below(command, *above, name)
        else:
            arguments = [
                each.make_metavar(click.Context(command)) for each in command.params if isinstance(each, click.Argument)
            ]
            yield ["resettle", *above, name, *arguments], command


def options(main: click.Group) -> Iterator[Sequence[str]]:
    """Every option of every command."""
    for words, command in commands_below(main):
        name = " ".join(word for word in words[1:] if word == word.lower())
        for each in command.params:
            if isinstance(each, click.Option):
                taken = "" if each.is_flag else f" {each.make_metavar(click.Context(command))}"
                yield f"`{', '.join([*each.opts, *each.secondary_opts])}{taken}`", f"`{name}`", each.help or ""


def rules_part() -> Iterator[str]:
    """Every rule of the rulebook with its ground, and to whom and what it applies."""
    book = load_rulebook(data_path("rulebooks", RULEBOOK))
    yield f"## Rules of `{book.name}`\n"
    yield "A rule applies to the offers of its kinds that state its term, or whose post its law names. Parameters stand in `data/rulebooks`.\n"
    rows = [
        (f"`{rule.id}`", first_line(rule.rule.decide.__doc__), ", ".join(sorted(rule.kinds)), rule.ground, f"from {rule.valid_from}{until(rule)}", seen_by(rule), said(rule))
        for rule in book.rules
    ]  # fmt: skip
    yield from table(("Rule", "It asks", "Offers", "Ground", "In force", "Its reason is read by", "Parameters"), rows)


def until(rule: RuleEntry) -> str:
    """The last day of a rule, where it has one, and when somebody looks at it again."""
    return (f" to {rule.valid_to}" if rule.valid_to else "") + f", looked at again by {rule.review_on}"


def seen_by(rule: RuleEntry) -> str:
    """Who reads why a rule decided as it did."""
    return "who may see the offence; others read: a lawful bar" if rule.restricted else "everybody who sees the person"


def said(rule: RuleEntry) -> str:
    """The parameters that the rulebook gives."""
    return "; ".join(f"`{name} = {value!r}`" for name, value in rule.parameters.items())


def deadlines_part() -> Iterator[str]:
    """Every clock of the office."""
    yield "## Deadlines\n"
    rows = [
        (f"`{name}`", f"{each.days} {'working days' if each.working else 'days'}", each.ground, str(each.review_on))
        for name, each in deadlines().items()
    ]
    yield from table(("Deadline", "Length", "Ground", "Looked at again by"), rows)


def pages_part() -> Iterator[str]:
    """Every address below the noun that owns it, and who may open it."""
    yield "## Pages\n"
    yield "Each noun owns its addresses: its module in `webapp/views`, its folder in `webapp/templates`, its services and queries in `matching`."
    app = Flask("webapp")
    views.register(app)
    for noun in sorted(app.blueprints):
        rules = sorted((rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(f"{noun}.")), key=str)
        yield f"\n### {noun}\n\n{first_line(import_module(f'webapp.views.{noun}').__doc__)}\n"
        yield from table(("Address", "Methods", "Open to"), [address_row(app, rule) for rule in rules])


def address_row(app: Flask, rule: Rule) -> Sequence[str]:
    """One address: how it is asked, and by whom."""
    access: Access = getattr(app.view_functions[rule.endpoint], "access")  # noqa: B009
    methods = sorted((rule.methods or set()) & {"GET", "POST"})
    roles = ", ".join(sorted(access.roles)) or ("everybody" if access.is_open else "everybody signed in")
    return f"`{rule.rule}`", ", ".join(methods), roles


def first_line(text: str | None) -> str:
    """The first line of a docstring."""
    return (text or "").partition("\n")[0]


@click.command("reference")
def print_reference() -> None:
    """Print the text of webapp/REFERENCE.md: every setting, command, rule, deadline and page."""
    click.echo(reference(), nl=False)


commands = [print_reference]
