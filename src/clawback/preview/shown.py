"""What a person is shown of a mail, and the hostile bytes it is made from."""

from __future__ import annotations

from dataclasses import dataclass

from clawback.analysis.attachments import attachment_of
from clawback.analysis.charsets import decode
from clawback.analysis.heading import read_heading
from clawback.analysis.limits import DEFAULT_LIMITS, Limit
from clawback.analysis.message import analyse
from clawback.analysis.parts import Part, Structure, read_parts
from clawback.analysis.visible import visible, visible_lines
from clawback.model.attachment import Attachment
from clawback.model.url import Url
from clawback.preview.sanitised import sanitised

_BODY_CHARACTERS = 512 * 1024
_FIELD_CHARACTERS = 16 * 1024
_MOST_FIELDS = 500
_MOST_LINKS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A mail made harmless.

    `headers` are (name, decoded value) from the top, as the bytes have them, with control
    characters shown as pictures. `html` is sanitised: it loads nothing, runs nothing and links
    nowhere; `links` says where its links led. `cut` names what was too large to be shown whole.
    `attachments` stand in the order in which a download counts them, from 0.
    """

    headers: tuple[tuple[str, str], ...]
    text: str
    html: str
    links: tuple[Url, ...]
    attachments: tuple[Attachment, ...]
    cut: tuple[str, ...] = ()


def shown(raw: bytes) -> Shown:
    """Reads a mail for a person; for a process that may be killed."""
    structure = _structure(raw)
    plain, plain_cut = _bodies(structure, "text/plain")
    markup, markup_cut = _bodies(structure, "text/html")
    message = analyse(raw)
    cuts = [*structure.cuts, *[Limit.BODY] * (plain_cut or markup_cut)]
    return Shown(
        headers=headers_of(raw),
        text=visible_lines(plain) if plain.strip() else message.text,
        html=sanitised(markup),
        links=message.urls[:_MOST_LINKS],
        attachments=tuple(attachment for attachment, _ in _attached(structure)),
        cut=tuple(dict.fromkeys(cut.value for cut in cuts)),
    )


def headers_of(raw: bytes) -> tuple[tuple[str, str], ...]:
    """The header fields alone; linear, and safe without a process of its own."""
    header = read_heading(raw).header
    return tuple(
        (visible(name), visible(value[:_FIELD_CHARACTERS]))
        for name, value in header.all_readable()[:_MOST_FIELDS]
    )


def attachment_bytes(raw: bytes, number: int) -> tuple[str, bytes] | None:
    """Name and decoded content of the attachment with this number, counted from 0."""
    found = _attached(_structure(raw))
    if not 0 <= number < len(found):
        return None
    attachment, part = found[number]
    return attachment.name, part.decoded.content


def _structure(raw: bytes) -> Structure:
    guarded = read_heading(raw).guarded
    return read_parts(guarded.fields, guarded.body, DEFAULT_LIMITS)


def _attached(structure: Structure) -> list[tuple[Attachment, Part]]:
    found = [(attachment_of(part), part) for part in structure.parts]
    return [(attachment, part) for attachment, part in found if attachment is not None]


def _bodies(structure: Structure, content_type: str) -> tuple[str, bool]:
    """The texts of this type, one after the other, and whether something was left off."""
    parts = [one for one in structure.parts if one.is_body and one.content_type == content_type]
    whole = "\n".join(
        decode(part.decoded.content[:_BODY_CHARACTERS], part.charset, cut=True) for part in parts
    )
    cut = len(whole) > _BODY_CHARACTERS or any(
        len(part.decoded.content) > _BODY_CHARACTERS for part in parts
    )
    return whole[:_BODY_CHARACTERS], cut
