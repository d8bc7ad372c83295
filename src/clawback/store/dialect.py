"""What engines say differently; `query.py` and `count_sql.py` speak for all of them.

Each method returns SQL made of its arguments, which are SQL themselves: columns of a closed list,
names of bound values, and no text of a user's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Protocol

from clawback.filters.fields import Field
from clawback.store.bars import Grain
from clawback.store.chart import Bucket


class Bound(StrEnum):
    """What sort of value is bound."""

    TEXT = "text"
    NUMBER = "number"  # a whole one of 64 bits
    TIME = "time"
    IP = "ip"  # as `filters/ip.py` orders addresses
    ID = "id"  # a message's key
    TRUTH = "truth"
    HASH = "hash"  # of a text, as `hashes.py` has it


class Dialect(Protocol):
    """One engine's SQL; an entry of a list is named `each`."""

    def bound(self, name: str, sort: Bound) -> str:
        """A value that is bound under this name."""
        ...

    def bound_list(self, name: str, sort: Bound) -> str:
        """A list of values that is bound under this name."""
        ...

    def kept(self, sort: Bound, value: object) -> object:
        """A value as the engine takes it when it is bound."""
        ...

    def opposite(self, condition: str) -> str:
        """True where the condition is false or NULL."""
        ...

    def needle(self, text: str) -> str:
        """What is bound for `contains`."""
        ...

    def expression(self, text: str) -> str:
        """What is bound for `matches`."""
        ...

    def contains(self, text: str, needle: str) -> str:
        """The text has the needle in it."""
        ...

    def matches(self, text: str, expression: str) -> str:
        """RE2 finds the expression in the text, with its own defaults."""
        ...

    def some(self, entries: str, test: Callable[[str], str]) -> str:
        """An entry of the list passes the test."""
        ...

    def shares(self, entries: str, wanted: Sequence[str]) -> str:
        """One of the few wanted values is an entry of the list."""
        ...

    def among(self, value: str, many: str) -> str:
        """The value is one of a bound list, which may be long."""
        ...

    def some_among(self, entries: str, many: str, *, row: str, source: str) -> str:
        """An entry of the list is one of a bound list, which may be long.

        `row` is what names a row of `source`.
        """
        ...

    def known(self, field: Field, value: str) -> str:
        """The field, which is no text, has a value."""
        ...

    def those_true(self, cases: Sequence[tuple[str, str]]) -> str:
        """The list of the values whose conditions are true, in order; pairs of both."""
        ...

    def grain(self, grain: Grain, moment: str) -> str:
        """When the grain began that holds the moment, in UTC."""
        ...

    def bucket(self, bucket: Bucket, moment: str) -> str:
        """When the bucket of UTC began that holds the moment."""
        ...

    def words(self, field: Field, value: str) -> str:
        """A value as text: a time as `json_row.moment_text` has it, nothing as the empty text."""
        ...

    def texts(self, values: str) -> str:
        """A list as a list of texts, an empty one for NULL."""
        ...

    def entries(self, texts: str) -> str:
        """The distinct texts of a list that are not empty; where there is none, the empty text."""
        ...

    def place_among(self, text: str, many: str) -> str:
        """Where the text stands in a list, from 1; 0 where it does not."""
        ...

    def places_among(self, texts: str, many: str) -> str:
        """Where the `entries` of these texts stand in a list, each place once."""
        ...

    def spelled_as(self, entry: str, texts: str, spellings: str) -> str:
        """How an entry of the texts was written; the empty text for the entry of none."""
        ...

    def pairs(self, keys: str, numbers: str) -> str:
        """Rows of `key` and `number`, made of two bound lists."""
        ...

    def unfold(self, entries: str) -> str:
        """In a SELECT: a row for each entry of the list."""
        ...
