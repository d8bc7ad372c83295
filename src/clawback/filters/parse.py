"""Reads filter text into a tree: a recursive descent over the grammar of the filter language.

filter      = [ either ]
either      = every { "OR" every }
every       = one { [ "AND" ] one }
one         = ( "NOT" | "-" ) one | "(" either ")" | test
test        = field ":" values | field "~" values | field order value
            | "list:" values | word | "*"
values      = value | "(" value { ( "OR" | "," | line end ) value } ")"
value       = piece | "/" expression "/"
piece       = { character | quoted }
order       = "<" | "<=" | ">" | ">="
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial

from clawback.filters.choices import choice_phrase
from clawback.filters.errors import FilterError
from clawback.filters.fields import Field, Kind
from clawback.filters.list_name import LIST_NAME, LIST_NAME_RULE
from clawback.filters.scan import Piece, Scanner, shown
from clawback.filters.tree import (
    AnyOf,
    Everything,
    Filter,
    InList,
    Not,
    Or,
    Order,
    Scalar,
    Test,
    Words,
    both,
)
from clawback.filters.urls import refang
from clawback.filters.values import ORDERED, compares, contains, equals
from clawback.filters.vocabulary import DELIVERIES, Vocabulary

LONGEST = 256 * 1024  # characters
DEEPEST = 10  # parentheses and NOTs inside one another
MOST_TESTS = 200
MOST_VALUES = 10_000  # in one list of values

_LIST = "list"
_ORDERS = {order.value: order for order in Order}
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(?:://|:\\\\|\[:|:\[//\])")
_WHAT = 'Write a condition such as subject~"invoice" or a word.'
_QUOTE = "To look for the text itself, put it in quotes."


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One of the conditions that must all hold, and where in the text it stands."""

    tree: Filter
    start: int
    end: int


def parse(text: str, vocabulary: Vocabulary = DELIVERIES) -> Filter:
    """The tree of a filter's text; empty text says everything. Raises `FilterError`."""
    return _parser(text, vocabulary).all()


def parts_of(text: str, vocabulary: Vocabulary = DELIVERIES) -> tuple[Part, ...]:
    """The conditions that must all hold, as they were written; alternatives are one.

    Raises `FilterError`, as `parse` does.
    """
    parser = _parser(text, vocabulary)
    parser.all()
    return tuple(parser.parts)


def _parser(text: str, vocabulary: Vocabulary) -> _Parser:
    if len(text) > LONGEST:
        raise FilterError(
            f"A filter can have {LONGEST:,} characters; this one has {len(text):,}.",
            hint="Upload long lists of values and name them with list:name.",
            position=LONGEST,
            length=len(text) - LONGEST,
        )
    return _Parser(Scanner(text), vocabulary)


