"""Hostile text made harmless to look at, without losing what it held."""

from __future__ import annotations

import re

_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_CONTROL_IN_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_LINE_END = re.compile(r"\r\n?")
_DECEIVING = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_DELETE = 0x7F
_PICTURES = 0x2400
_DELETE_PICTURE = "\u2421"
_C0_END = 0x20


def visible(text: str) -> str:
    """`text` with each control character but the tab shown as its picture (`␀`, `␍`)."""
    return text if text.isprintable() else _CONTROL.sub(_picture, text)


def visible_lines(text: str) -> str:
    """`text` with LF line ends, and its control characters but tab and LF shown."""
    lines = _LINE_END.sub("\n", text) if "\r" in text else text
    if lines.replace("\n", "").replace("\t", "").isprintable():
        return lines
    return _CONTROL_IN_TEXT.sub(_picture, lines)


def plain_name(text: str) -> str:
    """A file name in which nothing is invisible: controls, bidi marks and zero widths are shown."""
    return _DECEIVING.sub(_picture, text)


def _picture(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < _C0_END:
        return chr(_PICTURES + code)
    return _DELETE_PICTURE if code == _DELETE else f"⟨U+{code:04X}⟩"
