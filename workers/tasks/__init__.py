"""The tasks: each a name and one call. Importing this registers them all."""

from workers.tasks import mail, matching

__all__ = ["mail", "matching"]
