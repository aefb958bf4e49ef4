"""What the tests of the engine share: the rulebook, a policy, words; and lists as plain values."""

from datetime import date

from matching.eligibility.rulebook import load_rulebook
from matching.engine.openings import Best, Openings
from matching.facts import Offers, Subjects
from matching.reference import data_path
from matching.scoring.components import Context
from matching.scoring.policy import load_policy
from matching.scoring.text import Vocabulary
from matching.vocabulary import OfferKind
from tests.matching.engine.formula import Entries, best_by_formula

ON = date(2026, 3, 1)
BOOK = load_rulebook(data_path("rulebooks", "cn-2026.toml"))
POLICY = load_policy()
VOCABULARY = Vocabulary.fit(["电工 水电安装", "forklift driver 叉车司机", "cook"], "v1")


def openings(
    offers: Offers, kind: OfferKind = OfferKind.JOB, seed: int = 5, vocabulary: Vocabulary = VOCABULARY
) -> Openings:
    """The offers of a kind, ready for the kernel."""
    some = offers.take(offers.of_kind(kind))
    return Openings(some, kind, BOOK, POLICY, Context.of(some, vocabulary), ON, seed)


def entries(best: Best) -> list[Entries]:
    """What the kernel found, subject by subject."""
    return [
        Entries(best.offers[i, :n].tolist(), best.scores[i, :n].tolist(), best.marks[i, :n].tolist())
        for i, n in enumerate(best.counts.tolist())
    ]


def formula(
    subjects: Subjects, offers: Offers, kind: OfferKind = OfferKind.JOB, seed: int = 5, top: int = 20
) -> list[Entries]:
    """What the formula finds among the offers of a kind."""
    some = offers.take(offers.of_kind(kind))
    return best_by_formula(subjects, some, BOOK, POLICY, Context.of(some, VOCABULARY), ON, seed, top)
