"""What a script does with mail that somebody could use against its owner. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from clawback.mailboxes.rules.grammar import Argument, Command, Condition, Tag, read
from clawback.mailboxes.rules.strings import decoded, filled
from clawback.model.labelled import Labelled

_LONGEST = 300  # characters of a condition
_PROGRAMS = frozenset({"pipe", "execute", "filter"})
_HIDING_FLAG = "\\deleted"
_FLAGGING = frozenset({"setflag", "addflag"})
_ENDING = frozenset({"stop", "return"})
_BRANCHES = frozenset({"if", "elsif", "else"})


class Deed(Labelled):
    """What becomes of mail."""

    FORWARD = "forward", "Sends it on and keeps none"
    COPY = "copy", "Sends a copy on"
    NOTIFY = "notify", "Tells somebody of it"
    PROGRAM = "program", "Gives it to a program"
    FILE = "file", "Files it into a folder"
    DISCARD = "discard", "Throws it away"
    DELETE = "delete", "Marks it as deleted"
    REFUSE = "refuse", "Refuses it"


_ALONE = {"discard": Deed.DISCARD, "reject": Deed.REFUSE, "ereject": Deed.REFUSE}  # RFC 5429


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One thing that a script does, on a line of it, from 1.

    `target` is the address, the folder or the program. `when` is the condition as Sieve writes it,
    empty when it is done with all mail.
    """

    deed: Deed
    line: int
    target: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a script does, and the names of scripts that it includes (RFC 6609)."""

    effects: tuple[Effect, ...]
    includes: tuple[str, ...] = ()


def meaning(script: str) -> Meaning:
    """What a Sieve script does.

    Raises:
        BadSieveError: it is none; says on which line.
    """
    commands = read(script)
    walk = _Walk(coded="encoded-character" in _required(commands))
    effects = tuple(walk.through(commands, ""))
    return Meaning(effects=effects, includes=tuple(dict.fromkeys(walk.includes)))


def _required(commands: tuple[Command, ...]) -> frozenset[str]:
    return frozenset(one for each in commands if each.name == "require" for one in each.strings)


@dataclass(slots=True, kw_only=True)
class _Walk:
    """Through the commands in their order; knows what variables hold so far."""

    coded: bool
    values: dict[str, str] = field(default_factory=dict)
    includes: list[str] = field(default_factory=list)
    stopped: bool = False

    def through(
        self, commands: tuple[Command, ...], when: str, *, kept: bool = False
    ) -> Iterator[Effect]:
        kept = kept or any(one.name == "keep" for one in commands)
        before: list[str] = []  # tests of the branches before, which did not hold
        for one in commands:
            if one.name in _BRANCHES:
                yield from self._branch(one, when, before, kept=kept)
            elif one.name in _ENDING:
                self.stopped = True
            else:
                before.clear()
                yield from self._effects(one, when, kept=kept)
            if self.stopped:
                return

    def _branch(
        self, one: Command, when: str, before: list[str], *, kept: bool
    ) -> Iterator[Effect]:
        if one.name == "if":
            before.clear()
        test = one.tests[0] if one.tests else Condition(name="true")
        if test.name == "false" or "true" in before:
            return
        words = [f"not {each}" for each in before]
        before.append(self._said(test))
        if test.name != "true":
            words.append(before[-1])
        inside = " and ".join(each for each in (when, *words) if each)[:_LONGEST]
        yield from self.through(one.block, inside, kept=kept)
        # A stop inside a condition ends the script only for the mail that the condition is about.
        self.stopped = self.stopped and not words

    def _effects(self, one: Command, when: str, *, kept: bool) -> Iterator[Effect]:
        strings = tuple(map(self._text, one.strings))
        if one.name == "set" and len(strings) > 1:
            self.values[strings[0].lower()] = strings[-1]
        elif one.name == "include":
            self.includes += strings[-1:]
        for deed, target in _deeds(one, strings, kept=kept):
            yield Effect(deed=deed, line=one.line, target=target, when=when)

    def _text(self, text: str) -> str:
        return filled(decoded(text) if self.coded else text, self.values)

    def _said(self, test: Condition) -> str:
        """A test as Sieve writes it."""
        words = [test.name, *(self._argument(one) for one in test.arguments)]
        if test.tests:
            inner = ", ".join(map(self._said, test.tests))
            words.append(f"({inner})" if len(test.tests) > 1 else inner)
        return " ".join(words)

    def _argument(self, one: Argument) -> str:
        if isinstance(one, Tag):
            return f":{one.name}"
        if isinstance(one, int):
            return str(one)
        texts = [f'"{self._text(each)}"' for each in one]
        return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"


def _deeds(one: Command, strings: tuple[str, ...], *, kept: bool) -> Iterator[tuple[Deed, str]]:
    last = strings[-1] if strings else ""
    if one.name in _ALONE:
        yield _ALONE[one.name], ""
    elif one.name in _PROGRAMS:
        yield Deed.PROGRAM, strings[0] if strings else ""
    elif one.name == "redirect":
        yield Deed.COPY if kept or one.tagged("copy") else Deed.FORWARD, last
    elif one.name == "fileinto" and not one.tagged("copy"):
        yield Deed.FILE, last
    elif one.name in _FLAGGING and _HIDING_FLAG in " ".join(strings).lower().split():
        yield Deed.DELETE, ""
    elif one.name == "notify":
        yield from ((Deed.NOTIFY, address) for address in _told(strings))


def _told(strings: tuple[str, ...]) -> Iterator[str]:
    """Addresses of a notification (RFC 5436), or of the older way to write one."""
    scheme, _, rest = strings[-1].partition(":") if strings else ("", "", "")
    if scheme.lower() == "mailto":
        yield rest.partition("?")[0]
    else:
        yield from (one for one in strings if "@" in one and " " not in one)
