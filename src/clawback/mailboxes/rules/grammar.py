"""A Sieve script as commands (RFC 5228 section 8.2). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias

from clawback.mailboxes.rules.tokens import Kind, Token, tokens, trouble

_DEEPEST = 40  # blocks and tests in one another; section 2.10.5 asks for 15
_MOST = 100_000  # tokens


@dataclass(frozen=True, slots=True)
class Tag:
    """A tagged argument, such as `:copy`."""

    name: str


Argument: TypeAlias = Tag | int | tuple[str, ...]
"""A string is a list of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A test with its arguments, and the tests that it is about."""

    name: str
    arguments: tuple[Argument, ...] = ()
    tests: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command on a line, with what it has between braces."""

    name: str
    line: int
    arguments: tuple[Argument, ...] = ()
    tests: tuple[Condition, ...] = ()
    block: tuple[Command, ...] = ()

    def tagged(self, name: str) -> bool:
        return Tag(name) in self.arguments

    @property
    def strings(self) -> tuple[str, ...]:
        """All its strings, in order."""
        return tuple(chain.from_iterable(one for one in self.arguments if isinstance(one, tuple)))


def read(script: str) -> tuple[Command, ...]:
    """The script's commands, known to us or not.

    Raises:
        BadSieveError: it is none, or nested deeper than anybody writes; says on which line.
    """
    found = []
    for token in tokens(script):
        found.append(token)
        if len(found) > _MOST:
            raise trouble(token.line, "the script is too long.")
    return _Reader(found).script()


class _Reader:
    def __init__(self, found: list[Token]) -> None:
        self._tokens, self._at = found, 0

    def script(self) -> tuple[Command, ...]:
        commands = self._commands(0)
        if (rest := self._peek()) is not None:
            raise trouble(rest.line, f"{rest.text!r} is unexpected.")
        return commands

    def _commands(self, depth: int) -> tuple[Command, ...]:
        found = []
        while (token := self._peek()) is not None and token.kind is Kind.WORD:
            found.append(self._command(depth))
        return tuple(found)

    def _command(self, depth: int) -> Command:
        name = self._take()
        _require_shallow(name, depth)
        arguments, tests = self._arguments(depth)
        block: tuple[Command, ...] = ()
        end = self._take()
        if end.is_mark("{"):
            block = self._commands(depth + 1)
            self._expect("}")
        elif not end.is_mark(";"):
            raise trouble(end.line, f"`{name.text}` does not end with a semicolon.")
        return Command(
            name=name.text, line=name.line, arguments=arguments, tests=tests, block=block
        )

    def _arguments(self, depth: int) -> tuple[tuple[Argument, ...], tuple[Condition, ...]]:
        found: list[Argument] = []
        while (token := self._peek()) is not None:
            if token.kind is Kind.TAG:
                found.append(Tag(self._take().text))
            elif token.kind is Kind.NUMBER:
                found.append(int(self._take().text))
            elif token.kind is Kind.STRING:
                found.append((self._take().text,))
            elif token.is_mark("["):
                found.append(self._strings())
            elif token.is_mark("("):
                return tuple(found), self._tests(depth)
            elif token.kind is Kind.WORD:
                return tuple(found), (self._test(depth),)
            else:
                break
        return tuple(found), ()

    def _strings(self) -> tuple[str, ...]:
        self._take()
        found = []
        while True:
            token = self._take()
            if token.kind is not Kind.STRING:
                raise trouble(token.line, "a list of strings holds something else.")
            found.append(token.text)
            if self._ended("]"):
                return tuple(found)

    def _tests(self, depth: int) -> tuple[Condition, ...]:
        self._take()
        found = []
        while True:
            found.append(self._test(depth))
            if self._ended(")"):
                return tuple(found)

    def _test(self, depth: int) -> Condition:
        name = self._take()
        _require_shallow(name, depth)
        if name.kind is not Kind.WORD:
            raise trouble(name.line, "a test has no name.")
        arguments, tests = self._arguments(depth + 1)
        return Condition(name=name.text, arguments=arguments, tests=tests)

    def _ended(self, mark: str) -> bool:
        """Whether a list ends here; else a comma was taken."""
        token = self._take()
        if not token.is_mark(mark) and not token.is_mark(","):
            raise trouble(token.line, "a list has something else than commas in it.")
        return token.is_mark(mark)

    def _expect(self, mark: str) -> None:
        token = self._take()
        if not token.is_mark(mark):
            raise trouble(token.line, f"{mark!r} is missing.")

    def _peek(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _take(self) -> Token:
        token = self._peek()
        if token is None:
            line = self._tokens[-1].line if self._tokens else 1
            raise trouble(line, "the script ends in the midst of a command.")
        self._at += 1
        return token


def _require_shallow(token: Token, depth: int) -> None:
    if depth > _DEEPEST:
        raise trouble(token.line, "it is nested too deeply.")
