"""Bodies that read alike."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.model.body import body_fingerprint

BODY = "Dear customer, your parcel 4711 waits. Pay 3.99 at https://evil.example/t?id=ab12 today."


@pytest.mark.parametrize(
    "other",
    [
        BODY.upper(),
        BODY.replace("4711", "99").replace("3.99", "12.50"),
        BODY.replace("ab12", "zz99"),
        BODY.replace(" ", "\n\t "),
        BODY.replace(",", " -"),
    ],
)
def test_what_mailings_change_makes_no_difference(other):
    """Case, numbers, tokens in links, line breaks, punctuation."""
    assert body_fingerprint(other) == body_fingerprint(BODY) is not None


@pytest.mark.parametrize("other", [BODY.replace("parcel", "packet"), BODY + " Überweisen."])
def test_other_words_are_another_body(other):
    """Also in letters beyond ASCII."""
    assert body_fingerprint(other) != body_fingerprint(BODY)


@pytest.mark.parametrize("text", ["", "Thanks!", "https://a.example/" + "x" * 500, "1" * 500])
def test_short_bodies_have_none(text):
    """They would be alike by chance."""
    assert body_fingerprint(text) is None


@given(st.text(st.characters(), max_size=200))
def test_any_text_has_a_number_that_every_store_can_hold(text):
    """63 bits, the same each time."""
    found = body_fingerprint(text)
    assert found is None or 0 <= found < 1 << 63
    assert found == body_fingerprint(text)


def test_it_costs_little():
    """A megabyte of links in a moment."""
    started = process_time()
    body_fingerprint("https://a.example/x " * 50_000)
    assert process_time() - started < 1
