"""`clawback message`: one message; whoever sees its body says why."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from cyclopts import App, Parameter

from clawback.cli.choices import Format
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.defanged import defanged, defanged_text
from clawback.cli.headers import head, headers, line, show_hops
from clawback.cli.output import print_json
from clawback.cli.receiving import receive
from clawback.cli.story import show, timeline
from clawback.cli.table import Column, print_table
from clawback.cli.terminal import harmless, say
from clawback.client.content import MailPreview, Taken

app = App(name="message", help="Tells all about one message, and shows it.")
app.command(show)
app.command(timeline)
app.command(headers)
Form: TypeAlias = Annotated[Literal["zip", "eml", "header"], Parameter(name="--form")]
_SHOWN = ("from", "sender", "reply-to", "return-path", "to", "cc", "subject", "date", "message-id")
_PLACES = {"quarantine": "quarantine", "kept": "what intake kept of it"}
_LINKS = (Column("leads to", shrinks=True), Column("behind", shrinks=True))
_ATTACHMENTS = (
    Column("no.", right=True),
    Column("name", shrinks=True),
    Column("is"),
    Column("says it is", shrinks=True),
    Column("bytes", right=True),
    Column("SHA-256"),
)


@app.command
def preview(
    message: str,
    /,
    *,
    recipient: str,
    reason: str,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Shows a mail as it lies in its recipient's mailbox, made harmless.

    Args:
        message: The network message id, as `clawback search --format json` prints it.
        recipient: Whose copy.
        reason: Why it must be seen; the audit trail keeps it.
        form: `json` prints an object with every header and the sanitised HTML.
        where: Which server.
    """
    with where.connect() as server:
        seen = server.content.preview(message, recipient, reason)
    if form == "json":
        print_json(seen)
    else:
        _show(seen)


@app.command
def download(
    message: str,
    /,
    *,
    recipient: str,
    reason: str,
    form: Form = "zip",
    output: Path | None = None,
    where: Where = ANYWHERE,
) -> None:
    """Takes a mail away as a file.

    Args:
        message: The network message id.
        recipient: Whose copy.
        reason: Why it must be seen; the audit trail keeps it.
        form: `zip` has a password, which is printed; `eml` is the mail as it is, `header` its
            header alone.
        output: The file to write, instead of standard output.
        where: Which server.
    """
    with where.connect() as server:
        taken = server.content.download(message, recipient, reason, form)
    hand_out(taken, output)


@app.command
def attachment(
    message: str,
    number: int,
    /,
    *,
    recipient: str,
    reason: str,
    output: Path | None = None,
    where: Where = ANYWHERE,
) -> None:
    """Takes one attachment away, in a ZIP with a password.

    Args:
        message: The network message id.
        number: Which attachment, as the preview numbers them, from 0.
        recipient: Whose copy.
        reason: Why it must be seen; the audit trail keeps it.
        output: The file to write, instead of standard output.
        where: Which server.
    """
    with where.connect() as server:
        taken = server.content.attachment(message, number, recipient, reason)
    hand_out(taken, output)


def hand_out(taken: Taken, output: Path | None) -> None:
    """Writes a file that was taken away, and tells its password where it has one."""
    receive([taken.content], output, is_text=False)
    if taken.password:
        say(f"The archive's password: {harmless(taken.password)}")


def _show(seen: MailPreview) -> None:
    for header in seen["headers"]:
        if header["name"].lower() in _SHOWN:
            line(header["name"], header["value"])
    line("Authentication", seen["authentication"]["sentence"])
    line("Found in", seen["folder"] or _PLACES.get(seen["source"], seen["source"]))
    line("Size", f"{seen['size']:,} bytes")
    line("SHA-256", seen["sha256"])
    if seen["cut"]:
        line("Not whole", ", ".join(seen["cut"]))
    if seen["hops"]:
        head("The way it came")
        show_hops(seen["hops"])
    head("Text")
    for text in seen["text"].rstrip().split("\n"):
        print(harmless(defanged_text(text)))
    if seen["links"]:
        head("Links")
        print_table(_LINKS, [[defanged(one["url"]), one["text"]] for one in seen["links"]])
    if seen["attachments"]:
        head("Attachments")
        print_table(_ATTACHMENTS, _attachment_rows(seen))


def _attachment_rows(seen: MailPreview) -> list[list[str]]:
    return [
        [
            str(number),
            one["name"] or "-",
            one["file_type"] or "-",
            one["declared_type"],
            f"{one['size']:,}",
            one["sha256"],
        ]
        for number, one in enumerate(seen["attachments"])
    ]
