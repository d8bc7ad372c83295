"""What somebody wants to take away."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from clawback.filters.click_fields import CLICKS
from clawback.filters.views import View, view_named
from clawback.filters.vocabulary import Vocabulary
from clawback.model.errors import BadInputError
from clawback.store.chart import Bucket
from clawback.store.format import Format


class BadExportError(BadInputError):
    """This cannot be exported."""

    code = "bad_export"


class What(StrEnum):
    """What an export holds."""

    ROWS = "rows"
    CLICKS = "clicks"
    HISTOGRAM = "histogram"
    TOP = "top"
    GROUPS = "groups"
    AFFECTED = "affected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A question and a form.

    `view` narrows the rows and says in which words the filter is; without one, that is all mail, or
    all clicks. Clicks in a view of mail are those on the links of the mail that was found. `since`
    and `until` are absolute. `columns` are those of rows or clicks, none for all; `sort` is the
    order of rows, as the API writes it, nothing for the newest first; `field` is what a histogram,
    a top or groups count by, `limit` how many values or groups there are at most, `None` for all.
    """

    what: What = What.ROWS
    filter: str = ""
    view: str = ""
    since: datetime | None = None
    until: datetime | None = None
    format: Format = Format.CSV
    columns: tuple[str, ...] = ()
    sort: str = ""
    field: str = ""
    bucket: Bucket = Bucket.DAY
    limit: int | None = None

    @property
    def seen_in(self) -> View:
        """The view, the usual one where none is named. Raises `UnknownViewError`."""
        usual = "url_clicks" if self.what is What.CLICKS else "all_email"
        return view_named(self.view or usual)

    @property
    def about(self) -> Vocabulary:
        """What is exported or counted: deliveries or clicks."""
        return CLICKS if self.what is What.CLICKS else self.seen_in.about

    @property
    def file_name(self) -> str:
        """Such as `deliveries.csv`."""
        stem = {
            What.ROWS: "deliveries",
            What.CLICKS: "clicks",
            What.HISTOGRAM: f"histogram-{self.field}",
            What.TOP: f"top-{self.field}",
            What.GROUPS: f"groups-{self.field}",
            What.AFFECTED: "affected-users",
        }[self.what]
        return f"{stem}.{self.format.value}"


def wish_to_json(wish: Wish) -> str:
    """The wish as text that lasts."""
    plain = asdict(wish) | {"since": _iso(wish.since), "until": _iso(wish.until)}
    return json.dumps(plain, separators=(",", ":"))


def wish_from_json(text: str) -> Wish:
    """The wish that `wish_to_json` wrote."""
    plain = json.loads(text)
    return Wish(
        what=What(plain["what"]),
        filter=plain["filter"],
        view=plain.get("view", ""),  # exports of an older version have neither
        since=_moment(plain["since"]),
        until=_moment(plain["until"]),
        format=Format(plain["format"]),
        columns=tuple(plain["columns"]),
        sort=plain.get("sort", ""),
        field=plain["field"],
        bucket=Bucket(plain["bucket"]),
        limit=plain["limit"],
    )


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
