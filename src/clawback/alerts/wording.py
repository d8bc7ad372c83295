"""What fits in a sentence, in characters that a database and a log can hold."""

from __future__ import annotations

from clawback.model.delivery import Delivery

_LONGEST = 300  # characters
_LONGEST_SUBJECT = 120


def one_line(text: str, longest: int = _LONGEST) -> str:
    """The text on one line, cut; what cannot be printed becomes a question mark."""
    if not text.isprintable():
        text = "".join(each if each.isprintable() else "?" for each in text)
    return text if len(text) <= longest else text[: longest - 1] + "…"


def of_mail(delivery: Delivery) -> str:
    """A delivery, by who wrote what to whom."""
    subject = one_line(delivery.subject, _LONGEST_SUBJECT) or "(no subject)"
    sender = delivery.sender_address or delivery.sender_mail_from_address or "nobody"
    return one_line(f"{sender} to {delivery.recipient}: {subject}")
