"""What is asked of the ClickHouse tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from clawback.filters.fields import FIELDS
from clawback.filters.vocabulary import DELIVERIES
from clawback.model.click import Click, ClickRow
from clawback.model.codec import message_from_json
from clawback.model.delivery import DeliveryKey, Row, Whereabouts
from clawback.model.event import DeliveryEvent
from clawback.model.message import Message
from clawback.model.tags import NO_TAGS, Tags
from clawback.model.verdict import ClickVerdict
from clawback.store.asking import counted_by
from clawback.store.chart import Bar, Bucket, Chart, Histogram
from clawback.store.click_places import CLICK_SOURCE
from clawback.store.clickhouse.asking import TABLES, condition_of
from clawback.store.clickhouse.columns import SELECTED, delivery_of, mailbox_in
from clawback.store.clickhouse.dialect import FIRST, LAST, TIME, moment_text
from clawback.store.clickhouse.lines import columns_of, readers
from clawback.store.clickhouse.paging import Ordered, known, ordered, whole
from clawback.store.clickhouse.places import (
    ID_SPELLED,
    LOCATION,
    MAILBOX,
    place_of,
    source_for,
)
from clawback.store.clickhouse.server import Rows, Server
from clawback.store.clickhouse.writing import IDS
from clawback.store.clicks import CLICK_SELECT, click_of, key_of
from clawback.store.columns import moment_of, sound
from clawback.store.count_sql import every_bar_sql, tally_sql
from clawback.store.counts import histogram, ranking
from clawback.store.events import event_of
from clawback.store.keys import message_key
from clawback.store.matched import matched_sql, wanted_in
from clawback.store.overlay import corrected, in_order, latest_of
from clawback.store.port import (
    ClickCursor,
    ClickPage,
    ClickQuery,
    Cursor,
    Line,
    LinePage,
    LinkPart,
    Page,
    Query,
    Top,
)
from clawback.store.ranking import Extent, Ranking, Ranks
from clawback.store.sorting import NEWEST, Sort

_ORDER = "d.time_received DESC, d.id, d.recipient"
_ID = "UUIDStringToNum({id:String})"
_T = f"{{t:{TIME}}}"
_KEYS = f"d.time_received AS at, {ID_SPELLED} AS message, d.recipient AS who"
_KEYED_BY = 4  # columns before the fields of a line: what it is sorted by, and its key
_KEYED = f"""
    SELECT {SELECTED} FROM delivery d WHERE d.id IN (SELECT arrayJoin({IDS}))
    AND (d.id, d.recipient) IN (SELECT arrayJoin(arrayZip({IDS}, {{recipients:Array(String)}})))
    LIMIT 1 BY d.id, d.recipient
"""  # noqa: S608 - closed list
_EVENT = (
    "event_id,"
    " if(empty(network_message_id), UUIDNumToString(id), network_message_id) AS written,"
    " recipient, moment, type, source, actor, nullIf(location, ''), mailbox,"
    " nullIf(additional_action, ''), remediation_id, result, details, read,"
    " alert_id, alert_policy_id, campaign_id, zap_url_signal, threat_type,"
    " nullIf(delivery_action, ''), nullIf(original_location, ''), connector, transport_rule"
)
_VERDICTS = f"""
    SELECT DISTINCT toUUID(UUIDNumToString(id)), recipient, click_verdict FROM click
    WHERE id IN (SELECT arrayJoin({IDS})) AND network_message_id <> '' AND clicked_by = 'person'
"""  # noqa: S608 - closed list
_EVENTS = f"""
    SELECT {_EVENT} FROM event WHERE id IN (SELECT arrayJoin({IDS})) AND stored_at <= {_T}
    LIMIT 1 BY event_id
"""  # noqa: S608 - closed list
_TIMELINE = f"""
    SELECT {_EVENT} FROM event WHERE id = {_ID} AND recipient = {{recipient:String}}
    ORDER BY moment, event_id LIMIT 1 BY event_id
"""  # noqa: S608 - closed list
_MESSAGES = f"SELECT content FROM message WHERE id IN (SELECT arrayJoin({IDS})) LIMIT 1 BY id"  # noqa: S608 - closed list
_BODY = f"SELECT body_fingerprint FROM message WHERE id = {_ID} LIMIT 1"  # noqa: S608 - closed list
_SAME_BODY = f"""
    SELECT any({ID_SPELLED}), max(d.time_received) AS newest, d.id
    FROM delivery d WHERE d.id <> {_ID} AND d.id GLOBAL IN (
        SELECT id FROM message WHERE body_fingerprint = {{body:Int64}}
    )
    GROUP BY d.id ORDER BY newest DESC, d.id LIMIT {{most:UInt64}}
