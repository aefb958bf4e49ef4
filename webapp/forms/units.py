"""Forms of units and accounts."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from matching.services.accounts import EditAccount, MakeAccount
from matching.services.units import AddUnit, EditUnit
from matching.vocabulary import Role
from webapp.forms.code_fields import CodesField, IdSelect, choices_of, offered
from webapp.forms.fields import DateField, NumberField, Stripped
from webapp.forms.validators import AtMost, Needed
from webapp.forms.voluntary import VoluntaryForm

STAFF = (Role.CASEWORKER, Role.OFFICER, Role.SUPERVISOR)
CODE_HINT = _l("Short and lasting, such as QS-LT: imports name units by it.")
PLACE_HINT = _l("In degrees, such as 30.12; journeys start here where an address has no place of its own.")


class UnitForm(VoluntaryForm):
    """A unit's name and place."""

    name = Stripped(_l("Name of the unit"), [Needed(), AtMost(120)])
    latitude = NumberField(_l("Latitude"), low=-90, high=90, description=PLACE_HINT)
    longitude = NumberField(_l("Longitude"), low=-180, high=180)

    def command(self, unit_id: int) -> EditUnit:
        """What was typed."""
        return EditUnit(unit_id, self.seen_version, self.name.data or "", **self.place)

    @property
    def place(self) -> dict[str, Any]:
        """Where the unit is, in degrees; None where nothing was typed."""
        return {"latitude": self.latitude.data, "longitude": self.longitude.data}

    def validate_longitude(self, field: NumberField) -> None:
        """Refuse half a place."""
        if (field.data is None) != (self.latitude.data is None):
            raise StopValidation(_("Fill in both latitude and longitude, or neither."))


class NewUnitForm(UnitForm):
    """A new unit and where it stands."""

    parent = IdSelect(_l("Unit above it"), description=_l("The level follows: city, county, township, village."))
    code = Stripped(_l("Code"), [Needed(), AtMost(40)], description=CODE_HINT)

    def add_command(self) -> AddUnit:
        """What was typed."""
        return AddUnit(self.code.data or "", self.name.data or "", self.parent.data, **self.place)


class AccountForm(VoluntaryForm):
    """Whose account it is and what it may do."""

    name = Stripped(_l("Name of the person"), [Needed(), AtMost(120)])
    roles = CodesField(_l("Roles"), [Needed(_l("Choose at least one role."))])

    def offer_roles(self, *roles: Role) -> None:
        """Set which roles can be chosen."""
        self.roles.choices = choices_of(roles)

    heir_id = IdSelect(
        _l("Who takes over the people of this account?"),
        description=_l("Only where the caseworker role goes and the account answers for people."),
    )

    def offer_heirs(self, heirs: list[tuple[int, str]]) -> None:
        """Set who can take the caseload over; without anybody, nothing is asked."""
        self.heir_id.choices = offered(heirs)
        if not heirs:
            del self.heir_id

    def command(self, account_id: int) -> EditAccount:
        """What was typed."""
        heir_id = self.heir_id.data if "heir_id" in self else None
        return EditAccount(account_id, self.seen_version, self.name.data or "", self.chosen_roles, heir_id)

    @property
    def chosen_roles(self) -> frozenset[Role]:
        """The roles that were ticked."""
        return frozenset(Role(role) for role in self.roles.data or [])


class NewAccountForm(AccountForm):
    """A new account of a unit or of a provider."""

    sign_in_name = Stripped(
        _l("Sign-in name"),
        [Needed(), AtMost(120)],
        description=_l("Small letters and digits; it cannot be changed later."),
    )
    unit = IdSelect(
        _l("Unit"),
        description=_l("For staff. Villages hold no accounts: their people belong to the township's staff."),
    )
    provider = IdSelect(_l("Provider"), description=_l("For the provider role only."))

    def make_command(self) -> MakeAccount:
        """What was typed."""
        return MakeAccount(
            self.sign_in_name.data or "",
            self.name.data or "",
            self.chosen_roles,
            self.unit.data,
            self.provider.data,
        )


class FindAccountForm(VoluntaryForm):
    """Looks for accounts."""

    words = Stripped(_l("Name or sign-in name"), [AtMost(120)])


class AuditFilterForm(VoluntaryForm):
    """Which entries of the audit are wanted."""

    upto = DateField(_l("Up to this day"))
    account = IdSelect(_l("Account"))
