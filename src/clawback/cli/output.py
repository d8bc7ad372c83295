"""Answers on standard output."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import UTC, datetime

from clawback.client.json import JsonValue


def print_json(value: object) -> None:
    """One JSON document. Everything beyond ASCII is escaped, so it can steer no terminal."""
    print(json.dumps(value, indent=2))


def print_json_stream(objects: Iterable[object]) -> None:
    """A JSON array of any length, an object a line, written as it comes."""
    between = "[\n"
    for one in objects:
        sys.stdout.write(between + json.dumps(one))
        between = ",\n"
    print("\n]" if between != "[\n" else "[]")


def print_json_lines(objects: Iterable[object]) -> None:
    """An object a line, written as it comes."""
    for one in objects:
        print(json.dumps(one))


def local_time(value: JsonValue) -> str:
    """A moment of the API in this machine's time zone, to the second; `-` for none."""
    if not isinstance(value, str) or not value:
        return "-"
    moment = datetime.fromisoformat(value)
    return (
        (moment if moment.tzinfo else moment.replace(tzinfo=UTC))
        .astimezone()
        .strftime("%Y-%m-%d %H:%M:%S %Z")
    )


def text(value: object) -> str:
    """A value in a table's cell: lists with commas, nothing as `-`."""
    if value is None or value in ("", []):
        return "-"
    if isinstance(value, list):
        return ", ".join(text(one) for one in value)
    return str(value)


def words(code: str) -> str:
    """A code of the API as people read it."""
    return code.replace("_", " ")
