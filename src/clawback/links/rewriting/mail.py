"""The links of a whole mail changed; header, structure and all other parts stay byte for byte."""

from __future__ import annotations

from dataclasses import dataclass, field

from clawback.analysis.transfer import IDENTITY
from clawback.links.rewriting.markup import Change, Edited, edited_markup
from clawback.links.rewriting.parts import Leaf, Sealing, layout
from clawback.links.rewriting.plain import edited_text
from clawback.links.rewriting.transfer import decoded, encoded

_LARGEST = 8 * 1024 * 1024  # bytes of one text, decoded
_PGP = b"-----BEGIN PGP "
_PGP_SIGNED = b"-----BEGIN PGP SIGNED MESSAGE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A mail after its links were changed: how many were, and why parts of it were left alone."""

    raw: bytes = field(repr=False)
    links: int = 0
    sealings: frozenset[Sealing] = frozenset()


def changed(raw: bytes, change: Change, *, html: bool = True, text: bool = False) -> Changed:
    """Has each link of the HTML parts, and with `text` of the plain ones, as `change` has it.

    Nothing within what is signed or encrypted is touched, whether by S/MIME or PGP, nor attached
    messages and files, calendars, and parts that cannot be read for certain. Texts of more than
    8 MB stay as they are.
    """
    found = layout(raw)
    sealings = set(found.sealings)
    line_end = b"\r\n" if b"\r\n" in raw else b"\n"
    pieces: list[bytes] = []
    done = links = 0
    for leaf in found.leaves:
        if not (html if leaf.is_html else text and not leaf.joined):
            continue
        content = raw[leaf.start : leaf.end]
        edited = _edited(leaf, content, change, line_end, sealings)
        if edited and edited.links:
            pieces += (raw[done : leaf.start], edited.data)
            done, links = leaf.end, links + edited.links
    whole = b"".join((*pieces, raw[done:]))
    return Changed(raw=whole, links=links, sealings=frozenset(sealings))


def _edited(
    leaf: Leaf, content: bytes, change: Change, line_end: bytes, sealings: set[Sealing]
) -> Edited | None:
    """The content of a part, encoded as it was; `None` where it is left alone."""
    data = decoded(content, leaf.encoding)
    if data is None or len(data) > _LARGEST:
        return None
    if _PGP in data:
        sealings.add(Sealing.SIGNED if _PGP_SIGNED in data else Sealing.ENCRYPTED)
        return None
    plain = leaf.encoding in IDENTITY
    if leaf.is_html:
        edited = edited_markup(data, leaf.charset, change, line_end=line_end if plain else b"")
    else:
        edited = edited_text(data, leaf.charset, change, short=plain)
    again = encoded(edited.data, leaf.encoding, like=content, line_end=line_end)
    return Edited(data=again, links=edited.links) if again is not None and edited.links else None
