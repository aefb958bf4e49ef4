"""Figures for the supervisor: counts, rates with their intervals and days, grouped in SQL; never a row per person."""

from matching.queries.figures.report import Figures, figures
from matching.queries.figures.scope import ALL_BELOW, Asked

__all__ = ["ALL_BELOW", "Asked", "Figures", "figures"]
