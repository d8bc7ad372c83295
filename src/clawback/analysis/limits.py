"""How much of a hostile mail is read, and how it is said that something was cut."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Limit(StrEnum):
    """What stands after `limited:` in a message's `parse` when a limit cut something."""

    HEADER_FIELD = "header_field"
    HEADER_BLOCK = "header_block"
    HEADER_LINES = "header_lines"
    ADDRESSES = "addresses"
    PARTS = "parts"
    DEPTH = "depth"
    BODY = "body"
    URLS = "urls"
    SIZE = "size"
    TIME = "time"
    MEMORY = "memory"
    JOURNAL_REPORT = "journal_report"
    ARCHIVE_DEPTH = "archive_depth"
    ARCHIVE_RATIO = "archive_ratio"
    ARCHIVE_SIZE = "archive_size"
    ARCHIVE_MEMBERS = "archive_members"
    PICTURES = "pictures"
    PDF_PAGES = "pdf_pages"
    ATTACHMENT_TIME = "attachment_time"
    ATTACHMENT_MEMORY = "attachment_memory"
    ATTACHMENTS = "attachments"


class Failure(StrEnum):
    """What stands after `failed:` when only the header and the raw bytes are known."""

    CRASH = "crash"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentLimits:
    """Caps on what is looked into in the files of one message, all of them together.

    Where they are not `opened`, only their names, types and hashes are taken.
    """

    opened: bool = True
    seconds: float = 2.0
    archive_depth: int = 2
    archive_ratio: int = 100
    unpacked_bytes: int = 200 * 1024 * 1024
    member_bytes: int = 32 * 1024 * 1024
    members: int = 500
    pictures: int = 40
    picture_pixels: int = 40_000_000
    pdf_pages: int = 20
    pdf_pages_drawn: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisLimits:
    """Caps on one message; bytes for raw mail, characters for decoded text.

    On 29,707 real mails the three header caps touched 32, all of them phishing.
    """

    message_bytes: int = 50 * 1024 * 1024
    header_field_bytes: int = 16 * 1024
    header_block_bytes: int = 256 * 1024
    header_lines: int = 2_000
    addresses: int = 1_024
    parts: int = 1_000
    depth: int = 50
    body_characters: int = 2 * 1024 * 1024
    text_characters: int = 16_000
    urls: int = 2_000
    url_characters: int = 8_192
    url_wrappers: int = 5
    attachments: AttachmentLimits = AttachmentLimits()


DEFAULT_LIMITS = AnalysisLimits()


def without_files(limits: AnalysisLimits) -> AnalysisLimits:
    """The same limits for a mail whose files are not to be looked into."""
    return replace(limits, attachments=replace(limits.attachments, opened=False))


def limited(cuts: list[Limit]) -> str:
    """The `parse` state for these cuts, each named once, in the order of `Limit`."""
    return "limited:" + ",".join(limit for limit in Limit if limit in cuts)


def also_limited(parse: str, limit: Limit) -> str:
    """The `parse` state with one more limit; what `failed` says more already."""
    if parse.startswith("failed:"):
        return parse
    known = parse.removeprefix("limited:").split(",") if parse.startswith("limited:") else []
    return "limited:" + ",".join(dict.fromkeys((*known, limit)))
