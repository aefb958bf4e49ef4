"""A provider answers a card, the officer's bell rings, and the day's mail holds a reference and a link, nothing else."""

import email
import email.policy
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from matching.clock import Clock
from matching.records import Notification
from matching.vocabulary import ProposalState
from matching.work import add_work
from tests.builders import add_office, doing, sign_in_name_of
from tests.journeys.conftest import Service, Visitor
from tests.proposing import make_case

pytestmark = pytest.mark.chromium
ADDRESS = "officer@office.example"


def await_mail(outbox: Path, seconds: float = 20) -> str:
    """The text of the mail to the officer."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        for path in sorted(outbox.glob("*.eml")) if outbox.exists() else []:
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            if message["To"] == ADDRESS:
                return f"{message['Subject']}\n{message.get_content()}"  # type: ignore[attr-defined]
        time.sleep(0.2)
    pytest.fail("no mail came")


def test_an_answer_rings_the_officers_bell_and_stands_in_the_days_mail(
    service: Service, visit: Callable[..., Visitor]
) -> None:
    office = add_office(service.engine)
    name, title = "曹小燕 Cao Xiaoyan", "Bakery helper 面包房"
    case = make_case(service.engine, office, {"name": name}, title=title).brought_to(ProposalState.OFFERED)
    officer, provider = visit(), visit(width=360)
    officer.sign_in(sign_in_name_of(service.engine, office.officer))
    officer.page.locator("header a[href$='/account']").click()
    assert officer.axe_faults() == []
    officer.choose("mail_choice", "daily")
    officer.fill(mail=ADDRESS)
    officer.press("main form button")
    assert "0 unseen" in officer.page.locator(".top__bell").inner_text()

    provider.sign_in(sign_in_name_of(service.engine, office.provider_viewer))
    provider.page.locator(".top__bell").click()
    assert name not in provider.page.content() and case.proposal.code in provider.text()
    assert provider.axe_faults() == []
    provider.page.get_by_role("link", name=case.proposal.code).first.click()
    provider.press("form[action$='/interested'] button")

    officer.open("/today")
    assert "1 unseen" in officer.page.locator(".top__bell").inner_text()
    assert officer.axe_faults() == []
    with doing(service.engine) as work:
        add_work(work.session, "start_digests", Clock().instant())
    mail = await_mail(service.folder / "outbox")
    officer.page.locator(".top__bell").click()
    assert name in officer.text() and officer.axe_faults() == []
    reference = officer.page.locator("main .list li").first.inner_text().split("N")[-1].strip()
    assert f"/notifications/{reference}" in mail and f"N{reference}" in mail
    assert name not in mail and title not in mail and case.read(Notification, int(reference)).mailed_at is not None

    officer.page.locator("main .list a").first.click()
    assert officer.page.url.endswith(f"/proposals/{case.proposal_id}")
    assert "0 unseen" in officer.page.locator(".top__bell").inner_text()
