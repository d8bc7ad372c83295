"""What a person is shown of a mail, and the hostile bytes it is made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from clawback.analysis.attachments import attachment_of
from clawback.analysis.charsets import decode
from clawback.analysis.content import read_content
from clawback.analysis.explained.journey import Hop, hops_of
from clawback.analysis.found import Found
from clawback.analysis.heading import Heading, read_heading
from clawback.analysis.limits import DEFAULT_LIMITS, Limit
from clawback.analysis.parts import Part, Structure, read_parts
from clawback.analysis.visible import visible, visible_lines
from clawback.model.attachment import Attachment
from clawback.model.url import Url
from clawback.preview.sanitised import sanitised

_BODY_CHARACTERS = 512 * 1024
_FIELD_CHARACTERS = 16 * 1024
_MOST_FIELDS = 500
_LIMITS = replace(DEFAULT_LIMITS, text_characters=_BODY_CHARACTERS, urls=500)


class Unshown(StrEnum):
    """What is left off besides what a `Limit` names; `ALL` is all but the header."""

    HEADERS = "headers"
    LINKS = "links"
    HTML = "html"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A mail made harmless.

    `headers` are (name, decoded value) from the top, as the bytes have them, with control
    characters shown as pictures. `hops` is the way it came, first hop first. `html` is sanitised:
    it loads nothing, runs nothing and links nowhere; `links` says where its links led. `cut` names
    what was too large to be shown whole or could not be read in time. `attachments` stand in the
    order in which a download counts them, from 0.
    """

    headers: tuple[tuple[str, str], ...]
    hops: tuple[Hop, ...] = ()
    text: str = ""
    html: str = ""
    links: tuple[Url, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    cut: tuple[str, ...] = ()


def looks(raw: bytes) -> Iterator[Shown]:
    """Ever more of a mail, the costly and dangerous last; for a process that may be killed.

    Whoever is killed on the way has shown what came before: the header; the plain text and the
    attachments; the links and the text of the HTML; the HTML.
    """
    heading = read_heading(raw)
    seen = _headed(heading)
    yield replace(seen, cut=_named([*seen.cut, Unshown.ALL]))
    if len(raw) > DEFAULT_LIMITS.message_bytes:
        return
    structure = _structure(heading)
    plain, plain_cut = _bodies(structure, "text/plain")
    markup, markup_cut = _bodies(structure, "text/html")
    cuts = [*seen.cut, *structure.cuts, *[Limit.BODY] * (plain_cut or markup_cut)]
    html_left = [Unshown.HTML] * bool(markup.strip())
    seen = replace(
        seen,
        text=visible_lines(plain) if plain.strip() else "",
        attachments=tuple(attachment for attachment, _ in _attached(structure)),
        cut=_named([*cuts, Unshown.LINKS, *html_left]),
    )
    yield seen
    found = _found(heading, structure)
    cuts += found.cuts
    seen = replace(
        seen, text=seen.text or found.text, links=found.urls, cut=_named([*cuts, *html_left])
    )
    yield seen
    yield replace(seen, html=sanitised(markup), cut=_named(cuts))


def shown(raw: bytes) -> Shown:
    """All that can be shown of a mail."""
    *_, last = looks(raw)
    return last


def header_shown(raw: bytes) -> Shown:
    """The header alone; linear, and safe without a process of its own."""
    seen = _headed(read_heading(raw))
    return replace(seen, cut=_named([*seen.cut, Unshown.ALL]))


def attachment_bytes(raw: bytes, number: int) -> tuple[str, bytes] | None:
    """Name and decoded content of the attachment with this number, counted from 0."""
    if len(raw) > DEFAULT_LIMITS.message_bytes:
        return None
    found = _attached(_structure(read_heading(raw)))
    if not 0 <= number < len(found):
        return None
    attachment, part = found[number]
    return attachment.name, part.decoded.content


def _headed(heading: Heading) -> Shown:
    fields = heading.header.all_readable()
    more = [Unshown.HEADERS] * (len(fields) > _MOST_FIELDS)
    return Shown(
        headers=tuple(
            (visible(name), visible(value[:_FIELD_CHARACTERS]))
            for name, value in fields[:_MOST_FIELDS]
        ),
        hops=hops_of(heading.header),
        cut=_named([*heading.guarded.cuts, *more]),
    )


def _structure(heading: Heading) -> Structure:
    return read_parts(heading.guarded.fields, heading.guarded.body, DEFAULT_LIMITS)


def _found(heading: Heading, structure: Structure) -> Found:
    """As analysis does it: bytes that no parser could take apart are swept for links."""
    guarded = heading.guarded
    unread = guarded.body if structure.unread else b""
    swept = guarded.rest + b"\n" + unread if guarded.rest else unread
    return read_content(structure, heading.header, swept, _LIMITS)


def _attached(structure: Structure) -> list[tuple[Attachment, Part]]:
    found = [(attachment_of(part), part) for part in structure.parts]
    return [(attachment, part) for attachment, part in found if attachment is not None]


def _bodies(structure: Structure, content_type: str) -> tuple[str, bool]:
    """The texts of this type, one after the other, and whether something was left off."""
    parts = [one for one in structure.parts if one.is_body and one.content_type == content_type]
    texts: list[str] = []
    room = _BODY_CHARACTERS
    for part in parts:
        content = part.decoded.content
        text = decode(content[:room], part.charset, cut=len(content) > room)
        texts.append(text[:room])
        room -= len(texts[-1]) + 1
        if room <= 0 or len(content) > _BODY_CHARACTERS:
            return "\n".join(texts), True
    return "\n".join(texts), False


def _named(cuts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(cut) for cut in cuts))
