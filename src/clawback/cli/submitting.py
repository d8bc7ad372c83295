"""`clawback submit`: sends mail, a URL or a file for another judgement."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from cyclopts import App, Parameter

from clawback.cli.choices import Flag, Format
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.exit_code import ExitCode
from clawback.cli.submission import told
from clawback.cli.terminal import harmless, say
from clawback.client.client import Client
from clawback.client.submissions import NewEntry, SubmissionPage, SubmissionWish
from clawback.model.errors import BadInputError

app = App(name="submit", help="Sends mail, a URL or a file for another judgement.")
Category: TypeAlias = Literal["clean", "phish", "malware", "spam"]
_PAUSE = 0.2  # seconds


class FileUnreadableError(BadInputError):
    """The file cannot be read."""

    code = "file_unreadable"


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What it is held for, how surely, and what is blocked or allowed.

    Attributes:
        confirmed: Somebody knows it: engines learn from it, and it can be listed.
        note: For those who read it.
        expiry: Blocks a threat or allows what is clean for so long, such as `30_days`.
        values: What is blocked or allowed; without it, the sender, URL or file.
        wait: Ends when it was judged again.
    """

    confirmed: Flag = False
    note: str = ""
    expiry: Annotated[str, Parameter(name="--list-for")] = ""
    values: Annotated[tuple[str, ...], Parameter(name="--list-value", negative="")] = ()
    wait: Flag = False

    def wish(self, category: Category) -> SubmissionWish:
        """As the API takes it."""
        clean = category == "clean"
        sure = "confirmed_clean" if clean else "confirmed_threat"
        guess = "appears_clean" if clean else "appears_suspicious"
        entry: NewEntry | None = None
        if self.expiry:
            entry = {
                "values": list(self.values),
                "expiry": self.expiry,
                "at": None,
                "note": self.note,
            }
        return SubmissionWish(
            category=category,
            reason=sure if self.confirmed else guess,
            note=self.note,
            entry=entry,
        )


_USUAL = Held()


@app.command
def email(
    category: Category,
    mail: str,
    /,
    *,
    recipient: str = "",
    held: Held = _USUAL,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> ExitCode:
    """Submits a mail: a stored one by its network message id, or a file `.eml`.

    Args:
        category: What it is held for.
        mail: A network message id, or the path of a file that ends in `.eml`.
        recipient: Which of its recipients it is about.
        held: How surely, and what is listed.
        form: `json` prints the submission as an object.
        where: Which server.
    """
    path = Path(mail)
    if path.suffix.lower() in {".eml", ".msg"}:
        content = _read(path)
        return _submit(
            lambda server: server.submissions.upload(
                "email", path.name, content, held.wish(category), recipient=recipient
            ),
            held,
            form,
            where,
        )
    return _submit(
        lambda server: server.submissions.email(mail, held.wish(category), recipient),
        held,
        form,
        where,
    )


@app.command
def url(
    category: Literal["clean", "phish", "malware"],
    link: str,
    /,
    *,
    held: Held = _USUAL,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> ExitCode:
    """Submits a URL, defanged or not.

    Args:
        category: What it is held for.
        link: The URL.
        held: How surely, and what is listed.
        form: `json` prints the submission as an object.
        where: Which server.
    """
    return _submit(
        lambda server: server.submissions.urls([link], held.wish(category))["items"][0],
        held,
        form,
        where,
    )


@app.command
def file(
    category: Literal["clean", "phish", "malware"],
    path: Path,
    /,
    *,
    held: Held = _USUAL,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> ExitCode:
    """Submits a file.

    Args:
        category: What it is held for.
        path: Where it lies.
        held: How surely, and what is listed.
        form: `json` prints the submission as an object.
        where: Which server.
    """
    content = _read(path)
    return _submit(
        lambda server: server.submissions.upload("file", path.name, content, held.wish(category)),
        held,
        form,
        where,
    )


def _submit(
    make: Callable[[Client], SubmissionPage], held: Held, form: Format, where: Where
) -> ExitCode:
    with where.connect() as server:
        made = make(server)
        while held.wait and made["review"] is None:
            time.sleep(_PAUSE)
            made = server.submissions.get(made["id"])
    if form != "json" and not held.wait:
        say(harmless(f"Submitted. `clawback submission show {made['id']}` tells what came of it."))
    return told(made, as_json=form == "json")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileUnreadableError(f"{path} cannot be read: {error.strerror}.") from error
