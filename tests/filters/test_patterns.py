from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.filters.fields import FIELDS
from clawback.filters.patterns import compiled, regex_expression, wildcard_expression
from clawback.model.folding import fold


def _fits(name: str, pattern: str, text: str) -> bool:
    return compiled(wildcard_expression(FIELDS[name], pattern)).search(fold(text)) is not None


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("*.iso", "Invoice.ISO", True),
        ("*.iso", "invoice.iso.txt", False),
        ("inv?ice*", "invoice 4711", True),
        ("inv?ice", "inv\nice", True),
        ("a.c", "abc", False),
        ("100%_*", "100%_off", True),
        ("[a]*", "[a]b", True),
        ("É?", "éx", True),
    ],
)
def test_a_wildcard_is_about_the_whole_text(pattern, text, fits):
    """Only * and ? are special; case does not matter, and lines do not end it."""
    assert _fits("subject", pattern, text) is fits


@pytest.mark.parametrize(
    ("pattern", "url", "fits"),
    [
        ("evil.com/*", "https://evil.com/login", True),
        ("evil.com/*", "http://evil.com/", True),
        ("http://evil.com/*", "https://evil.com/x", True),
        ("hxxp://evil[.]com/*", "https://evil.com/x", True),
        ("evil.com/*", "http://good.com/?u=http://evil.com/", False),
        ("*evil.com*", "http://good.com/?u=http://evil.com/", True),
        ("*/a?b=*", "http://evil.com/a?b=c", True),
        ("*/a?b=*", "http://evil.com/axb=c", False),
    ],
)
def test_a_url_pattern_needs_no_scheme(pattern, url, fits):
    """The scheme may be left out, and ? is part of URLs."""
    assert _fits("url", pattern, url) is fits


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_text_without_wildcards_fits_itself(text):
    """Every other character stands for itself, whatever it means in an expression."""
    plain = text.replace("*", "").replace("?", "")
    assert _fits("subject", plain, plain)


def test_an_expression_does_not_mind_case():
    """Folded text is small, and people write expressions with capitals."""
    assert compiled(regex_expression("INVOICE|x")).search("your invoice")


@pytest.mark.parametrize("expression", ["(", "a**b(", r"\p{Nope}", "(?=a)", r"\1", "a{5000}"])
def test_what_re2_does_not_know_is_refused(expression):
    """Look-around and back-references would take more than linear time."""
    with pytest.raises(ValueError, match=r"."):
        compiled(regex_expression(expression))


def test_an_expression_that_would_take_too_much_memory_is_refused():
    """The compiled form has a limit."""
    with pytest.raises(ValueError, match="too large"):
        compiled(regex_expression(r"(\pL{900}|\pN{900}){1}"))
