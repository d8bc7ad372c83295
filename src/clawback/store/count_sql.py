"""SQL that counts deliveries by the values of a field; `counting.py` says what that means."""

from __future__ import annotations

from clawback.filters.fields import Field, Kind
from clawback.store.fields import Place
from clawback.store.joins import source_for
from clawback.store.port import Bucket
from clawback.store.query import Condition

_ISO = "%Y-%m-%dT%H:%M:%S.%fZ"  # as `json_row.moment_text`


def histogram_sql(place: Place, field: Field, bucket: Bucket, condition: Condition) -> str:
    """SELECT of bucket, shown value and count."""
    start = f"date_trunc('{bucket.value}', d.time_received)::TIMESTAMP"
    values = _values_sql(place, field, start, condition)
    return (
        f"SELECT start, min(shown) AS value, count(*) FROM ({values})"  # noqa: S608 - closed list
        " GROUP BY start, grouped ORDER BY start, value"
    )


def top_sql(place: Place, field: Field, condition: Condition) -> str:
    """SELECT of shown value and count, at most `$most` rows."""
    return (
        "SELECT min(shown) AS value, count(*) AS many"  # noqa: S608 - closed list
        f" FROM ({_values_sql(place, field, 'NULL', condition)})"
        " WHERE grouped <> '' GROUP BY grouped ORDER BY many DESC, value LIMIT $most"
    )


def _values_sql(place: Place, field: Field, start: str, condition: Condition) -> str:
    source = f"{source_for({field.name, *condition.fields})} WHERE {condition.sql}"
    if field.several:
        return _several_sql(place.text, place.spelled, start, source)
    return (
        f"SELECT {start} AS start, coalesce({_text(field, place.text)}, '') AS grouped,"  # noqa: S608 - closed list
        f" coalesce({_text(field, place.spelled)}, '') AS shown FROM {source}"
    )


def _several_sql(text: str, spelled: str, start: str, source: str) -> str:
    texts = f"coalesce({text}, [])::VARCHAR[]"
    return f"""
        SELECT start, grouped,
            coalesce(spellings[list_position(texts, grouped)], '') AS shown
        FROM (
            SELECT start, texts, spellings,
                unnest(CASE WHEN len(entries) = 0 THEN [''] ELSE entries END) AS grouped
            FROM (
                SELECT {start} AS start, {texts} AS texts, {spelled}::VARCHAR[] AS spellings,
                    list_filter(list_distinct({texts}), lambda each: each <> '') AS entries
                FROM {source}
            )
        )
    """  # noqa: S608 - closed list


def _text(field: Field, value: str) -> str:
    return f"strftime({value}, '{_ISO}')" if field.kind is Kind.TIME else f"({value})::VARCHAR"
