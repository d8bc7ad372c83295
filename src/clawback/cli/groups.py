"""`clawback groups`: the deliveries that a filter finds, put together by a value they share."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Annotated, Literal, TypeAlias

from cyclopts import Parameter

from clawback.cli.choices import Filter, Format, Moment
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.failure import UsageError, about
from clawback.cli.filter_text import filter_text
from clawback.cli.output import local_time, print_json_stream
from clawback.cli.table import Column, print_table
from clawback.cli.terminal import say
from clawback.client.client import Asked
from clawback.client.groups import Group

FieldName: TypeAlias = Annotated[str, Parameter(name="FIELD")]
_BY_MESSAGE = "network_message_id"
_COUNTS = (
    Column("deliveries", right=True),
    Column("messages", right=True),
    Column("recipients", right=True),
    Column("first"),
    Column("last"),
    Column("at delivery", shrinks=True),
)


def groups(
    field: FieldName,
    /,
    *words: Filter,
    since: Moment = None,
    until: Moment = None,
    order: Literal["count", "newest"] = "count",
    limit: int = 50,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Puts the deliveries that a filter finds together by a value they share.

    Args:
        field: The field to group by: `id` for messages, `sender`, `sender_domain`, `subject`,
            `url`, `url_domain`, `campaign_id`, or any other.
        words: The filter; several words are taken as one text, none finds everything.
        since: Only mail received then or later: a date, a time, or a distance such as `-7d`.
        until: Only mail received before then.
        order: What comes first: groups with many deliveries, or with new ones.
        limit: At most so many groups.
        form: `json` prints objects, each with the filter that finds its deliveries.
        where: Which server.
    """
    if limit < 1:
        raise UsageError("--limit takes a number from 1.")
    asked = Asked(filter=filter_text(words), since=since, until=until)
    with where.connect() as server, about(asked.filter):
        name, found = server.groups(asked, field, order, limit + 1)
        if form == "json":
            print_json_stream(islice(found, limit))
        else:
            _table(name, list(found), limit)


def _table(name: str, found: Sequence[Group], limit: int) -> None:
    shown = found[:limit]
    if name == _BY_MESSAGE:
        heads = (Column("sender", shrinks=True), Column("subject", shrinks=True))
        lines = [_message(one) for one in shown]
        print_table((*heads, *_COUNTS, Column("message")), lines)
    else:
        lines = [[one["label"] or "-", *_counts(one)] for one in shown]
        print_table((Column(name, shrinks=True), *_COUNTS), lines)
    if len(found) > limit:
        say(f"The first {limit:,} groups. --limit shows more.")


def _message(one: Group) -> list[str]:
    newest = one["newest"]
    known = [newest["sender_address"] or "-", newest["subject"] or "-"]
    return [*known, *_counts(one), one["value"] or "-"]


def _counts(one: Group) -> list[str]:
    return [
        f"{one['deliveries']:,}",
        f"{one['messages']:,}",
        f"{one['recipients']:,}",
        local_time(one["first"]),
        local_time(one["last"]),
        ", ".join(f"{each['label']} {each['count']:,}" for each in one["actions"]),
    ]
