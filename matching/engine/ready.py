"""Compiling the kernel before there is work, with its cache in a folder of the service's own."""

from datetime import date
from pathlib import Path

from numba import config

from matching.eligibility.rulebook import Rulebook
from matching.engine.openings import Openings
from matching.facts import Offers, SubjectFacts, Subjects
from matching.scoring.components import Context
from matching.scoring.policy import Policy
from matching.scoring.text import Vocabulary
from matching.vocabulary import OfferKind


def make_ready(folder: Path, rulebook: Rulebook, policy: Policy, on: date) -> None:
    """Compile the kernel, or take it from its cache in `folder`: half a minute the first time, a second after that."""
    config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]
    nothing = Offers.of([])
    context = Context.of(nothing, Vocabulary.fit([], "none"))
    Openings(nothing, OfferKind.JOB, rulebook, policy, context, on, seed=0).best_for(Subjects.of([SubjectFacts(0)]))
