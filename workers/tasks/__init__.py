"""The tasks: each a name and one call. Importing this registers them all."""

from workers.tasks import clocks, mail, matching, reminders

__all__ = ["clocks", "mail", "matching", "reminders"]
