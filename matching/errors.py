"""The error family. A docstring is the message that people see; arguments say which record, never whose.

`about` names the part of the command that is wrong: a form shows the message beside the field of that name.

ResettleError
├── NotFound            the page or record is not there, or is not for this viewer
├── Refused             the act is known but not allowed now
│   ├── IllegalStep     a state machine has no such step
│   ├── StaleEdit       somebody else saved first
│   ├── PlacesTaken     no place is free
│   ├── SamePerson      one account cannot be both of two people
│   └── ConsentMissing  no live consent covers this disclosure
├── NotAllowed          the viewer's roles do not include this act
├── BadInput            what was sent cannot be read
└── UnsafeSettings      the service refuses to start
    └── RulebookError   a rulebook cannot be used
"""


class ResettleError(Exception):
    """Something went wrong."""

    def __init__(self, *arguments: object, about: str | None = None) -> None:
        """Take the sentence where the class's own does not say it, and the part of the command that it is about."""
        super().__init__(*arguments)
        self.about = about

    @property
    def message(self) -> str:
        """The sentence for people: the class's docstring, or the first argument where one was given."""
        return str(self.args[0]) if self.args else (type(self).__doc__ or "").strip()


class NotFound(ResettleError):
    """There is no such page."""


class NotAllowed(ResettleError):
    """Your account does not have the role that this act needs."""


class Refused(ResettleError):
    """This cannot be done now."""


class IllegalStep(Refused):
    """This step is not possible from the present state."""


class StaleEdit(Refused):
    """Somebody else saved this page since you opened it."""


class PlacesTaken(Refused):
    """No place is free in this offer."""


class SamePerson(Refused):
    """The account that endorses a suggestion cannot also propose the placement: a second person must do this."""


class ConsentMissing(Refused):
    """No live consent of the subject covers this."""


class BadInput(ResettleError):
    """What was sent cannot be read."""


class UnsafeSettings(ResettleError):
    """The settings are missing or unsafe."""


class RulebookError(UnsafeSettings):
    """The rulebook cannot be used."""
