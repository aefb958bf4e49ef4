"""Openings of the drawn town, each as its provider posted it."""

from matching.demo.town.openings.drawing import draw_openings

__all__ = ["draw_openings"]