class _Parser:
    def __init__(self, scan: Scanner, vocabulary: Vocabulary) -> None:
        self._scan = scan
        self._vocabulary = vocabulary
        self._depth = 0
        self._tests = 0
        self.parts: list[Part] = []

    def all(self) -> Filter:
        self._scan.space()
        if self._scan.done():
            return Everything()
        tree = self._either()
        if not self._scan.done():
            raise self._scan.error('There is a ")" without its "(".', "Take it out or open it.")
        return tree

    def _either(self) -> Filter:
        parts = [self._every()]
        while self._keyword("OR"):
            parts.append(self._every())
        flat = [p for part in parts for p in (part.parts if isinstance(part, Or) else (part,))]
        tree = flat[0] if len(flat) == 1 else Or(tuple(flat))
        if len(parts) > 1 and not self._depth:
            first, last = self.parts[0], self.parts[-1]
            self.parts = [Part(tree=tree, start=first.start, end=last.end)]
        return tree

    def _every(self) -> Filter:
        tree = self._part()
        while True:
            joined = self._keyword("AND")
            if not joined and self._at_end_of_every():
                return tree
            tree = both(tree, self._part())

    def _part(self) -> Filter:
        self._scan.space()
        start = self._scan.at
        tree = self._one()
        if not self._depth:
            self.parts.append(Part(tree=tree, start=start, end=self._scan.at))
        return tree

    def _at_end_of_every(self) -> bool:
        return self._scan.done() or self._scan.next == ")" or self._scan.keyword() == "OR"

    def _keyword(self, word: str) -> bool:
        self._scan.space()
        written = self._scan.keyword()
        if written != written.upper():
            raise self._lower_case(written)
        return written == word and self._scan.take(word)

    def _lower_case(self, written: str) -> FilterError:
        return FilterError(
            f'"{written}" can be a word to look for or join conditions.',
            hint=f'Write {written.upper()} to join, "{written}" in quotes to look for it.',
            position=self._scan.at,
            length=len(written),
            mend=written.upper(),
        )

    def _one(self) -> Filter:
        self._scan.space()
        start = self._scan.at
        if self._keyword("NOT") or self._scan.take("-"):
            return Not(self._deeper(self._one, start))
        if self._scan.take("("):
            return self._deeper(self._group, start)
        if self._scan.done() or self._scan.next == ")" or self._scan.keyword():
            raise self._scan.error("A condition is missing here.", _WHAT)
        return self._test()

    def _deeper(self, read: Callable[[], Filter], start: int) -> Filter:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._scan.error(
                f"Parentheses and NOTs go deeper than {DEEPEST} levels.",
                "Say it with fewer.",
                start=start,
            )
        tree = read()
        self._depth -= 1
        return tree

    def _group(self) -> Filter:
        start = self._scan.at - 1
        tree = self._either()
        if not self._scan.take(")"):
            raise FilterError(
                'This "(" is not closed.', hint='Write ")".', position=start, length=1
            )
        return tree

    def _test(self) -> Filter:
        self._count(self._scan.at)
        named = self._scan.name()
        if named is None:
            return self._words()
        name, sign = named
        if sign == ":" and name.lower() == _LIST:
            self._scan.at += len(name + sign)
            return self._values(None, _in_list)
        field = self._vocabulary.named(name)
        if field is None:
            return self._nameless(name, sign)
        return self._field_test(field, name, sign)

    def _nameless(self, name: str, sign: str) -> Filter:
        if sign in {"=", "!="} or _SCHEME.match(self._scan.text, self._scan.at):
            return self._words()
        near = self._near(name)
        raise FilterError(
            f"There is no field {shown(name)}.",
            hint=f'Did you mean "{near}"?' if near else _QUOTE,
            position=self._scan.at,
            length=len(name),
            mend=near,
        )

    def _near(self, name: str) -> str:
        plain = name.lower().replace("-", "_")
        words = self._vocabulary
        near = get_close_matches(plain, [*words.fields, *words.aliases, _LIST], n=1, cutoff=0.6)
        return words.aliases.get(near[0], near[0]) if near else ""

    def _field_test(self, field: Field, name: str, sign: str) -> Filter:
        start = self._scan.at
        self._scan.at += len(name + sign)
        if sign in {"=", "!="}:
            hint = f"Write {field.name}:value to say equal, -{field.name}:value for the contrary."
            raise self._scan.error(f'"{sign}" is not an operator.', hint, start=start)
        if sign == ":" and field.kind in ORDERED:
            sign = next((s for s in ("<=", ">=", "<", ">") if self._scan.take(s)), sign)
        if sign in _ORDERS:
            self._scan.space()
            return compares(field, _ORDERS[sign], self._value(field, start))
        return self._values(field, partial(equals if sign == ":" else contains, field))

    def _values(self, field: Field | None, read: Callable[[Piece], Test | Not]) -> Filter:
        """One value, or a list of them in parentheses."""
        start = self._scan.at
        self._scan.space()
        tests = _Values(self._count)
        if not self._scan.take("("):
            piece = self._value(field, start)
            tests.add(read(piece), piece)
            return tests.joined()
        opened = self._scan.at - 1
        self._scan.space()
        while not self._scan.take(")"):
            self._refuse_in_list(opened)
            piece = self._value(field, start, comma_ends=True)
            tests.add(read(piece), piece)
            self._separator()
        if not tests.count:
            raise self._scan.error("This list of values is empty.", start=opened)
        tree = tests.joined()
        return self._deeper(lambda: tree, opened) if isinstance(tree, Or) else tree

    def _refuse_in_list(self, opened: int) -> None:
        if self._scan.done():
            raise FilterError(
                "This list is not closed.", hint='Write ")".', position=opened, length=1
            )
        if self._scan.next == "(":
            raise self._scan.error("A list of values cannot hold another.", "Take out the inner (.")
        if self._scan.next == ",":
            raise self._scan.error("A value is missing before this comma.")

    def _separator(self) -> None:
        """Goes past what stands between two values; a line's end is enough."""
        line_ended = self._scan.space()
        comma = self._scan.take(",")
        word = self._scan.keyword()
        if not comma and word.upper() == "OR":
            self._scan.take(word)
        elif not comma and not line_ended and not self._scan.done() and self._scan.next != ")":
            raise self._scan.error(
                "It is not clear where one value ends and the next begins.",
                "Write OR or a comma between values, and quotes around a value with blanks.",
            )
        self._scan.space()
        if word and not comma and self._scan.next == ")":
            raise self._scan.error(f"A value is missing after {word}.")

    def _value(self, field: Field | None, start: int, *, comma_ends: bool = False) -> Piece:
        if field and self._scan.next == "/" and field.kind in {Kind.TEXT, Kind.URL}:
            expression = self._scan.expression(blanks=field.name != "url_path")
            if expression:
                return expression
            if field.kind is Kind.TEXT:
                hint = r"End it with / and write \/ for a slash in it, or put the value in quotes."
                raise self._scan.error("The expression that starts here is not closed.", hint)
        if self._scan.keyword():
            raise self._scan.error("A value is missing here.", _QUOTE, start=start)
        phrase = self._phrase(field)
        piece = phrase or self._scan.piece(comma_ends=comma_ends)
        if piece.start == piece.end:
            raise self._scan.error("A value is missing here.", start=start)
        return piece

    def _phrase(self, field: Field | None) -> Piece | None:
        if field is None or field.kind is not Kind.CHOICE:
            return None
        match = choice_phrase(field).match(self._scan.text, self._scan.at)
        if match is None:
            return None
        self._scan.at = match.end()
        return Piece(text=match[0], start=match.start(), end=match.end())

    def _words(self) -> Filter:
        start = self._scan.at
        piece = self._scan.piece()
        if piece.bare and piece.text == "*":
            return Everything()
        if "*" in piece.wild:
            hint = "Leave the * out, or name a field: subject:inv*ce."
            raise piece.error("A bare word is found anywhere already.", hint)
        if not piece.text:
            raise self._scan.error("There is nothing to look for here.", _WHAT, start=start)
        return Words(refang(piece.text) if piece.bare else piece.text)

    def _count(self, start: int) -> None:
        self._tests += 1
        if self._tests > MOST_TESTS:
            raise self._scan.error(
                f"A filter can have {MOST_TESTS} conditions; this one has more.",
                "Put values of one field into a list, field:(a, b), or into list:name.",
                start=start,
            )


