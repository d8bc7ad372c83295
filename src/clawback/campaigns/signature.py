"""What of a message is compared with that of others."""

from __future__ import annotations

import struct
from base64 import b64decode
from binascii import Error as BadBase64
from dataclasses import dataclass

from xxhash import xxh3_64_intdigest

from clawback.model.folding import fold
from clawback.model.imprint import VALUES, Imprint

_WIDTH = struct.calcsize("<H")
_BYTES = VALUES * _WIDTH
BANDS, _ROWS = 12, 5
_BAND = _ROWS * _WIDTH
_STARTS = tuple((band, band * _BAND, (band + 1) * _BAND) for band in range(BANDS))
_FEWEST_LETTERS = 4  # of a subject or a name that can tell anything


@dataclass(frozen=True, slots=True)
class Signature:
    """Keys by which a mail finds its like, and the numbers by which likeness is measured.

    `words` are the 64 numbers of an imprint, 16 bits each, or empty where a body says too little.
    `bands` has a key for each twelve-part of them: mails of which half the runs of words are the
    same share one of them with a probability of 0.32, of which 0.8 are with 0.99. `shapes` has a
    key for page and subject, and one for page and display name, as far as there are such.
    """

    words: bytes
    bands: tuple[int, ...]
    shapes: tuple[int, ...]

    @property
    def tells(self) -> bool:
        """Whether anything can be like it."""
        return bool(self.words or self.shapes)


def signature(imprint: Imprint, display_name: str) -> Signature:
    """That of a message with this imprint, from somebody who calls himself so."""
    words = _numbers(imprint.words)
    return Signature(
        words=words,
        bands=bands_of(words),
        shapes=_shapes(imprint.structure, imprint.subject, fold(display_name).strip()),
    )


def bands_of(words: bytes) -> tuple[int, ...]:
    """A key of 64 bits for each band; none where there are no numbers."""
    if not words:
        return ()
    return tuple([xxh3_64_intdigest(words[start:end], band) for band, start, end in _STARTS])


def likeness(one: bytes, other: bytes) -> float:
    """The share of the numbers that both have: an estimate of Jaccard's measure, 0 to 1."""
    left, right = memoryview(one).cast("H"), memoryview(other).cast("H")
    return sum(map(int.__eq__, left, right)) / VALUES


def _numbers(words: str) -> bytes:
    try:
        numbers = b64decode(words, validate=True)
    except (BadBase64, ValueError):
        return b""
    return numbers if len(numbers) == _BYTES else b""


def _shapes(structure: str, subject: str, name: str) -> tuple[int, ...]:
    """A page alone is that of a tool for newsletters; with the same subject or name it tells."""
    if not structure:
        return ()
    said = (("s", subject), ("n", name))
    return tuple(
        xxh3_64_intdigest(f"{kind}\0{structure}\0{text}".encode("utf-8", "surrogatepass"))
        for kind, text in said
        if len(text) >= _FEWEST_LETTERS
    )
