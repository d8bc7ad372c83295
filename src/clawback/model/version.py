"""How a thing stands now, as a text that is another one whenever the thing has changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from clawback.model.scope import EVERYWHERE, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One thing that people look at, and who may hear of it.

    `scope` is whose mail it is about. `owner` is the one person or program it is for; empty where
    it is for everybody.
    """

    id: str
    text: str
    scope: Scope = EVERYWHERE
    owner: str = ""


def version_text(*parts: object) -> str:
    """A short text that tells these parts from any others."""
    return hashlib.blake2b(repr(parts).encode(), digest_size=8).hexdigest()
