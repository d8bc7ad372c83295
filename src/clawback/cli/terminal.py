"""What may be shown on a terminal, and how wide it is there.

Subjects, names and addresses are written by strangers. A terminal obeys what it is sent, so nothing
they wrote reaches it unless it only draws.
"""

from __future__ import annotations

import os
import shutil
import sys
import unicodedata
from typing import TextIO

_SPACES = str.maketrans({"\n": " ", "\r": " ", "\t": " "})
_WIDE = frozenset("WF")


def harmless(text: str) -> str:
    r"""The text with everything that could steer a terminal or reorder a line written out.

    Control characters of both blocks (ECMA-48: ESC and the 8-bit CSI among them), bidirectional
    controls and other invisible format characters become `\x1b`, `\u202e` and so on.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(character) for character in text.translate(_SPACES))


def width(text: str) -> int:
    """Columns that harmless text takes: wide characters take two, combining ones none."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def cut(text: str, columns: int) -> str:
    """The text in at most so many columns, with an ellipsis where it was cut."""
    if width(text) <= columns:
        return text
    kept, taken = [], 1
    for character in text:
        taken += _columns(character)
        if taken > columns:
            break
        kept.append(character)
    return "".join(kept) + "…" if columns > 0 else ""


def terminal_width(stream: TextIO) -> int | None:
    """Columns of the terminal behind the stream; `None` when there is none."""
    return shutil.get_terminal_size().columns if stream.isatty() else None


def bold(text: str, stream: TextIO) -> str:
    """Bold on a terminal, unless NO_COLOR (no-color.org) asks for plain text."""
    if not stream.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return text
    return f"\x1b[1m{text}\x1b[0m"


def say(text: str) -> None:
    """A line for the person, on standard error, so that standard output stays data."""
    print(text, file=sys.stderr, flush=True)


def _shown(character: str) -> str:
    kind = unicodedata.category(character)
    if kind not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}:
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}"  # noqa: PLR2004 - one byte


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in _WIDE else 1
