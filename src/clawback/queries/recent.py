"""A recent query: a filter that somebody ran, and when they last did."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from clawback.filters.parse import parse
from clawback.filters.views import view_named
from clawback.filters.write import write
from clawback.model.errors import BadInputError

ALL_EMAIL = "all_email"
LONGEST = 10_000  # characters; what is longer was pasted, and is not remembered
_NUL = "\0"  # PostgreSQL cannot keep it


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentQuery:
    """The filter as it was written the last time; `since` and `until` as they were asked then.

    `view` is the one that it was run in, and in whose words it is written.
    """

    filter: str
    view: str = ALL_EMAIL
    since: str = ""
    until: str = ""
    ran_at: datetime

    @property
    def worth_keeping(self) -> bool:
        """Whether it says something that somebody would look for again."""
        return (
            bool(self.filter.strip())
            and len(self.filter) <= LONGEST
            and _NUL not in self.filter + self.since + self.until
        )

    @property
    def key(self) -> str | None:
        """Equal for filters that say the same in the same view; `None` for what says nothing."""
        try:
            view = view_named(self.view)
            meaning = f"{view.name} {write(parse(self.filter, view.about), view.about)}"
        except BadInputError:
            return None
        return hashlib.sha256(meaning.encode("utf-8", "surrogatepass")).hexdigest()
