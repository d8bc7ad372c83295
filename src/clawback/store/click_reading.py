"""What is asked about clicks of the DuckDB tables."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from clawback.model.click import Click, ClickRow
from clawback.store.asking import condition_of
from clawback.store.click_places import CLICK_SOURCE
from clawback.store.clicks import CLICK_SELECT, click_of, key_of
from clawback.store.columns import naive, sound
from clawback.store.paging import Ask
from clawback.store.port import ClickCursor, ClickPage, ClickQuery, LinkPart

_IN = f"""
    SELECT {CLICK_SELECT} FROM click c WHERE c.id = $id::UUID ORDER BY c.time_clicked, c.click_id
"""  # noqa: S608 - closed list
_OF = f"""
    SELECT {CLICK_SELECT} FROM click c WHERE c.id = $id::UUID AND c.recipient = $recipient
    ORDER BY c.time_clicked, c.click_id
"""  # noqa: S608 - closed list
_ON = {
    part: f"""
    SELECT {CLICK_SELECT} FROM click c WHERE c.{part.value}_key = $wanted
    AND ($since::TIMESTAMP IS NULL OR c.time_clicked >= $since::TIMESTAMP)
    AND ($until::TIMESTAMP IS NULL OR c.time_clicked < $until::TIMESTAMP)
    ORDER BY c.time_clicked DESC, c.click_id LIMIT $most
"""  # noqa: S608 - closed list
    for part in LinkPart
}
_AFTER = "c.time_clicked <= $t AND (c.time_clicked < $t OR c.click_id > $click)"


def page(ask: Ask, query: ClickQuery, limit: int, after: ClickCursor | None) -> ClickPage:
    """The newest `limit` clicks of the query that come after a cursor."""
    condition = condition_of(query)
    values, sql = {**condition.values, "most": limit + 1}, condition.sql
    if after is not None:
        sql = f"{sql} AND {_AFTER}"
        values |= {"t": naive(after.at), "click": sound(after.id)}
    found = ask(
        f"SELECT {CLICK_SELECT} FROM {CLICK_SOURCE} WHERE {sql}"  # noqa: S608 - closed list, bound
        " ORDER BY c.time_clicked DESC, c.click_id LIMIT $most",
        values,
    )
    clicks = [click_of(each) for each in found[:limit]]
    rows = (
        ClickRow(click=each, tags=tuple(sorted(query.tags.of(each.recipient)))) for each in clicks
    )
    more = len(found) > limit and clicks
    following = ClickCursor(at=clicks[-1].at, id=clicks[-1].id) if more else None
    return ClickPage(rows=tuple(rows), next=following)


def of_message(ask: Ask, message: UUID) -> list[Click]:
    """All clicks in a message, in order of time."""
    return list(map(click_of, ask(_IN, {"id": message})))


def of_delivery(ask: Ask, message: UUID, recipient: str) -> list[Click]:
    """Those of one recipient."""
    return list(map(click_of, ask(_OF, {"id": message, "recipient": recipient})))


def on_link(
    ask: Ask,
    part: LinkPart,
    value: str,
    limit: int,
    between: tuple[datetime | None, datetime | None],
) -> list[Click]:
    """The newest clicks on links of which the part is this value, within a time."""
    since, until = (None if each is None else naive(each) for each in between)
    wanted = {"wanted": key_of(value), "since": since, "until": until, "most": limit}
    return list(map(click_of, ask(_ON[part], wanted)))
