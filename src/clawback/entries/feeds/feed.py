"""A feed as the settings have it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from clawback.entries.bringing.importing import Usual
from clawback.model.errors import BadInputError, NotFoundError, UnavailableError
from clawback.model.labelled import Labelled


class FeedKind(Labelled):
    """What is fetched."""

    MISP = "misp", "MISP feed"
    CSV = "csv", "List of values"


class FeedMissingError(NotFoundError):
    """The settings have no feed of this name."""

    code = "feed_missing"


class FeedUnreachableError(UnavailableError):
    """The feed does not answer."""

    code = "feed_unreachable"


class FeedGarbledError(BadInputError):
    """What the feed answered cannot be understood."""

    code = "feed_garbled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What is fetched, from where, how often, and on which terms its entries count."""

    name: str
    kind: FeedKind
    url: str
    usual: Usual
    authorization: str = field(default="", repr=False)
    every: timedelta = timedelta(hours=1)
    only_flagged: bool = True

    @property
    def origin(self) -> str:
        """What its entries have as theirs."""
        return f"feed:{self.name}"
