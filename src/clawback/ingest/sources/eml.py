"""One mail in one file, whatever the file is called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from clawback.ingest.intake import Envelope, Intake
from clawback.ingest.sources.arrival import received_at
from clawback.ingest.sources.files import UnreadableError, whole_file
from clawback.ingest.sources.port import IMPORT, Found, Hints, Item, Skipped

_HEADER_LINE = re.compile(rb"^[!-9;-~]{1,100}[ \t]*:", re.MULTILINE)
_LOOK = 16 * 1024


def read_eml(path: Path, hints: Hints, *, asked_for: bool) -> Iterator[Item]:
    """The mail in this file.

    A file that was `asked_for`, or that is called `.eml`, is taken as it is; any other file met in
    a folder must have a header.
    """
    try:
        content = whole_file(path)
    except FileNotFoundError:
        yield Skipped(path=str(path), reason="it is not there any more")
        return
    except UnreadableError as error:
        yield Skipped(path=str(path), reason=str(error))
        return
    size = len(content.raw)
    named = asked_for or path.suffix.lower() == ".eml"
    if not named and not looks_like_mail(content.raw):
        yield Skipped(path=str(path), reason="it does not look like a mail", size=size)
        return
    envelope = Envelope(
        received_at=received_at(content.raw, content.changed_at),
        source=IMPORT,
        recipients=(hints.recipient,) if hints.recipient else (),
    )
    yield Found(intake=Intake(raw=content.raw, envelope=envelope), size=size)


def looks_like_mail(raw: bytes) -> bool:
    """Whether a line of a header (RFC 5322 §2.2) stands near the beginning, and no NUL."""
    start = raw[:_LOOK]
    return b"\0" not in start[:512] and _HEADER_LINE.search(start) is not None