"""  # noqa: S608 - closed list
_CLICKS_IN = f"""
    SELECT {CLICK_SELECT} FROM click c WHERE c.id = {_ID} AND c.network_message_id <> ''
    ORDER BY c.time_clicked, c.click_id LIMIT 1 BY c.click_id
"""  # noqa: S608 - closed list
_CLICKS_OF = f"""
    SELECT {CLICK_SELECT} FROM click c WHERE c.id = {_ID} AND c.network_message_id <> ''
    AND c.recipient = {{recipient:String}}
    ORDER BY c.time_clicked, c.click_id LIMIT 1 BY c.click_id
"""  # noqa: S608 - closed list
_CLICKS_ON = {
    part: f"""
    SELECT {CLICK_SELECT} FROM click c
    WHERE c.{part.value}_key = {{wanted:String}} AND c.{part.value}_key <> ''
    AND c.time_clicked >= {{since:{TIME}}} AND c.time_clicked < {{until:{TIME}}}
    ORDER BY c.time_clicked DESC, c.click_id LIMIT 1 BY c.click_id LIMIT {{most:UInt64}}
"""  # noqa: S608 - closed list
    for part in LinkPart
}
_AFTER_CLICK = (
    f"c.time_clicked <= {_T} AND (c.time_clicked < {_T} OR c.click_id > {{click:String}})"
)
_EXTENT = (
    "count(), uniqExact(d.id), uniqExact(d.recipient_lc), min(d.time_received),"
    " max(d.time_received)"
)
_EVER, _NEVER = moment_text(FIRST), moment_text(LAST)
_MAILBOX = f"({MAILBOX})[1]"
_REF = ("server", "account", "folder", "uid_validity", "uid", "guid")
_KNOWN = f"notEmpty({MAILBOX})"
_WHEREABOUTS = ", ".join(
    [
        *(place_of(FIELDS[name]).spelled for name in ("network_message_id", "recipient")),
        place_of(FIELDS["internet_message_id"]).spelled,
        "d.header_fingerprint",
        LOCATION,
        *(f"if({_KNOWN}, {_MAILBOX}.{name}, NULL)" for name in _REF),
    ]
)

_PLACED = frozenset({"latest_delivery_location", "folder"})  # what `_WHEREABOUTS` takes

_Key = tuple[UUID, str]


class Reading:
    """Questions to the store."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def page(self, query: Query, *, limit: int, after: Cursor | None, sort: Sort) -> Page:
        asked = self._after(query, sort, after)
        sql = asked.select(SELECTED, limit=" LIMIT {most:UInt64}")
        found = self._server.ask(sql, {**asked.bound, "most": limit + 1})
        rows = self._rows([each[1:] for each in found[:limit]], query.tags)
        if len(found) <= limit or not rows:
            return Page(rows=rows, next=None)
        last = rows[-1].delivery
        value = known(sort, found[limit - 1][0])
        cursor = Cursor(time_received=last.time_received, key=last.key, sort=sort, value=value)
        return Page(rows=rows, next=cursor)

    def lines(
        self, query: Query, fields: Sequence[str], *, limit: int, after: Cursor | None, sort: Sort
    ) -> LinePage:
        asked = self._after(query, sort, after, frozenset(fields))
        sql = asked.select(_KEYS + columns_of(fields, query.tags), limit=" LIMIT {most:UInt64}")
        found = self._server.ask(sql, {**asked.bound, "most": limit + 1})
        lines = _lines(found[:limit], fields, query.tags)
        if len(found) <= limit or not lines:
            return LinePage(lines=lines, next=None)
        value, at, message, recipient = found[limit - 1][:4]
        cursor = Cursor(
            time_received=moment_of(at),
            key=DeliveryKey(network_message_id=message, recipient=recipient),
            sort=sort,
            value=known(sort, value),
        )
        return LinePage(lines=lines, next=cursor)

    def stream_lines(
        self, query: Query, fields: Sequence[str], sort: Sort, size: int
    ) -> Iterator[Sequence[Line]]:
        asked = ordered(query, sort, fields=frozenset(fields))
        sql = asked.select(_KEYS + columns_of(fields, query.tags))
        for block in self._server.stream(sql, asked.bound, size=size):
            yield _lines(block, fields, query.tags)

    def count(self, query: Query | ClickQuery) -> int:
        condition = condition_of(query)
        source = TABLES.of(query).source_for(condition.fields)
        sql = f"SELECT count() FROM {source} WHERE {condition.sql}"  # noqa: S608 - closed list, bound
        return int(self._server.ask(sql, condition.values)[0][0])

    def matched(self, query: Query, entries: Sequence[str]) -> frozenset[str]:
        wanted = wanted_in(DELIVERIES, entries)
        if not wanted:
            return frozenset()
        sql, values = matched_sql(wanted, TABLES.deliveries, condition_of(query))
        return frozenset(entries[number] for (number,) in self._server.ask(sql, values))

    def extent(self, query: Query) -> Extent:
        condition = condition_of(query)
        sql = f"SELECT {_EXTENT} FROM {source_for(condition.fields)} WHERE {condition.sql}"  # noqa: S608 - closed list, bound
        [(deliveries, messages, recipients, first, last)] = self._server.ask(sql, condition.values)
        return Extent(
            deliveries=deliveries,
            messages=messages,
            recipients=recipients,
            first=moment_of(first) if deliveries else None,
            last=moment_of(last) if deliveries else None,
        )

    def histogram(self, query: Query | ClickQuery, chart: Chart) -> Histogram:
        return histogram(self._server.ask, query, chart, TABLES)

    def ranking(self, query: Query | ClickQuery, asked: Ranking) -> Ranks:
        return ranking(self._server.ask, query, asked, TABLES)

    def top(self, query: Query, field: str, limit: int) -> list[Top]:
        found = self.ranking(query, Ranking(field=field, limit=limit))
        return [Top(value=each.value, count=each.count) for each in found.values]

    def bars(
        self, query: Query | ClickQuery, bucket: Bucket, field: str, size: int
    ) -> Iterator[list[Bar]]:
        counted = counted_by(field, query, TABLES)
        sql = every_bar_sql(counted.table, counted.place, counted.field, bucket, counted.condition)
        for block in self._server.stream(sql, counted.values, size=size):
            yield [Bar(start=moment_of(at), value=text, count=n) for at, text, n in block]

    def tally(self, query: Query, field: str, size: int) -> Iterator[list[Top]]:
        counted = counted_by(field, query, TABLES)
        sql = tally_sql(counted.table, counted.place, counted.field, counted.condition)
        for block in self._server.stream(sql, counted.values, size=size):
            yield [Top(value=value, count=many) for value, many in block]

    def click_page(self, query: ClickQuery, *, limit: int, after: ClickCursor | None) -> ClickPage:
        condition = condition_of(query)
        values, sql = {**condition.values, "most": limit + 1}, condition.sql
        if after is not None:
            sql = f"{sql} AND {_AFTER_CLICK}"
            values |= {"t": moment_text(after.at), "click": sound(after.id)}
        found = self._server.ask(
            f"SELECT {CLICK_SELECT} FROM {CLICK_SOURCE} WHERE {sql}"  # noqa: S608 - closed list, bound
            " ORDER BY c.time_clicked DESC, c.click_id LIMIT 1 BY c.click_id"
            " LIMIT {most:UInt64}",
            values,
        )
        clicks = [click_of(each) for each in found[:limit]]
        last = clicks[-1] if len(found) > limit and clicks else None
        return ClickPage(
            rows=tuple(
                ClickRow(click=each, tags=tuple(sorted(query.tags.of(each.recipient))))
                for each in clicks
            ),
            next=ClickCursor(at=last.at, id=last.id) if last else None,
        )

    def stream(self, query: Query, size: int) -> Iterator[Sequence[Row]]:
        asked, began = ordered(query, NEWEST), self._now()
        for block in self._server.stream(asked.select(SELECTED), asked.bound, size=size):
            yield self._rows([each[1:] for each in block], query.tags, began)

    def whereabouts(self, query: Query, size: int) -> Iterator[Sequence[Whereabouts]]:
        condition = condition_of(query)
        source = source_for(condition.fields | _PLACED)
        sql = f"SELECT {_WHEREABOUTS} FROM {source} WHERE {condition.sql} ORDER BY {_ORDER}"  # noqa: S608 - closed list, bound
        for block in self._server.stream(sql, condition.values, size=size):
            yield [Whereabouts._make(each) for each in block]

    def keyed(self, keys: Sequence[DeliveryKey]) -> tuple[Row, ...]:
        wanted = sorted({_key_of(key) for key in keys})
        if not wanted:
            return ()
        ids, recipients = [str(key[0]) for key in wanted], [key[1] for key in wanted]
        return self._rows(self._server.ask(_KEYED, {"ids": ids, "recipients": recipients}), NO_TAGS)

    def messages(self, network_message_ids: Sequence[str]) -> list[Message]:
        ids = sorted({str(message_key(each)) for each in network_message_ids})
        if not ids:
            return []
        return [message_from_json(text) for (text,) in self._server.ask(_MESSAGES, {"ids": ids})]

    def same_body(self, network_message_id: str, limit: int) -> list[str]:
        asked = {"id": str(message_key(network_message_id))}
        found = self._server.ask(_BODY, asked)
        if not found or found[0][0] is None:
            return []
        alike = self._server.ask(_SAME_BODY, {**asked, "body": found[0][0], "most": limit})
        return [each for each, _, _ in alike]

    def timeline(self, key: DeliveryKey) -> list[DeliveryEvent]:
        return list(map(_event_of, self._server.ask(_TIMELINE, _bound_key(key))))

    def events_of(self, network_message_id: str) -> list[DeliveryEvent]:
        asked = {"ids": [str(message_key(network_message_id))], "t": _NEVER}
        return in_order(map(_event_of, self._server.ask(_EVENTS, asked)))

    def clicks_of(self, key: DeliveryKey) -> list[Click]:
        return list(map(click_of, self._server.ask(_CLICKS_OF, _bound_key(key))))

    def clicks_in(self, network_message_id: str) -> list[Click]:
        asked = {"id": str(message_key(network_message_id))}
        return list(map(click_of, self._server.ask(_CLICKS_IN, asked)))

    def clicks_on(
        self,
        part: LinkPart,
        value: str,
        *,
        limit: int,
        since: datetime | None,
        until: datetime | None,
    ) -> list[Click]:
        values = {
            "wanted": key_of(value) or "",
            "since": _EVER if since is None else moment_text(since),
            "until": _NEVER if until is None else moment_text(until),
            "most": limit,
        }
        return list(map(click_of, self._server.ask(_CLICKS_ON[part], values)))

    def newest(self) -> datetime | None:
        [(many, newest)] = self._server.ask("SELECT count(), max(time_received) FROM delivery")
        return moment_of(newest) if many else None

    def _rows(self, found: Rows, tags: Tags, began: str = _NEVER) -> tuple[Row, ...]:
        deliveries = [delivery_of(values) for values in found]
        ids = sorted({str(message_key(each.network_message_id)) for each in deliveries})
        if not ids:
            return ()
        events, clicks = self._events(ids, began), self._clicks(ids)
        return tuple(
            Row(
                delivery=each,
                latest=latest_of(
                    each, events.get(_key_of(each.key), ()), clicks.get(_key_of(each.key), ())
                ),
                tags=tuple(sorted(tags.of(each.recipient))),
            )
            for each in (corrected(one, events.get(_key_of(one.key), ())) for one in deliveries)
        )

    def _events(self, ids: Sequence[str], began: str) -> Mapping[_Key, list[DeliveryEvent]]:
        """What was stored of these messages' deliveries until the stream began."""
        grouped: dict[_Key, list[DeliveryEvent]] = {}
        for values in self._server.ask(_EVENTS, {"ids": ids, "t": began}):
            event = _event_of(values)
            grouped.setdefault(_key_of(event.key), []).append(event)
        return grouped

    def _clicks(self, ids: Sequence[str]) -> Mapping[_Key, list[ClickVerdict]]:
        grouped: dict[_Key, list[ClickVerdict]] = {}
        for message, recipient, verdict in self._server.ask(_VERDICTS, {"ids": ids}):
            grouped.setdefault((message, recipient), []).append(ClickVerdict(verdict))
        return grouped

    def _after(
        self,
        query: Query,
        sort: Sort,
        after: Cursor | None,
        fields: frozenset[str] = frozenset(),
    ) -> Ordered:
        if after is not None and after.sort == sort:
            after = whole(self._server, query, after)
        return ordered(query, sort, fields=fields, after=after)

    def _now(self) -> str:
        """The engine's clock, by which events are stamped as they are stored."""
        return moment_text(moment_of(self._server.ask("SELECT now64(6, 'UTC')")[0][0]))


def _lines(found: Rows, fields: Sequence[str], tags: Tags) -> tuple[Line, ...]:
    plain = readers(fields, tags)
    return tuple(
        tuple([make(value) for make, value in zip(plain, each[_KEYED_BY:], strict=True)])
        for each in found
    )


def _event_of(values: Sequence[object]) -> DeliveryEvent:
    found = list(values)
    found[8] = mailbox_in(found[8])
    return event_of(found)


def _key_of(key: DeliveryKey) -> _Key:
    return message_key(key.network_message_id), sound(key.recipient)


def _bound_key(key: DeliveryKey) -> dict[str, object]:
    message, recipient = _key_of(key)
    return {"id": str(message), "recipient": recipient}
