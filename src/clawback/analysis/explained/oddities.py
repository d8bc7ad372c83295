"""What is odd about a header, in sentences: what phishing looks like before anybody opens it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from clawback.analysis.explained.journey import Journey
from clawback.analysis.header import Header
from clawback.analysis.urls.target import registrable
from clawback.analysis.visible import plain_name, visible
from clawback.model.address import Address, domain_of
from clawback.model.dates import moment_of
from clawback.model.labelled import Labelled

_TEXT = 200  # characters of a quotation
_ONCE = (  # RFC 5322 §3.6: each of these stands there at most once
    *("date", "from", "sender", "reply-to", "to", "cc", "bcc"),
    *("message-id", "in-reply-to", "references", "subject"),
)
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"'@]{1,64}@[A-Za-z0-9.-]{1,255}\.[A-Za-z]{2,63}")
_ID_DOMAIN = re.compile(r"<[^<>@\s]{1,400}@([A-Za-z0-9.-]{1,255})>")
_HOUR, _DAY = 3600, 24 * 3600
_LATE = 7 * _DAY


class Weight(Labelled):
    """How much an oddity says."""

    STRONG = "strong", "Seldom in honest mail"
    WEAK = "weak", "Also in honest mail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Oddity:
    """One odd thing: a stable code, what it weighs, and a sentence."""

    code: str
    weight: Weight
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondents:
    """Who writes and who is answered, as read from raw fields, where a word cannot forge them."""

    sender: Address = Address()
    reply_to: tuple[Address, ...] = ()
    return_path: str = ""


def oddities_of(
    header: Header, people: Correspondents, journey: Journey, *, seen_at: datetime | None = None
) -> tuple[Oddity, ...]:
    """All that is found, strong ones first; `seen_at` is when the mail was received, if known."""
    found = [
        *_sender(header, people),
        *_answers(people),
        *_identity(header, people.sender),
        *_dates(header, journey, seen_at),
        *_form(header),
    ]
    return tuple(sorted(found, key=lambda one: one.weight is not Weight.STRONG))


def _sender(header: Header, people: Correspondents) -> Iterator[Oddity]:
    sender = people.sender
    if not header.places("from"):
        yield _strong("from_missing", "There is no From field; every mail must have one.")
        return
    if not sender.strict:
        yield _strong(
            "from_unreadable",
            "The From field breaks the grammar, so programs differ on who the sender is.",
        )
    shown = _ADDRESS.search(sender.display_name)
    if shown and shown[0].lower() != sender.address.lower():
        yield _strong(
            "name_shows_address",
            f"The sender's name shows the address {_q(shown[0])}; the mail is from"
            f" {_q(sender.address)}.",
        )
    if plain_name(sender.display_name) != sender.display_name:
        yield _strong(
            "name_deceives",
            "The sender's name holds characters that are invisible or turn the writing direction.",
        )
    if "xn--" in sender.domain or not sender.domain.isascii():
        yield _weak(
            "sender_international",
            f"The sender's domain {_q(sender.domain)} is written in letters beyond ASCII,"
            " which may look like others.",
        )
    subject = header.readable("subject")
    if plain_name(subject) != subject:
        yield _weak(
            "subject_deceives",
            "The subject holds characters that are invisible or turn the writing direction.",
        )


def _answers(people: Correspondents) -> Iterator[Oddity]:
    sender = people.sender
    for address in people.reply_to[:1]:
        if address.address and not _same_house(address.domain, sender.domain):
            yield _strong(
                "reply_to_differs",
                f"Answers go to {_q(address.address)}, not to {_q(sender.address)}.",
            )
    back = domain_of(people.return_path)
    if back and sender.domain and not _same_house(back, sender.domain):
        yield _weak(
            "return_path_differs",
            f"Bounces go to {_q(people.return_path)}, outside {_q(sender.domain)};"
            " mailing services do so, too.",
        )


def _identity(header: Header, sender: Address) -> Iterator[Oddity]:
    given = header.first("message-id")
    if not given:
        yield _weak("message_id_missing", "There is no Message-ID; mail programs write one.")
        return
    domain = _ID_DOMAIN.search(given)
    if domain is None:
        yield _weak("message_id_malformed", f"The Message-ID {_q(given)} is not of the usual form.")
    elif not _same_house(domain[1].lower(), sender.domain):
        yield _weak(
            "message_id_domain",
            f"The Message-ID was made at {_q(domain[1])}, not at {_q(sender.domain)}.",
        )


def _dates(header: Header, journey: Journey, seen_at: datetime | None) -> Iterator[Oddity]:
    if not header.places("date"):
        yield _strong("date_missing", "There is no Date field; every mail must have one.")
        return
    sent = moment_of(header.first("date"))
    if sent is None:
        yield _strong("date_unreadable", f"The Date {_q(header.first('date'))} is none.")
        return
    times = [hop.at for hop in journey.hops if hop.believed and hop.at is not None]
    arrived = times[-1] if times else seen_at
    if arrived is None:
        return
    late = (arrived - sent).total_seconds()
    if late < -_HOUR:
        yield _strong("date_ahead", "The Date lies more than an hour after the mail came in.")
    elif late > _LATE:
        yield _weak("date_old", f"The Date lies {int(late // _DAY)} days before the mail came in.")


def _form(header: Header) -> Iterator[Oddity]:
    for name in _ONCE:
        if header.repeated(name):
            shown = header.fields[header.places(name)[0]][0]
            yield _strong(
                "repeated_field",
                f"{_q(shown)} stands there {len(header.places(name))} times; programs differ on"
                " which one counts (RFC 5322 §3.6).",
            )
    if not header.places("received"):
        yield _weak("no_received", "No server wrote a Received line; how it came is not known.")


def _same_house(one: str, other: str) -> bool:
    """Whether two domains are one, or of one registered domain; also where one is not known."""
    if not one or not other or one == other:
        return True
    return registrable(one) == registrable(other) != ""


def _q(text: str) -> str:
    return plain_name(visible(text[:_TEXT])) or "nobody"


def _strong(code: str, sentence: str) -> Oddity:
    return Oddity(code=code, weight=Weight.STRONG, sentence=sentence)


def _weak(code: str, sentence: str) -> Oddity:
    return Oddity(code=code, weight=Weight.WEAK, sentence=sentence)
