"""Imports of whole files: what the table holds goes to the import of its noun, as one act."""

from dataclasses import dataclass, field

from matching.database import UnitOfWork
from matching.errors import Refused
from matching.importing.mapping import ImportKind, Mapping
from matching.importing.postings import postings
from matching.importing.rows import checked_rows
from matching.importing.tables import Table
from matching.services.imports.offers import ImportOffers, import_offers
from matching.services.imports.own_offers import import_own_offers
from matching.services.imports.people import import_notices, import_subjects
from matching.services.imports.shared import Imported

PEOPLE = {ImportKind.NOTICES: import_notices, ImportKind.SUBJECTS: import_subjects}


class NothingStored(Refused):
    """Some rows are not right, so nothing was stored. Mend what is listed and send the file again."""

    def __init__(self, done: Imported) -> None:
        super().__init__()
        self.done = done

    @property
    def message(self) -> str:
        """The sentence for people."""
        return (type(self).__doc__ or "").strip()


@dataclass(frozen=True)
class ImportFile:
    """A table, how to read it, and where its rows belong.

    Attributes:
        unit_id: the office; a provider's own offers belong to the provider's office whatever is said here.
        mapping: which column fills which field.
        table: the rows.
        publish: of offers, publish at once what is complete.
        all_or_nothing: store nothing where any row is not right; of people that holds in any case.
    """

    unit_id: int
    mapping: Mapping
    table: Table = field(repr=False)
    publish: bool = False
    all_or_nothing: bool = False


def import_file(work: UnitOfWork, command: ImportFile) -> Imported:
    """Check every row and store what is right.

    Raises:
        NothingStored: with the counts and all faults, where not everything is right and nothing else may be stored. The
            transaction must then be undone.
        BadInput: where the file lacks columns.
        NotAllowed: for an account that may not import this.
    """
    rows, faults = checked_rows(command.table, command.mapping)
    kind, unit_id = command.mapping.kind, command.unit_id
    if kind in PEOPLE:
        done = PEOPLE[kind](work, unit_id, rows, command.mapping)
    elif work.viewer.provider_id is not None:
        done = import_own_offers(work, command.mapping, postings(rows, command.mapping))
    else:
        offers = ImportOffers(unit_id, command.mapping, postings(rows, command.mapping), command.publish)
        done = import_offers(work, offers)
    done.add_refused_rows(faults)
    if done.faults and (kind in PEOPLE or command.all_or_nothing):
        raise NothingStored(done)
    return done
