"""The versions that shortlists and explanations rest on: rulebook, policy, vocabulary, seed."""

import hashlib
from dataclasses import dataclass
from functools import cache

from sqlmodel import Session, col, select

from matching.database import UnitOfWork
from matching.eligibility.rulebook import Rulebook, load_rulebook
from matching.queries.facts import offer_facts
from matching.records import Model, PolicyVersion
from matching.reference import data_path
from matching.scoring.components import offer_texts
from matching.scoring.policy import Policy, load_policy, stored_policy
from matching.scoring.text import Vocabulary
from matching.vocabulary import OfferKind

RULEBOOK = "cn-2026"
VOCABULARY = "vocabulary"


@dataclass(frozen=True)
class EngineVersions:
    """What one matching rests on. The same versions and facts give the same shortlists to the bit."""

    rulebook: Rulebook
    policy: Policy
    vocabulary: Vocabulary

    @property
    def seed(self) -> int:
        """The seed of ties (31 bits), drawn from the vocabulary's stored version."""
        return int.from_bytes(hashlib.sha256(self.vocabulary.version.encode()).digest()[:4], "little") >> 1


def engine_versions(session: Session) -> EngineVersions:
    """Find the active versions; before the first run an empty vocabulary stands in, in which all words weigh the same."""
    return EngineVersions(rulebook_in_force(), active_policy(session), active_vocabulary(session))


@cache
def rulebook_in_force() -> Rulebook:
    """The rulebook that this installation follows, read once."""
    return load_rulebook(data_path("rulebooks", f"{RULEBOOK}.toml"))


def active_policy(session: Session) -> Policy:
    """The active policy row, or the one that ships with the service."""
    row = session.exec(select(PolicyVersion).where(col(PolicyVersion.is_active))).first()
    return load_policy() if row is None else stored_policy(row.version, row.coefficients, row.references)


def active_vocabulary(session: Session) -> Vocabulary:
    """The active vocabulary, unpacked once per process and version."""
    version = session.exec(select(Model.version).where(col(Model.name) == VOCABULARY, col(Model.is_active))).first()
    if version is None:
        return Vocabulary.fit([], "none")
    return _unpacked.get(version) or _remember(version, session)


_unpacked: dict[str, Vocabulary] = {}


def _remember(version: str, session: Session) -> Vocabulary:
    numbers = session.exec(select(Model.numbers).where(col(Model.version) == version)).one()
    _unpacked.clear()
    _unpacked[version] = Vocabulary.from_bytes(numbers)
    return _unpacked[version]


def renew_vocabulary(work: UnitOfWork) -> str:
    """Learn from the texts of all open offers how rare words are; the same texts give the same version. Returns it."""
    texts = [text for kind in OfferKind for text in offer_texts(offer_facts(work.session, None, work.today, kind))]
    digest = hashlib.sha256("\0".join(sorted(texts)).encode()).hexdigest()
    version = f"words.{digest[:12]}"
    stored = work.session.get(Model, version)
    if stored is None:
        numbers = Vocabulary.fit(texts, version).to_bytes()
        sha256 = hashlib.sha256(numbers).hexdigest()
        stored = Model(version=version, name=VOCABULARY, numbers=numbers, sha256=sha256, created_at=work.now)
        work.session.add(stored)
    for other in work.session.exec(select(Model).where(col(Model.name) == VOCABULARY, col(Model.is_active))):
        other.is_active = False
    stored.is_active = True
    return version


def store_policy(work: UnitOfWork) -> Policy:
    """Store the policy that ships with the service as the active one, unless another is active. Returns the active one."""
    policy = active_policy(work.session)
    if work.session.get(PolicyVersion, policy.version) is None:
        work.session.add(
            PolicyVersion(
                version=policy.version, is_active=True, created_at=work.now,
                coefficients={kind.value: dict(shares.coefficients) for kind, shares in policy.kinds.items()},
                references={kind.value: dict(shares.references) for kind, shares in policy.kinds.items()},
            )
        )  # fmt: skip
    return policy
