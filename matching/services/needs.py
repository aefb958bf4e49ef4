"""Help that a subject needs before or during a placement."""

from dataclasses import dataclass, field

from matching.database import UnitOfWork
from matching.errors import IllegalStep, NotFound, StaleEdit
from matching.privacy import own_subject
from matching.queries.subject_work import ENDED_NEEDS
from matching.records import Need
from matching.services.timeline import record_event
from matching.vocabulary import NeedKind, NeedState


@dataclass(frozen=True)
class OpenNeed:
    """A need as it came up."""

    subject_id: int
    kind: NeedKind
    note: str | None = field(default=None, repr=False)
    referred_to: str | None = None


@dataclass(frozen=True)
class MoveNeed:
    """How far a need has come."""

    subject_id: int
    need_id: int
    version: int
    state: NeedState


def open_need(work: UnitOfWork, command: OpenNeed) -> Need:
    """Open a need. Raises NotFound for a subject who is not the viewer's."""
    own_subject(work.session, work.viewer, command.subject_id)
    state = NeedState.REFERRED if command.referred_to else NeedState.OPEN
    need = Need(**vars(command), state=state, opened_on=work.today)
    work.session.add(need)
    record_event(work, command.subject_id, "need.opened", kind=command.kind.value)
    return need


def move_need(work: UnitOfWork, command: MoveNeed) -> Need:
    """Note how far a need has come; an answered or closed one stays so.

    Raises:
        NotFound: for a subject or a need that is not the viewer's.
        StaleEdit: where somebody else moved it first.
        IllegalStep: where it has ended.
    """
    own_subject(work.session, work.viewer, command.subject_id)
    need = work.session.get(Need, command.need_id)
    if need is None or need.subject_id != command.subject_id:
        raise NotFound
    if need.state in ENDED_NEEDS:
        raise IllegalStep
    if need.version != command.version:
        raise StaleEdit
    need.state = command.state
    need.closed_on = work.today if command.state in ENDED_NEEDS else None
    need.version += 1
    record_event(work, command.subject_id, "need.moved", kind=need.kind.value, state=need.state.value)
    return need
