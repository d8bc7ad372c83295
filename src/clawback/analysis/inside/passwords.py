"""Passwords that a mail tells for the files it brings."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

Passwords: TypeAlias = Callable[[], tuple[str, ...]]
"""Called only when a file is locked: to look for passwords takes longer than most files."""

_MOST = 8
_TOLD = re.compile(
    r"(?:pass\s?word|pass\s?code|passwort|kennwort|de passe|contrase\S{1,3}a|senha|parola"
    r"|has[lł]o|пароль|密码|pin|code)"
    r"\W{0,12}(?:(?:is|i[s]t|est|es|lautet|for|to|the|this|file|document|open|pdf|it)\b\W{0,8}){0,7}"
    r"[\"'«„“\u2018]?([^\s\"'»“”\u2019<>]{3,64})",
    re.IGNORECASE,
)
_ENDS = ".,;:!?)]"


def passwords_in(text: str) -> tuple[str, ...]:
    """At most eight words that a text may give as passwords, as written and without a full stop."""
    found: list[str] = []
    for told in _TOLD.finditer(text):
        found += (told[1], told[1].rstrip(_ENDS))
    return tuple(dict.fromkeys(word for word in found if word))[:_MOST]
