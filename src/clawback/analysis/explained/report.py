"""One header, explained: from a mail that was stored, from raw bytes, or from what was pasted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from textwrap import dedent

from clawback.analysis.addresses import bare_address, parse_addresses, parse_sender
from clawback.analysis.explained.authentication import Vouching, vouching_of
from clawback.analysis.explained.filters import Word, words_of
from clawback.analysis.explained.journey import Journey, journey_of
from clawback.analysis.explained.oddities import Correspondents, Oddity, oddities_of
from clawback.analysis.header import Header
from clawback.analysis.heading import read_heading
from clawback.analysis.limits import DEFAULT_LIMITS
from clawback.analysis.trace import NO_TRUST, Trust, find_border
from clawback.analysis.visible import visible
from clawback.model.address import Address
from clawback.model.dates import moment_of
from clawback.model.errors import BadInputError
from clawback.model.message import Message

LONGEST_PASTED = 256 * 1024  # characters; no server takes a longer header
_MOST_FIELDS = 500
_FIELD_CHARACTERS = 16 * 1024
_INDENTED = (" ", "\t")


class NoHeaderError(BadInputError):
    """There is no header field in the text. Paste the lines from `Received:` or `From:` on."""

    code = "no_header"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderField:
    """One field, decoded, with control characters shown."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderReport:
    """What a header says.

    `journey` is the way the mail came, `vouching` who vouches for its sender, `words` what filters
    wrote, `oddities` what is odd. `fields` are all that stand there, top first, at most 500; `cut`
    names limits that left something out.
    """

    subject: str = ""
    sender: Address = Address()
    reply_to: tuple[Address, ...] = ()
    return_path: str = ""
    sent_at: datetime | None = None
    journey: Journey = Journey()
    vouching: Vouching = Vouching()
    words: tuple[Word, ...] = ()
    oddities: tuple[Oddity, ...] = ()
    fields: tuple[HeaderField, ...] = ()
    cut: tuple[str, ...] = ()


def report_on_pasted(text: str, trust: Trust = NO_TRUST) -> HeaderReport:
    """The report on a header that somebody pasted, or on a whole mail, whose body is passed over.

    Linear in the length of `text`, of which `LONGEST_PASTED` characters are read; the report says
    when there were more.

    Raises:
        NoHeaderError: no line of it is a header field.
    """
    kept = text[:LONGEST_PASTED].replace("\r\n", "\n").lstrip("\r\n")
    if kept[:1] in _INDENTED:
        kept = dedent(kept).lstrip()
    raw = kept.encode("utf-8", "surrogatepass")
    more = ("header_block",) if len(text) > LONGEST_PASTED else ()
    report = report_on_raw(raw, trust, more)
    if not report.fields:
        raise NoHeaderError
    return report


def report_on_raw(raw: bytes, trust: Trust = NO_TRUST, cut: Sequence[str] = ()) -> HeaderReport:
    """The report on the header of a mail, or of a header alone, as its bytes are."""
    heading = read_heading(raw, DEFAULT_LIMITS, trust)
    header, most = heading.header, DEFAULT_LIMITS.addresses
    people = Correspondents(
        sender=parse_sender(header.all("from"), most),
        reply_to=parse_addresses(header.first("reply-to"), most),
        return_path=bare_address(header.first("return-path")),
    )
    cuts = tuple(dict.fromkeys((*cut, *(limit.value for limit in heading.guarded.cuts))))
    return _report(header, people, trust, cuts)


def report_on_message(
    message: Message, trust: Trust = NO_TRUST, received_at: datetime | None = None
) -> HeaderReport:
    """The report on a stored message, whose addresses were read before words were decoded."""
    people = Correspondents(
        sender=message.sender, reply_to=message.reply_to, return_path=message.return_path
    )
    return _report(Header(message.headers), people, trust, (), received_at)


def _report(
    header: Header,
    people: Correspondents,
    trust: Trust,
    cut: tuple[str, ...],
    received_at: datetime | None = None,
) -> HeaderReport:
    border, journey = find_border(header, trust), journey_of(header, trust)
    fields = header.all_readable()
    more = ("headers",) if len(fields) > _MOST_FIELDS else ()
    return HeaderReport(
        subject=header.readable("subject"),
        sender=people.sender,
        reply_to=people.reply_to,
        return_path=people.return_path,
        sent_at=moment_of(header.first("date")),
        journey=journey,
        vouching=vouching_of(header, border, people.sender.domain, trust),
        words=words_of(header, border, trust),
        oddities=oddities_of(header, people, journey, seen_at=received_at),
        fields=tuple(
            HeaderField(name=visible(name), value=visible(value[:_FIELD_CHARACTERS]))
            for name, value in fields[:_MOST_FIELDS]
        ),
        cut=(*cut, *more),
    )
