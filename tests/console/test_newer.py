"""Mail that comes while somebody looks: said, and shown when they ask for it."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

import pytest
from playwright.sync_api import expect

RECEIVED = "from mx.arrivals.example by mx1.tarnbeck.example; {when}"


@pytest.fixture
def arrive(company, tmp_path):
    """Brings mails in, one after the other, at a time at which other tests do not look."""
    began = datetime.now(UTC) - timedelta(days=17)

    def bring(*subjects: str) -> None:
        for subject in subjects:
            mail = EmailMessage()
            when = began + timedelta(minutes=int(subject[-1]))
            mail["Received"] = RECEIVED.format(when=format_datetime(when))
            mail["From"] = "post@arrivals.example"
            mail["To"] = "ingrid.solvang@tarnbeck.example"
            mail["Subject"] = subject
            mail["Message-ID"] = f"<{subject}@arrivals.example>"
            mail.set_content("It has come.")
            (tmp_path / f"{subject}.eml").write_bytes(mail.as_bytes())
        subprocess.run(
            [sys.executable, "-m", "clawback", "import", str(tmp_path)],
            env={**os.environ, "CLAWBACK_DATA": str(company.world.folder)},
            check=True,
            capture_output=True,
        )

    return bring


def test_newer_mail_is_said_and_waits_until_it_is_asked_for(desk, arrive):
    """The rows stay where they are, in whatever order they are; a press shows the new ones."""
    arrive("zephyr1")
    by_time, by_subject, none = desk("nora"), desk("nora"), desk("nora")
    by_time.goto("/explore?since=all&filter=subject~zephyr")
    by_subject.goto("/explore?since=all&filter=subject~zephyr&sort=subject")
    none.goto("/explore?since=all&filter=subject~zephyr3")
    for page in (by_time, by_subject):
        expect(page.get_by_role("row").nth(1)).to_contain_text("zephyr1")
    expect(none.get_by_text("No deliveries here")).to_be_visible()
    before = by_time.get_by_role("row").nth(1).bounding_box()

    arrive("zephyr2", "zephyr3")

    marker = by_time.get_by_role("status").get_by_role("button", name="2 newer deliveries")
    expect(marker).to_be_visible()
    expect(by_time.get_by_role("row")).to_have_count(2)
    assert by_time.get_by_role("row").nth(1).bounding_box() == before
    marker.click()
    expect(by_time.get_by_role("row").nth(1)).to_contain_text("zephyr3")
    expect(marker).to_have_count(0)
    expect(by_time.get_by_role("grid", name="Deliveries")).to_be_focused()

    expect(by_subject.get_by_role("button", name="2 newer deliveries")).to_be_visible()
    expect(by_subject.get_by_role("row")).to_have_count(2)
    none.get_by_role("button", name="1 newer delivery").click()
    expect(none.get_by_role("row").nth(1)).to_contain_text("zephyr3")
