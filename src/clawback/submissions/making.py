"""From what somebody hands in to an item; what cannot be one is refused in words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from clawback.model.delivery import Row
from clawback.model.errors import BadInputError
from clawback.submissions.ground import EntryWish
from clawback.submissions.submission import Category, Item, Kind, Reason

_LONGEST_URL = 4096  # characters
_NAME = 255
_FIELD = re.compile(rb"[!-9;-~]{1,76}:")  # RFC 5322 §2.2, up to where a name could be one
_MBOX = b"From "
_OUTLOOK = bytes.fromhex("d0cf11e0a1b11ae1")
_SCHEMES = frozenset({"http", "https", "ftp", "mailto", "tel"})


class BadSubmissionError(BadInputError):
    """This cannot be submitted."""

    code = "bad_submission"


class NotMailError(BadInputError):
    """The file is no mail: it does not begin with a header. Submit it as a file."""

    code = "not_a_mail"


class OutlookFileError(BadInputError):
    """This is Outlook's .msg, not the mail as it came. Save it as .eml, or submit it by its id."""

    code = "outlook_file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody holds it for, how surely, and what is to be blocked or allowed."""

    category: Category
    reason: Reason
    note: str = ""
    entry: EntryWish | None = None

    def require_sense(self, kind: Kind) -> None:
        """Raises `BadSubmissionError` where the parts do not go together."""
        clean = self.reason in {Reason.APPEARS_CLEAN, Reason.CONFIRMED_CLEAN}
        if clean is self.category.bad:
            raise BadSubmissionError(
                f"“{self.reason.label}” does not go with the category {self.category.label}."
            )
        if kind is not Kind.EMAIL and self.category is Category.SPAM:
            raise BadSubmissionError("Only mail can be spam; choose phish or malware.")
        if self.entry is not None and not self.reason.confirmed:
            raise BadSubmissionError("Only what is confirmed can be blocked or allowed.")


def of_row(row: Row, raw: bytes | None) -> Item:
    """A stored mail; `raw` is `None` where nobody has its bytes any more."""
    delivery = row.delivery
    return Item(
        kind=Kind.EMAIL,
        name=delivery.subject,
        sha256=digest(delivery.network_message_id.encode("utf-8", "surrogatepass")),
        size=len(raw) if raw is not None else delivery.email_size,
        network_message_id=delivery.network_message_id,
        internet_message_id=delivery.internet_message_id,
        recipient=delivery.recipient,
        sender=delivery.sender_address,
        mail_from=delivery.sender_mail_from_address,
        sender_ip=delivery.sender_ip,
        received_at=delivery.time_received,
    )


def of_url(text: str) -> Item:
    """A URL, also one that was made harmless (`hxxps://evil[.]example`).

    Raises `BadSubmissionError`.
    """
    url = _armed(text.strip())
    try:
        split = urlsplit(url)
        good = bool(split.hostname) and split.scheme in _SCHEMES
    except ValueError:
        good = False
    if not good or len(url) > _LONGEST_URL or not url.isprintable() or " " in url:
        raise BadSubmissionError(
            f"“{text[:80]}” is no URL. Give it whole, such as https://host/path."
        )
    return Item(kind=Kind.URL, name=url, sha256=digest(url.encode()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """What was uploaded; `recipient` is whom a mail was for, empty where nobody said."""

    kind: Kind
    content: bytes = field(repr=False)
    name: str = ""
    recipient: str = ""


def of_upload(made: Upload) -> Item:
    """A mail or a file that was uploaded.

    Raises:
        BadSubmissionError: it is empty.
        NotMailError: a mail does not begin as one.
        OutlookFileError: a mail is in Outlook's own form.
    """
    kind, content = made.kind, made.content
    if not content:
        raise BadSubmissionError("The file is empty.")
    if kind is Kind.URL:
        raise BadSubmissionError("A URL is not uploaded; submit it as it is.")
    if kind is Kind.EMAIL:
        require_mail(content)
    called = "".join(one for one in made.name if one.isprintable()).strip()[-_NAME:]
    return Item(
        kind=kind,
        name=called or ("A mail" if kind is Kind.EMAIL else "A file"),
        sha256=digest(content),
        size=len(content),
        recipient=made.recipient,
    )


def require_mail(content: bytes) -> None:
    """Raises where the bytes do not begin as a mail does."""
    if content.startswith(_OUTLOOK):
        raise OutlookFileError
    begins = content[:1000].lstrip(b"\r\n")
    if begins.startswith(_MBOX):
        begins = begins.partition(b"\n")[2]
    if not _FIELD.match(begins):
        raise NotMailError


def own_values(item: Item) -> Sequence[str]:
    """What a list can name of it, where nobody said what."""
    if item.kind is Kind.URL:
        return (item.name,)
    if item.kind is Kind.FILE:
        return (item.sha256,)
    return (item.sender,) if item.sender else ()


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _armed(text: str) -> str:
    armed = text.replace("[.]", ".").replace("(.)", ".").replace("[:]", ":")
    scheme, sign, rest = armed.partition("://")
    if sign and scheme.lower() in {"hxxp", "hxxps"}:
        armed = f"http{scheme[4:].lower()}{sign}{rest}"
    return armed if sign or armed.startswith(("mailto:", "tel:")) else f"http://{armed}"
