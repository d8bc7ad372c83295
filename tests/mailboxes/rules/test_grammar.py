"""Sieve scripts are read as RFC 5228 writes them, and anything else is refused with its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.mailboxes.rules.grammar import Command, Condition, Tag, read
from clawback.mailboxes.rules.tokens import BadSieveError, Kind, tokens

WORDS = st.sampled_from(["keep", "redirect", "fileinto", "header", "allof", "x_1", "texts"])
STRINGS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
ARGUMENTS = st.one_of(
    st.builds(Tag, st.sampled_from(["copy", "contains", "is"])),
    st.integers(0, 2**40),
    st.lists(STRINGS, min_size=1, max_size=3).map(tuple),
)
SPACE = st.sampled_from([" ", "\n", "\r\n", "\t", " # note; {\n", ' /* " } */ ', "  "])
TESTS = st.recursive(
    st.builds(Condition, name=WORDS, arguments=st.lists(ARGUMENTS, max_size=3).map(tuple)),
    lambda inner: st.builds(
        Condition, name=WORDS, tests=st.lists(inner, min_size=1, max_size=3).map(tuple)
    ),
    max_leaves=5,
)
COMMANDS = st.recursive(
    st.builds(
        Command, name=WORDS, line=st.just(0), arguments=st.lists(ARGUMENTS, max_size=3).map(tuple)
    ),
    lambda inner: st.builds(
        Command,
        name=WORDS,
        line=st.just(0),
        tests=st.lists(TESTS, max_size=2).map(tuple),
        block=st.lists(inner, min_size=1, max_size=3).map(tuple),
    ),
    max_leaves=6,
)


class Pen:
    """Writes commands as somebody could, with any white space and comments between tokens."""

    def __init__(self, draw):
        self._space = lambda: draw(SPACE)
        self._lines = lambda: draw(st.booleans())

    def script(self, commands):
        return self._space().join(["", *map(self.command, commands), ""])

    def command(self, one):
        end = ";"
        if one.block:
            end = f"{{{self.script(one.block)}}}"
        return self._space().join([one.name, *self.inner(one), end])

    def inner(self, one):
        yield from map(self.argument, one.arguments)
        if len(one.tests) == 1:
            yield self.test(one.tests[0])
        elif one.tests:
            yield f"({self._space()}{', '.join(map(self.test, one.tests))}{self._space()})"

    def test(self, one):
        return self._space().join([one.name, *self.inner(one)])

    def argument(self, one):
        if isinstance(one, Tag):
            return f":{one.name.upper()}"
        if isinstance(one, int):
            return str(one)
        if len(one) == 1 and self._lines() and "\n" in one[0]:
            return self.text(one[0])
        quoted = ['"' + each.replace("\\", "\\\\").replace('"', '\\"') + '"' for each in one]
        return quoted[0] if len(quoted) == 1 else f"[{','.join(quoted)}]"

    def text(self, words):
        lines = words.split("\n")
        if lines[-1]:
            return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'
        stuffed = ["." + line if line.startswith(".") else line for line in lines]
        return "text: # note\n" + "\n".join(stuffed) + ".\n"


def unlined(commands):
    """Without the numbers of lines."""
    return tuple(
        Command(
            name=one.name,
            line=0,
            arguments=one.arguments,
            tests=one.tests,
            block=unlined(one.block),
        )
        for one in commands
    )


@given(st.lists(COMMANDS, max_size=4).map(tuple), st.data())
def test_what_is_written_is_read(commands, data):
    """Whatever space, comments and ways to write a string stand in it."""
    script = Pen(data.draw).script(commands)
    assert unlined(read(script)) == commands


@given(st.one_of(st.text(max_size=60), st.text('"{}[](),;:#/*\\\n.text0k ifa', max_size=60)))
def test_any_text_is_a_script_or_is_refused_with_its_line(text):
    """Nothing else comes of it."""
    try:
        read(text)
    except BadSieveError as error:
        line = int(str(error).split()[1].rstrip(":"))
        assert 1 <= line <= text.count("\n") + 1


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("keep", "Line 1: the script ends in the midst of a command."),
        ('\n\nredirect "x', "Line 3: a string does not end."),
        ("if true {", "Line 1: the script ends in the midst"),
        ("keep; }", "Line 1: '}' is unexpected."),
        ("/* keep;", "Line 1: a comment does not end."),
        ("keep 1x;", "Line 1: a number ends in letters."),
        ("if (true; false) {}", "Line 1: a list has something else than commas in it."),
        ("vacation text:\nhello\n", "Line 1: the text after `text:` does not end."),
        ("if not " * 50 + "true {}", "Line 1: it is nested too deeply."),
        ("if true {" * 50, "Line 1: it is nested too deeply."),
        ("é;", "Line 1: 'é' stands for nothing in Sieve."),
    ],
)
def test_a_mistake_is_named_with_its_line(script, told):
    """In words."""
    with pytest.raises(BadSieveError) as refused:
        read(script)
    assert str(refused.value).startswith(told)


def test_numbers_have_quantifiers_and_texts_lose_their_dots():
    """As sections 2.4.1 and 2.4.2 have it."""
    found = [one.text for one in tokens("size 2K 3m text:\r\n..a\r\n.b\r\n.\r\n;")]
    assert found == ["size", "2048", str(3 << 20), ".a\r\nb\r\n", ";"]
    assert [one.kind for one in tokens("Keep;")] == [Kind.WORD, Kind.MARK]
