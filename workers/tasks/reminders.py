"""Reminding those who answer for what stalls."""

from matching.services.reminders import remind_provider, remind_unit, start_reminders
from workers.app import app
from workers.performing import perform


@app.task(name="start_reminders")
def ask_for_reminders(item_id: int) -> None:
    """Tell of checks that fall due, and ask for the reminders of each unit and provider."""
    perform(item_id, apply=lambda work, ids, _none: start_reminders(work))


@app.task(name="remind_unit")
def remind_one_unit(item_id: int) -> None:
    """Remind whoever answers for what stalls in one unit."""
    perform(item_id, apply=lambda work, ids, _none: remind_unit(work, ids["unit"]))


@app.task(name="remind_provider")
def remind_one_provider(item_id: int) -> None:
    """Remind one provider of what waits for its answer."""
    perform(item_id, apply=lambda work, ids, _none: remind_provider(work, ids["provider"]))
