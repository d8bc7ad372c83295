"""One mail with files, read; and what was found in it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.making.mails import mail

from clawback.analysis.limits import DEFAULT_LIMITS
from clawback.analysis.message import analyse
from clawback.model.message import Message


def read(*files: tuple[str, bytes], body: str = "See the file.", **limits: Any) -> Message:
    """The message of a mail with these files, under limits of its own."""
    attachments = [(name, "application/octet-stream", content) for name, content in files]
    raw = mail(body=body, attachments=attachments)
    caps = replace(DEFAULT_LIMITS.attachments, **limits)
    return analyse(raw, replace(DEFAULT_LIMITS, attachments=caps))


def sources(message: Message) -> dict[str, str]:
    """Where each link stood."""
    return {url.url: url.source.value for url in message.urls}


def names(message: Message) -> list[str]:
    """Every file with the files that it lies in."""
    return ["/".join(filter(None, (one.inside, one.name))) for one in message.attachments]


def marks(message: Message) -> list[list[str]]:
    """The marks of every file."""
    return [[mark.value for mark in one.marks] for one in message.attachments]
