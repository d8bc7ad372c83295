from __future__ import annotations

import pytest

from clawback.filters.errors import FilterError
from clawback.filters.scan import Scanner, shown


@pytest.mark.parametrize(
    ("text", "value", "rest"),
    [
        ("abc def", "abc", " def"),
        ('"a b" c', "a b", " c"),
        (r'"a \"b\" \\ \n"', r'a "b" \ \n', ""),
        ("“smart quotes”", "smart quotes", ""),
        ('*"a b"*.pdf)', "*a b*.pdf", ")"),
        ("Foo_(bar))", "Foo_(bar)", ")"),
        ("a,b", "a,b", ""),
    ],
)
def test_a_piece_ends_where_it_should(text, value, rest):
    """Blanks and a foreign parenthesis end it; quotes and its own parentheses do not."""
    scan = Scanner(text)
    assert scan.piece().text == value
    assert scan.text[scan.at :] == rest


def test_a_comma_ends_a_piece_of_a_list():
    """In a list it stands between values."""
    assert Scanner("a,b").piece(comma_ends=True).text == "a"


def test_wildcards_in_quotes_are_characters():
    """A piece tells which wildcards were meant as such."""
    piece = Scanner('a*"b?"').piece()
    assert (set(piece.wild), set(piece.literal)) == ({"*"}, {"?"})


@pytest.mark.parametrize("text", ['"abc', '"a\nb"', "foo(bar", '"abc\\"'])
def test_what_is_left_open_is_an_error(text):
    """Quotes end on their line and parentheses close."""
    with pytest.raises(FilterError):
        Scanner(text).piece()


@pytest.mark.parametrize(
    ("text", "expression"),
    [("/a b/", "a b"), (r"/a\/b/)", "a/b"), (r"/\\/", r"\\"), ("/a", None), ("/a/b", None)],
)
def test_an_expression_stands_between_slashes(text, expression):
    """The closing slash ends the value; a slash in it is escaped."""
    piece = Scanner(text).expression(blanks=True)
    assert (piece and piece.text) == expression


@pytest.mark.parametrize("sign", ["\x00", "\x1f", "\x7f", "\ud800"])
def test_what_no_mail_holds_is_refused(sign):
    """Control characters and halves of characters never reach a store."""
    with pytest.raises(FilterError) as error:
        Scanner(f"ab{sign}")
    assert error.value.position == 2


def test_long_text_is_cut_in_errors():
    """An error stays one line."""
    assert len(shown("x" * 1000)) < 70
