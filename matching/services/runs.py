"""Full runs: a row and one work item per block of subjects; the block that reaches zero adds the closing item."""

import hashlib

import numpy as np
from sqlalchemy import update
from sqlmodel import col
from sqlmodel import select as rows

from matching.audit import record_act
from matching.database import UnitOfWork
from matching.queries.facts import matched_subject_ids, open_offer_ids
from matching.queries.facts.offers import open_offer_versions
from matching.queries.facts.subjects import matched_versions
from matching.records import Run, Shortlist
from matching.services.matching import KINDS, Renewal, store_shortlists
from matching.services.versions import engine_versions, renew_vocabulary, store_policy
from matching.vocabulary import RunState
from matching.work import add_work

BLOCK = 2_000
"""Subjects in one block: a second or two of reading, matching and storing."""


def start_run(work: UnitOfWork, block: int = BLOCK) -> Run:
    """Fix a run's versions, cut everyone who is matched into blocks of so many, and write one work item for each."""
    store_policy(work)
    renew_vocabulary(work)
    work.session.flush()
    versions = engine_versions(work.session)
    ids = matched_subject_ids(work.session)
    blocks = [ids[start : start + block] for start in range(0, len(ids), block)]
    run = Run(
        rulebook=versions.rulebook.version, policy=versions.policy.version, vocabulary=versions.vocabulary.version,
        seed=versions.seed, data_hash=_data_hash(work), blocks=len(blocks), blocks_left=len(blocks), subjects=len(ids),
        offers=sum(len(open_offer_ids(work.session, kind, work.today)) for kind in KINDS), started_at=work.instant,
    )  # fmt: skip
    work.session.add(run)
    work.session.flush()
    for people in blocks:
        add_work(work.session, "run_block", work.instant, run=run.id or 0, low=people[0], high=people[-1])
    if not blocks:
        add_work(work.session, "close_run", work.instant, run=run.id or 0)
    record_act(work, "run.started", run=run.id)
    return run


def _data_hash(work: UnitOfWork) -> str:
    """A digest of what a run begins with: the day, and whose and which facts in which version."""
    digest = hashlib.sha256(work.today.isoformat().encode())
    opened = [open_offer_versions(work.session, kind, work.today) for kind in KINDS]
    for versions in (matched_versions(work.session), *opened):
        digest.update(np.array(list(versions.items()), dtype="<i8").tobytes())
    return digest.hexdigest()


def block_ids(work: UnitOfWork, low: int, high: int) -> list[int]:
    """Ids of everyone of a block who is still matched, and of everyone else of it who holds a shortlist."""
    holders = work.session.exec(rows(Shortlist.subject_id).where(col(Shortlist.subject_id).between(low, high))).all()
    return sorted({*holders, *matched_subject_ids(work.session, low, high)})


def store_block(work: UnitOfWork, run_id: int, renewal: Renewal) -> None:
    """Store one block's shortlists and count it off; the last one asks for the closing."""
    store_shortlists(work, renewal)
    counting = (
        update(Run)
        .where(col(Run.id) == run_id)
        .values(
            blocks_left=Run.blocks_left - 1,
            pairs_visited=Run.pairs_visited + renewal.pairs,
            shortlisted=Run.shortlisted + renewal.shortlisted,
        )
        .returning(col(Run.blocks_left))
    )
    left = work.session.execute(counting, execution_options={"synchronize_session": False}).scalar_one()
    if left == 0:
        add_work(work.session, "close_run", work.instant, run=run_id)


def close_run(work: UnitOfWork, run_id: int) -> None:
    """Mark a run done."""
    closing = update(Run).where(col(Run.id) == run_id).values(state=RunState.DONE, ended_at=work.instant)
    work.session.execute(closing, execution_options={"synchronize_session": False})
    record_act(work, "run.done", run=run_id)
