"""Parameters of MIME fields, in all the ways in which they are written."""

from __future__ import annotations

import pytest

from clawback.analysis.parameters import parse_parameters


@pytest.mark.parametrize(
    ("raw", "value", "parameters"),
    [
        ("text/plain", "text/plain", {}),
        ("Text/HTML; Charset=UTF-8", "text/html", {"charset": "UTF-8"}),
        ('a; n="x; y=z"', "a", {"n": "x; y=z"}),
        (r'a; n="x\"y"', "a", {"n": 'x"y'}),
        ("a;; ;b=c;", "a", {"b": "c"}),
        ("a; n = x ; m= y", "a", {"n": "x", "m": "y"}),
        ('a; n="open', "a", {"n": "open"}),
        ("a; n*=utf-8'en'%e2%82%ac", "a", {"n": "€"}),
        ("a; n*0=x; n*1=y", "a", {"n": "xy"}),
        ("a; n*1=y; n*0=x", "a", {"n": "xy"}),
        ("a; n*0*=utf-8''%e2%82; n*1*=%ac; n*2=z", "a", {"n": "€z"}),
        ("a; n=plain; n*=utf-8''better", "a", {"n": "better"}),
        ('a; n="=?utf-8?q?=C3=A4?="', "a", {"n": "ä"}),
        ("", "", {}),
    ],
)
def test_parameters_are_read(raw: str, value: str, parameters: dict[str, str]):
    """Quoted, split, extended (RFC 2231) and encoded (against RFC 2047) values are read."""
    read = parse_parameters(raw)
    assert (read.value, read.parameters) == (value, parameters)


def test_a_parameter_given_twice_is_told():
    """The first wins, and the doubt is known."""
    read = parse_parameters("a; boundary=x; boundary=y")
    assert read.parameters == {"boundary": "x"}
    assert read.repeated == {"boundary"}


def test_the_number_of_parameters_is_bounded():
    """A flood of parameters is cut."""
    assert len(parse_parameters("a" + "".join(f";n{n}=x" for n in range(999))).parameters) == 256
