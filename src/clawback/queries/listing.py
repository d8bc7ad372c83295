"""Which saved queries are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Whose(StrEnum):
    """One's own, those shared by others, or all that one may see."""

    ALL = "all"
    MINE = "mine"
    OTHERS = "others"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """`name` is the whole name, `text` a part of it; case matters in neither."""

    whose: Whose = Whose.ALL
    name: str = ""
    text: str = ""
