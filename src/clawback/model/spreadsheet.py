"""Makes text from mail harmless in a spreadsheet, where a cell may be run as a formula."""

from __future__ import annotations

import re

LONGEST_CELL = 32_767  # characters, in Excel
CUT = " […]"
# What makes a formula at the start of a cell: after blanks, and after the semicolon that ends a
# cell where the comma is the decimal sign. The full-width forms count too.
_FORMULA = re.compile(r"(^|;)(\s*)([=+\-@\uFF1D\uFF0B\uFF0D\uFF20])")
PICTURES = {code: 0x2400 + code for code in range(0x20)} | {
    0x7F: 0x2421,
    0xFFFE: 0xFFFD,
    0xFFFF: 0xFFFD,
}
"""What is shown in place of characters that a cell cannot hold."""


def cell(value: object) -> str | int | float:
    """A value of `row_to_json` for a cell: a number, or text on one line.

    Control characters are shown as their pictures (U+2400 and on), lists are joined by semicolons.
    """
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, list):
        return visible("; ".join(str(each) for each in value))
    if isinstance(value, int | float):
        return value
    return "" if value is None else visible(str(value))


def visible(text: str) -> str:
    """The text on one line, no longer than a cell may be, in characters that XML can hold."""
    if text.isascii() and text.isprintable() and len(text) <= LONGEST_CELL:  # nearly all there is
        return text
    shown = text.translate(PICTURES).encode("utf-8", "replace").decode("utf-8")
    return shown if len(shown) <= LONGEST_CELL else shown[: LONGEST_CELL - len(CUT)] + CUT


def harmless(value: str | float) -> str | float:
    """Text behind an apostrophe wherever a spreadsheet could take it for a formula.

    Numbers stay: they cannot name a function.
    """
    if not isinstance(value, str) or (value[:1].isalnum() and ";" not in value):  # nearly all
        return value
    return _FORMULA.sub(r"\1\2'\3", value)
