"""The tree of units, the accounts of units and providers, and the audit."""

from webapp.views.units import accounts, audit, tree
from webapp.views.units.blueprint import pages

__all__ = ["accounts", "audit", "pages", "tree"]
