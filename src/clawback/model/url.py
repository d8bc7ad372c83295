"""A URL found in a message."""

from __future__ import annotations

from dataclasses import dataclass

from clawback.model.labelled import Labelled


class UrlSource(Labelled):
    """Where in the message a URL stood."""

    ATTACHMENTS = "attachments", "Attachments"
    CLOUD_ATTACHMENT = "cloud_attachment", "Cloud attachment"
    EMAIL_BODY = "email_body", "Email body"
    EMAIL_HEADER = "email_header", "Email header"
    QR_CODE = "qr_code", "QR Code"
    SUBJECT = "subject", "Subject"
    UNKNOWN = "unknown", "Unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Url:
    """One distinct target, after unwrapping.

    `seen` is the text in the mail; `url` is how a browser would read the innermost target (WHATWG
    URL, host in punycode), or `seen` when no browser would open it (`valid` is false then).
    `wrappers` are the outer links that were taken off, outermost first. `domain` is the host in
    punycode (an IP literal as such), `registrable` the registrable domain by the public suffix
    list (empty for an IP), `path` starts with `/` and carries no query.
    """

    url: str
    seen: str
    valid: bool = True
    domain: str = ""
    registrable: str = ""
    path: str = ""
    wrappers: tuple[str, ...] = ()
    text: str = ""
    source: UrlSource = UrlSource.EMAIL_BODY
    weak: bool = False  # only in a comment or swept from bytes no parser could read

    @property
    def domain_and_path(self) -> str:
        return self.domain + self.path
