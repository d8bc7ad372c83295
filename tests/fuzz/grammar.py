"""Throws text at the filter language, led by what code it reaches: `./run fuzz [SECONDS]`.

Whatever the text, `holds` must hold: it is either refused in a sentence that points into it, or it
is a filter that can be written, read again, said, asked of a row in memory, and run by the engine
with the same answer.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.making.varied import varied_deliveries

from clawback.filters.click_fields import CLICKS
from clawback.filters.describe import describe
from clawback.filters.errors import FilterError
from clawback.filters.fields import ALIASES, FIELDS
from clawback.filters.parse import parse
from clawback.filters.tree import Filter
from clawback.filters.vocabulary import DELIVERIES, Vocabulary
from clawback.filters.write import write
from clawback.store.duckdb import DuckdbStore
from clawback.store.memory import MemoryStore
from clawback.store.port import Batch, EventStore, Query

NOW = datetime(2026, 11, 15, 12, tzinfo=UTC)
_ASKED = 16  # one filter in so many is asked of both stores, which takes as long as all the rest
_SECONDS = 600


def seeds() -> Sequence[str]:
    """Where fuzzing begins: every field's example, and the language's other forms."""
    forms = (
        "(a OR b) c -d NOT (e AND f)",
        'subject~"x y" field:(a, "b c")',
        "time_received:-7d..-2h email_size>=1mb url_count:1..3",
        "sender_ip:192.0.2.0/24 subject:/a[b-c]+$/ list:bad url:hxxps://evil[.]com/a*",
        "time_of_day:22:00..06:00",
    )
    return (*forms, *(field.example for field in FIELDS.values()))


def words() -> Sequence[str]:
    """What the language is made of, for the fuzzer to put together."""
    return (*FIELDS, *CLICKS.fields, *ALIASES, "AND", "OR", "NOT", "list:", "..", ">=", "~", ":*")


@contextmanager
def stores() -> Iterator[Sequence[EventStore]]:
    """The oracle and the engine, with the same few deliveries."""
    with TemporaryDirectory(prefix="clawback-fuzz-") as folder:
        every: list[EventStore] = [MemoryStore(), DuckdbStore.open(Path(folder) / "events.duckdb")]
        for store in every:
            store.append(Batch(messages=(), deliveries=tuple(varied_deliveries(40))))
        yield every
        for store in every:
            store.close()


def holds(text: str, asked: Sequence[EventStore]) -> None:
    """Raises when anything is wrong with how this text is taken."""
    for vocabulary in (DELIVERIES, CLICKS):
        tree = _read(text, vocabulary)
        if tree is None:
            continue
        again = write(tree, vocabulary)
        if parse(again, vocabulary) != tree:
            raise AssertionError(f"{text!r} is written as {again!r}, which is something else")
        if not describe(tree, vocabulary):
            raise AssertionError(f"{text!r} says nothing")
        if vocabulary is DELIVERIES:
            _agree(text, tree, asked)


def _read(text: str, vocabulary: Vocabulary) -> Filter | None:
    try:
        return parse(text, vocabulary)
    except FilterError as error:
        inside = error.position is not None and 0 <= error.position <= len(text)
        if not inside or not str(error).strip():
            raise AssertionError(f"{text!r} is refused without a place: {error}") from error
        return None


def _agree(text: str, tree: Filter, asked: Sequence[EventStore]) -> None:
    counts = set()
    for store in asked:
        try:
            counts.add(store.count(Query(filter=tree, now=NOW)))
        except FilterError:  # a list or a tag that is not there
            counts.add(-1)
    if len(counts) > 1:
        raise AssertionError(f"{text!r} finds {counts} in stores that hold the same")


def main(arguments: Sequence[str]) -> None:
    """Fuzzes for so many seconds and prints what the fuzzer counted."""
    import atheris  # noqa: PLC0415 - only this command needs it

    seconds = int(arguments[0]) if arguments else _SECONDS
    number = 0
    with TemporaryDirectory(prefix="clawback-fuzz-") as folder, stores() as both:
        for at, seed in enumerate(seeds()):
            (Path(folder) / f"{at}").write_text(seed, encoding="utf-8")
        dictionary = Path(folder) / "words"
        dictionary.write_text("".join(f'"{word}"\n' for word in words()), encoding="utf-8")

        def one_input(data: bytes) -> None:
            nonlocal number
            number += 1
            text = data.decode("utf-8", "surrogateescape" if number % 2 else "replace")
            holds(text, both if number % _ASKED == 0 else ())

        atheris.instrument_all()
        options = [f"-max_total_time={seconds}", f"-dict={dictionary}", "-max_len=400"]
        atheris.Setup([sys.argv[0], *options, "-print_final_stats=1", folder], one_input)
        atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
