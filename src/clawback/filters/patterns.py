"""Wildcards and regular expressions, as text for RE2: linear in time, whatever they say.

The memory oracle and the SQL engines hand the same text to RE2, with default options, and ask
whether it is found in the folded value; so they agree.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol, cast

import re2  # type: ignore[import-untyped]  # google-re2 ships no types; `Pattern` stands for them

from clawback.filters.fields import Field, Kind
from clawback.filters.urls import refang, without_scheme
from clawback.model.folding import fold

LONGEST = 1_000  # characters of one pattern or expression
_MEMORY = 1 << 20  # bytes of the compiled form; engines allow more, so what passes here runs there
_ANY_SCHEME = "(?:[a-z][a-z0-9+.-]*://)?"


class Pattern(Protocol):
    """A compiled expression of RE2."""

    def search(self, text: str) -> object | None: ...


def regex_expression(expression: str) -> str:
    """What RE2 is asked to find in the folded text for `Regex`; case does not matter."""
    return f"(?i){expression}"


def wildcard_expression(field: Field, pattern: str) -> str:
    r"""What RE2 is asked to find in the folded text for `Wildcard`: the whole text, `\A` to `\z`.

    In a URL field only `*` is a wildcard, because `?` is part of URLs, the scheme may be left out
    on both sides, and defanged spellings count as the plain ones.
    """
    folded = fold(pattern)
    if field.kind is Kind.URL:
        bare = without_scheme(refang(folded))
        return rf"(?s)\A{_ANY_SCHEME}{_translated(bare, {'*': '.*'})}\z"
    return rf"(?s)\A{_translated(folded, {'*': '.*', '?': '.'})}\z"


@lru_cache(maxsize=256)
def compiled(expression: str) -> Pattern:
    """The expression, ready to search. Raises `ValueError` with RE2's words when it is none."""
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    try:
        return cast("Pattern", re2.compile(expression, options))
    except re2.error as error:
        raise ValueError(_words(error)) from None


def _words(error: Exception) -> str:
    said = error.args[0] if error.args else ""
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)


def _translated(pattern: str, wildcards: dict[str, str]) -> str:
    return "".join(wildcards.get(sign) or str(re2.escape(sign)) for sign in pattern)
