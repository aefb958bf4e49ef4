"""Files to import, in a browser: an officer mends a notice and imports it, a provider brings two openings."""

from collections.abc import Callable

import pytest
from sqlmodel import Session, col, select

from matching.records import Offer, ReleaseNotice, Subject
from matching.vocabulary import CaseState, OfferState
from tests.builders import add_office, sign_in_name_of
from tests.journeys.conftest import Service, Visitor

pytestmark = pytest.mark.chromium

NOTICES = "name,born_on,legal_status,sender,received_on\n李娜,{born_on},released,First Prison,2026-08-30\n"
OPENING = {
    "reference": "1", "title": "Cook", "description": "Cooking for forty", "address": "12 Lake Road", "places": "2", "pay_from": "3200",
    "pay_period": "month", "hours": "40 hours per week, Monday - Friday, 8:30-17:00",
}  # fmt: skip


def look_at(visitor: Visitor, kind: str, content: str) -> None:
    """Send a file and wait for what it would do."""
    visitor.open(f"/imports/{kind}")
    file = {"name": "table.csv", "mimeType": "text/csv", "buffer": content.encode("gb18030")}
    visitor.page.locator("[name=file]").set_input_files([file])  # type: ignore[list-item]
    visitor.press()


def test_files_are_looked_at_mended_and_imported(service: Service, visit: Callable[..., Visitor]) -> None:
    office = add_office(service.engine)
    officer = visit()
    officer.sign_in(sign_in_name_of(service.engine, office.officer))
    officer.page.get_by_role("link", name="Imports", exact=True).first.click()
    officer.page.get_by_role("link", name="Release notices").click()
    assert officer.axe_faults() == []
    look_at(officer, "notices", NOTICES.format(born_on="last year"))
    assert "Not everything is right yet" in officer.text() and "Write a date such as 2026-03-31." in officer.text()
    assert officer.axe_faults() == []
    look_at(officer, "notices", NOTICES.format(born_on="1991-02-03"))
    assert "Everything is right" in officer.text() and officer.axe_faults() == []
    officer.press("main form button:has-text('Import')")
    assert "This is what was stored" in officer.text()
    with Session(service.engine) as session:
        mine = select(Subject).where(col(Subject.unit_id) == office.township.id)
        (subject,) = session.exec(mine).all()
        assert (subject.name, subject.state) == ("李娜", CaseState.EXPECTED)
        assert (
            session.exec(select(ReleaseNotice).where(ReleaseNotice.subject_id == subject.id)).one().sender
            == "First Prison"
        )

    provider = visit(width=360)
    provider.sign_in(sign_in_name_of(service.engine, office.provider_viewer))
    provider.open("/my/openings")
    provider.page.get_by_role("link", name="Import openings from a file").click()
    assert "Release notices" not in provider.text() and provider.axe_faults() == []
    names = (
        provider.page.request.get(f"{provider.address}/imports/job/template.csv")
        .text()
        .lstrip("\ufeff")
        .split("\r\n")[0]
        .split(",")
    )
    rows = [OPENING, {"reference": "2", "title": "Helper", "description": "=1+1"}]
    lines = [names, *([row.get(name, "") for name in names] for row in rows)]
    look_at(provider, "job", "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines))
    provider.press("main form button:has-text('Import')")
    provider.open("/my/openings")
    assert "Cook" in provider.text() and "Helper" in provider.text()
    with Session(service.engine) as session:
        offers = session.exec(
            select(Offer).where(Offer.provider_id == office.provider.id).order_by(col(Offer.id))
        ).all()
        assert [offer.state for offer in offers] == [OfferState.SUBMITTED, OfferState.DRAFT]
