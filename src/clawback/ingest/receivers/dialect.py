"""In what LMTP (RFC 2033) and SMTP (RFC 5321) differ."""

from __future__ import annotations

from dataclasses import dataclass

from clawback.ingest.sources import port


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """`source` is what the rows of its mail call their intake.

    `greetings` are the verbs that greet, `plain` the one of them that asks for no extensions.
    `each_recipient` says that a mail's data is answered once for each recipient, not once.
    """

    name: str
    source: str
    greetings: tuple[str, ...]
    plain: str = ""
    each_recipient: bool = False


LMTP = Dialect(name="LMTP", source=port.LMTP, greetings=("LHLO",), each_recipient=True)
SMTP = Dialect(name="ESMTP", source=port.SMTP, greetings=("EHLO", "HELO"), plain="HELO")