class _Values:
    """The tests of a list of values: equal ones together, the rest joined with OR."""

    def __init__(self, count_test: Callable[[int], None]) -> None:
        self._count_test = count_test
        self._equal: dict[Scalar, None] = {}
        self._tests: list[Test | Not] = []
        self.count = 0

    def add(self, test: Test | Not, piece: Piece) -> None:
        self.count += 1
        if self.count > MOST_VALUES:
            raise piece.error(
                f"A list can have {MOST_VALUES:,} values; this one has more.",
                "Upload it and name it with list:name.",
            )
        if isinstance(test, AnyOf):
            if not self._equal:
                self._tests.append(test)
            self._equal.update(dict.fromkeys(test.values))
        elif test not in self._tests:
            self._tests.append(test)
            if len(self._tests) > 1:
                self._count_test(piece.start)

    def joined(self) -> Filter:
        parts = tuple(self._whole(test) for test in self._tests)
        return parts[0] if len(parts) == 1 else Or(parts)

    def _whole(self, test: Test | Not) -> Test | Not:
        return AnyOf(test.field, tuple(self._equal)) if isinstance(test, AnyOf) else test


def _in_list(piece: Piece) -> Test:
    name = piece.text.lower()
    if not LIST_NAME.fullmatch(name):
        raise piece.error(f"{piece.shown} is not the name of a list.", LIST_NAME_RULE)
    return InList(name)
