"""Asks a filter about a row in memory: the oracle that every store must agree with.

What a filter means, exactly:

* **Entries.** A field's value is a list of entries: the one value, or each of several, without
  `None` and without empty text. A test on a field is true when *some entry* fits. A field without
  entries fits no test, and `Not` is plain: whatever is not true is false, so `-field:value` finds
  deliveries that have no value.
* **AnyOf** compares keys (`comparing.key_of`): folded text, `url_key`, `ip_key`, the code of an
  enumeration, numbers and times as such. A key that is `None` (no IP address) or empty fits
  nothing. A Message-ID is wanted with and without angle brackets (`comparing.wanted_keys`).
* **Contains**: `comparing.wanted_text` stands in the folded entry. **Wildcard** and **Regex**: RE2
  finds `patterns.wildcard_expression` or `patterns.regex_expression` in the folded entry.
* **Compare** and **Between** (both ends included): numbers by value, times to the microsecond;
  `Ago` is told from `now`. A range of times of day whose low end is the later one goes over
  midnight (`clock.within_clock`).
* **Present**: there is an entry. **InNetwork**: `ip.ip_order` of the entry lies between the two of
  `ip.network_order`; IPv4-mapped addresses are IPv4, and no IPv4 address lies in an IPv6 network.
* **Words**: the folded text stands in the folded text of some entry of `Vocabulary.words`.
* **InList**: `listed.Listed` says which form of which field is looked for in which set.
* `tags` are asked of `Row.tags`; `tagged.py` says the same about recipients.
* `url` means the links and the wrappers that were taken off them (`FIELDS["url"].read`).
* `And` and `Or` of no parts are true and false; `Everything` is true.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, TypeAlias

from clawback.filters.clock import within_clock
from clawback.filters.comparing import (
    entries,
    key_of,
    moment,
    texts,
    wanted_keys,
    wanted_text,
)
from clawback.filters.errors import FilterError
from clawback.filters.fields import Field, Kind
from clawback.filters.ip import ip_order, network_order
from clawback.filters.listed import listed
from clawback.filters.patterns import compiled, regex_expression, wildcard_expression
from clawback.filters.tree import (
    And,
    AnyOf,
    Between,
    Compare,
    Contains,
    Everything,
    Filter,
    InList,
    InNetwork,
    Not,
    Or,
    Order,
    Present,
    Regex,
    Test,
    Wildcard,
    Words,
)
from clawback.filters.vocabulary import DELIVERIES, Vocabulary
from clawback.model.click import ClickRow
from clawback.model.delivery import Row
from clawback.model.folding import fold

Lists: TypeAlias = Mapping[str, frozenset[str]]
Matcher: TypeAlias = Callable[[Row | ClickRow], bool]
_FieldTest: TypeAlias = (
    AnyOf | Contains | Wildcard | Regex | Compare | Between | Present | InNetwork
)
# An entry is as its field's kind says: text, a number or a time. The tree's values were checked
# against the field, so comparing them needs no further proof.
_Fits: TypeAlias = Callable[[Any], bool]

_ORDERS: dict[Order, Callable[[Any, Any], bool]] = {  # Any: two numbers or two times
    Order.LESS: operator.lt,
    Order.AT_MOST: operator.le,
    Order.GREATER: operator.gt,
    Order.AT_LEAST: operator.ge,
}


def match(filter: Filter, row: Row, *, now: datetime, lists: Lists | None = None) -> bool:  # noqa: A002 - the word of the trade, and the parameter's name in the port
    """Whether the row fits. For many rows, make one `matcher`."""
    return matcher(filter, now=now, lists=lists)(row)


def matcher(
    filter: Filter,  # noqa: A002 - as in `match`
    *,
    now: datetime,
    lists: Lists | None = None,
    vocabulary: Vocabulary = DELIVERIES,
) -> Matcher:
    """The filter as a question to rows; patterns and keys are made once.

    `now` is what relative times are told from; `lists` holds the entries of each list the filter
    names (`lists.resolve`), without which it raises `FilterError`.
    """
    return _Question(now, lists or {}, vocabulary).about(filter)


class _Question:
    def __init__(self, now: datetime, lists: Lists, vocabulary: Vocabulary) -> None:
        self._now = now
        self._lists = lists
        self._vocabulary = vocabulary
        self._words = [vocabulary.field(name) for name in vocabulary.words]

    def about(self, part: Filter) -> Matcher:
        match part:
            case Everything():
                return lambda _: True
            case And(parts):
                every = [self.about(each) for each in parts]
                return lambda row: all(ask(row) for ask in every)
            case Or(parts):
                some = [self.about(each) for each in parts]
                return lambda row: any(ask(row) for ask in some)
            case Not(inner):
                ask_inner = self.about(inner)
                return lambda row: not ask_inner(row)
            case _:
                return self._test(part)

    def _test(self, test: Test) -> Matcher:
        match test:
            case Words(text):
                return self._says(fold(text))
            case InList(name):
                return self._in_list(name)
            case _:
                return self._field_test(test)

    def _field_test(self, test: _FieldTest) -> Matcher:
        field = self._vocabulary.field(test.field)
        fits = self._fits(field, test)
        return lambda row: any(fits(entry) for entry in entries(field, row))

    def _fits(self, field: Field, test: _FieldTest) -> _Fits:
        match test:
            case AnyOf():
                key, wanted = key_of(field), wanted_keys(field, test.values, self._now)
                return lambda entry: key(entry) in wanted
            case Compare():
                holds, value = _ORDERS[test.order], moment(test.value, self._now)
                return lambda entry: holds(entry, value)
            case Between():
                low: Any = moment(test.low, self._now)  # Any: as for `_Fits`
                high: Any = moment(test.high, self._now)  # Any: as for `_Fits`
                if field.kind is Kind.CLOCK:
                    return partial(within_clock, low, high)
                return lambda entry: bool(low <= entry <= high)
            case InNetwork():
                first, last = network_order(test.network)
                return lambda entry: first <= (ip_order(entry) or b"") <= last
            case _:
                return text_fits(field, test)

    def _says(self, wanted: str) -> Matcher:
        return lambda row: any(wanted in text for text in texts(self._words, row))

    def _in_list(self, name: str) -> Matcher:
        if name not in self._lists:
            raise FilterError(f'There is no list "{name}".')
        wanted = listed(self._lists[name])
        words = self._vocabulary
        places = (
            (words.listed_host, wanted.hosts),
            (words.listed_url, wanted.urls),
            (words.listed_ip, wanted.addresses),
        )
        fields = [(words.field(name), known) for name, known in places if known]
        keyed = [(field, key_of(field), known) for field, known in fields]
        textual = [words.field(name) for name in words.listed_texts]
        return lambda row: (
            any(text in wanted.texts for text in texts(textual, row))
            or any(key(e) in known for field, key, known in keyed for e in entries(field, row))
        )


def text_fits(field: Field, test: Present | Contains | Wildcard | Regex) -> _Fits:
    """The test as a question to one entry of the field."""
    match test:
        case Present():
            return lambda _: True
        case Contains(text=text):
            wanted = wanted_text(field, text)
            return lambda entry: wanted in fold(entry)
        case Wildcard(pattern=pattern):
            return _found(wildcard_expression(field, pattern))
        case Regex(expression=expression):
            return _found(regex_expression(expression))


def _found(expression: str) -> _Fits:
    search = compiled(expression).search
    return lambda entry: search(_encodable(fold(entry))) is not None


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
