"""How old somebody is."""

from datetime import date


def age_on(born_on: date | None, today: date) -> int | None:
    """Count full years; a birthday on 29 February is kept on 1 March in other years."""
    if born_on is None:
        return None
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))
