"""The command `resettle`: every command of every module here."""

from importlib import import_module
from pkgutil import iter_modules

import click

from matching.errors import ResettleError


class Commands(click.Group):
    """Says a refusal in one plain line instead of a trace."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; our own errors are sentences already."""
        try:
            return super().invoke(ctx)
        except ResettleError as error:
            raise click.ClickException(error.message) from None


@click.group(cls=Commands)
@click.version_option(package_name="resettle")
def main() -> None:
    """Find released people lawful, suitable work, training and housing, and say why."""


for module in iter_modules(__path__):
    for command in getattr(import_module(f"{__name__}.{module.name}"), "commands", ()):
        main.add_command(command)
