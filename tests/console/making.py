"""What a test finds ready: mail of its own, remediations, a mail server that is not there."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path
from sqlite3 import connect
from typing import Any
from uuid import uuid4

from playwright.sync_api import Page
from tests.console.company import Company

from clawback.demo.organisation import DOMAIN
from clawback.demo.world import SERVER
from clawback.worker.data_folder import DataFolder


def made(page: Page, filter_text: str, name: str, action: str = "soft_delete", **how: bool) -> str:
    """The id of a new remediation; `start=True` or `propose=True` says how it goes on."""
    body = {"filter": filter_text, "name": name, "action": action, **how}
    return str(posted(page, "/api/v1/remediations", body)["remediation"]["id"])


def told(page: Page, remediation: str) -> dict[str, Any]:
    """A remediation as the API tells it."""
    answer = page.request.get(f"{_origin(page)}/api/v1/remediations/{remediation}")
    assert answer.ok, answer.text()
    return dict(answer.json())


def posted(page: Page, path: str, body: object) -> dict[str, Any]:
    """What a POST that went well brought to whoever sits at a page."""
    answer = page.request.post(f"{_origin(page)}{path}", data=body, headers=_ours(page))
    assert answer.ok, answer.text()
    return dict(answer.json())


def deleted(page: Page, path: str) -> None:
    """Does away with something."""
    answer = page.request.delete(f"{_origin(page)}{path}", headers=_ours(page))
    assert answer.ok, answer.text()


def _ours(page: Page) -> dict[str, str]:
    """What the browser says of requests that our own pages send."""
    return {"Origin": _origin(page), "Sec-Fetch-Site": "same-origin"}


def _origin(page: Page) -> str:
    return str(page.evaluate("location.origin"))


def pass_by(company: Company, login: str, *, minutes: float) -> None:
    """As if so much time had gone by since somebody last proved who they are."""
    with closing(connect(DataFolder(company.world.folder).state, timeout=30)) as database, database:
        changed = database.execute(
            "UPDATE session SET proved_at = proved_at - ? WHERE person ="
            " (SELECT id FROM person WHERE login = ?)",
            (minutes * 60, login),
        )
        assert changed.rowcount > 0


@contextmanager
def away(folder: Path) -> Iterator[None]:
    """A folder that is not there for a while, as when a volume is not mounted."""
    elsewhere = folder.with_name(f"{folder.name}.away")
    folder.rename(elsewhere)
    try:
        yield
    finally:
        elsewhere.rename(folder)


@contextmanager
def blocked(folder: Path) -> Iterator[None]:
    """A file in the place of a folder, so that whoever opens it is refused."""
    elsewhere = folder.with_name(f"{folder.name}.away")
    there = folder.exists()
    if there:
        folder.rename(elsewhere)
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.touch()
    try:
        yield
    finally:
        folder.unlink()
        if there:
            elsewhere.rename(folder)


def delivered(company: Company, subject: str, accounts: int = 2) -> list[Path]:
    """A mail of its own in the inboxes of some people, known to the server; where it lies."""
    domain = company.world.mail / DOMAIN
    inboxes = [one / "Maildir" for one in sorted(domain.iterdir())[:accounts]]
    placed = [_placed(inbox, subject) for inbox in inboxes]
    command = [sys.executable, "-m", "clawback", "import", "--server", SERVER, *map(str, inboxes)]
    where = {**os.environ, "CLAWBACK_DATA": str(company.world.folder)}
    done = subprocess.run(command, env=where, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return placed


def _placed(inbox: Path, subject: str) -> Path:
    now = datetime.now(UTC)
    mail = EmailMessage()
    mail["Subject"], mail["Date"] = subject, format_datetime(now)
    mail["From"], mail["To"] = "offers@made-for-this.example", f"{inbox.parent.name}@{DOMAIN}"
    mail["Message-ID"] = make_msgid(domain="made-for-this.example")
    mail.set_content("It is here for a test alone.")
    path = inbox / "new" / f"{int(now.timestamp())}.M{uuid4().int % 10**6}P1.console"
    path.write_bytes(mail.as_bytes())
    return path
