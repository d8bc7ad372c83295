"""A saved query: a filter with a name, and the view of the explorer it was made in."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from clawback.filters.times import moment_of, read_time
from clawback.filters.tree import Ago
from clawback.model.actor import Actor
from clawback.model.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError
from clawback.model.folding import fold
from clawback.model.labelled import Labelled

LONGEST_NAME = 200  # characters
MOST_COLUMNS = 200
MOST_QUERIES = 1000  # of one owner
_FIELD = r"[a-z][a-z0-9_]{0,63}"
_COLUMN = re.compile(_FIELD)
_SORT = re.compile(f"-?{_FIELD}")

T = TypeVar("T")


class View(Labelled):
    """What part of the explorer a query was saved in."""

    ALL_EMAIL = "all_email", "All email"
    MALWARE = "malware", "Malware"
    PHISH = "phish", "Phish"
    CAMPAIGNS = "campaigns", "Campaigns"
    URL_CLICKS = "url_clicks", "URL clicks"


class TimeKind(Labelled):
    """How a query's range is told."""

    ANY = "any", "Any time"
    EXACT = "exact", "Exact"
    RELATIVE = "relative", "Relative"


class QueryMissingError(NotFoundError):
    """There is no such saved query."""

    code = "query_missing"


class NameTakenError(ConflictError):
    """You have a saved query of this name already. Choose another name, or change that one."""

    code = "query_name_taken"


class TooManyQueriesError(ConflictError):
    """You have as many saved queries as one can have. Delete one first."""

    code = "too_many_queries"


class NotYoursError(ForbiddenError):
    """Only its owner or an administrator changes a shared query. Save a copy as your own."""

    code = "not_your_query"


class BadQueryError(BadInputError):
    """The query cannot be saved."""

    code = "bad_query"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A range as it is written, and read anew each time: ISO 8601, or told from now (`-7d`).

    `since` is included, `until` is not; an empty one is open.
    """

    since: str = ""
    until: str = ""

    @property
    def kind(self) -> TimeKind:
        """Relative when one of its ends moves with the time."""
        ends = [read_time(text) for text in (self.since, self.until) if text]
        if any(isinstance(end, Ago) for end in ends):
            return TimeKind.RELATIVE
        return TimeKind.EXACT if ends else TimeKind.ANY

    def at(self, now: datetime) -> tuple[datetime | None, datetime | None]:
        """From when to when it is, asked now. Raises `BadQueryError`."""
        since = _moment("since", self.since, now)
        until = _moment("until", self.until, now)
        if since and until and since > until:
            raise BadQueryError("`since` lies after `until`.")
        return since, until


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a query asks, and how the explorer shows it.

    `filter` is kept as it was written. `sort` is a column, with a `-` in front when it descends.
    """

    filter: str = ""
    span: Span = Span()
    view: View = View.ALL_EMAIL
    sort: str = ""
    columns: tuple[str, ...] = ()

    def asks_the_same(self, other: Content) -> bool:
        """Whether both find the same, whatever the range."""
        return (self.filter, self.view) == (other.filter, other.view)

    def require_sound(self, now: datetime) -> None:
        """Raises `BadQueryError`; whether the filter can be read is asked elsewhere."""
        self.span.at(now)
        if self.sort and not _SORT.fullmatch(self.sort):
            raise BadQueryError("`sort` is the name of a column, with a - in front to descend.")
        if len(self.columns) > MOST_COLUMNS:
            raise BadQueryError(f"A query can have {MOST_COLUMNS} columns.")
        for column in self.columns:
            if not _COLUMN.fullmatch(column):
                raise BadQueryError("`columns` are names of columns: small letters, digits and _.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedQuery:
    """A query as it is kept. Times are aware and in UTC.

    `owner` is the id of a person, or of a token behind which nobody stands. A `shared` one is read
    by everybody who may search.
    """

    id: str
    owner: str
    author: str
    name: str
    content: Content
    shared: bool
    created_at: datetime
    edited_at: datetime
    edited_by_name: str
    executed_at: datetime | None = None

    @property
    def name_key(self) -> str:
        """What is unique among one owner's queries."""
        return fold(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What is to be another way; `None` leaves it as it is."""

    name: str | None = None
    shared: bool | None = None
    filter: str | None = None
    since: str | None = None
    until: str | None = None
    view: View | None = None
    sort: str | None = None
    columns: tuple[str, ...] | None = None

    def applied(self, query: SavedQuery) -> SavedQuery:
        """The query with the changes made, whoever makes them. Raises `BadQueryError`."""
        before = query.content
        content = Content(
            filter=_other(self.filter, before.filter),
            span=Span(
                since=_other(self.since, before.span.since),
                until=_other(self.until, before.span.until),
            ),
            view=_other(self.view, before.view),
            sort=_other(self.sort, before.sort),
            columns=_other(self.columns, before.columns),
        )
        name = query.name if self.name is None else checked_name(self.name)
        return replace(query, name=name, shared=_other(self.shared, query.shared), content=content)


def owner_of(actor: Actor) -> str:
    """Whose an actor's queries are: the person's behind it; a service's token stands for itself."""
    return actor.person or actor.id


def checked_name(name: str) -> str:
    """The name without blanks around it. Raises `BadQueryError`."""
    plain = name.strip()
    if not plain or len(plain) > LONGEST_NAME or not plain.isprintable():
        raise BadQueryError(f"A query needs a name of 1 to {LONGEST_NAME} printable characters.")
    return plain


def _moment(name: str, text: str, now: datetime) -> datetime | None:
    if not text:
        return None
    try:
        return moment_of(text, now)
    except ValueError as error:
        raise BadQueryError(f"`{name}` cannot be read. {error}") from None


def _other(wanted: T | None, before: T) -> T:
    return before if wanted is None else wanted
