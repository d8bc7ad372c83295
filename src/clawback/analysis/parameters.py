"""Values with parameters, such as Content-Type (RFC 2045 §5.1, RFC 2231), read tolerantly."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from clawback.analysis.charsets import decode
from clawback.analysis.words import decode_words

_PARAMETER = re.compile(
    r""";\s*+([^\s=;"]{1,128})\s*+=\s*+(?:"((?:[^"\\]|\\.)*+)"?|([^;]*))""", re.DOTALL
)
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)
_SECTION = re.compile(r"([^*]+)\*(?:(\d{1,4})(\*)?)?$")
_MOST = 256  # parameters read; real headers have fewer than ten


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameterised:
    """A value and its parameters by lower-case name; `repeated` names those given twice."""

    value: str
    parameters: dict[str, str] = field(default_factory=dict)
    repeated: frozenset[str] = frozenset()


@lru_cache(maxsize=1024)  # most mails have one of a few
def parse_parameters(raw: str) -> Parameterised:
    """Read `raw` (unfolded, not decoded); the first of two equal parameters wins."""
    value, semicolon, rest = raw.partition(";")
    if not semicolon:
        return Parameterised(value=value.strip().lower())
    plain, sections, repeated = _collect(";" + rest)
    for name, parts in sections.items():
        plain[name] = _joined(parts)  # RFC 2231 wins over the plain form, as in mail programs
    return Parameterised(
        value=value.strip().lower(), parameters=plain, repeated=frozenset(repeated)
    )


_Sections = dict[str, dict[int, tuple[str, bool]]]


def _collect(text: str) -> tuple[dict[str, str], _Sections, set[str]]:
    plain: dict[str, str] = {}
    sections: _Sections = {}
    repeated: set[str] = set()
    for count, found in enumerate(_PARAMETER.finditer(text)):
        if count == _MOST:
            break
        name, value = found[1].lower(), _unquoted(found)
        section = _SECTION.match(name)
        if section:
            extended = section[3] is not None or section[2] is None
            part = sections.setdefault(section[1], {})
            part.setdefault(int(section[2] or 0), (value, extended))
        elif name in plain:
            repeated.add(name)
        else:
            plain[name] = value
    return {name: decode_words(value) for name, value in plain.items()}, sections, repeated


def _unquoted(found: re.Match[str]) -> str:
    if found[2] is not None:
        return _QUOTED_PAIR.sub(r"\1", found[2])
    return found[3].strip()


def _joined(parts: dict[int, tuple[str, bool]]) -> str:
    """RFC 2231 §3 and §4: sections in order, the charset named by the first of them."""
    ordered = [parts[number] for number in sorted(parts)]
    first, extended = ordered[0]
    charset = ""
    if extended and first.count("'") >= 2:  # noqa: PLR2004 - charset'language'text
        charset, _, text = first.split("'", 2)
        ordered[0] = (text, True)
    return decode(
        b"".join(
            unquote_to_bytes(text) if escaped else text.encode("utf-8", "replace")
            for text, escaped in ordered
        ),
        charset,
    )
