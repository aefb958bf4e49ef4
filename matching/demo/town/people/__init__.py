"""People of the drawn town, each with a case file as it stood before anything was suggested."""

from matching.demo.town.people.drawing import draw_people

__all__ = ["draw_people"]
