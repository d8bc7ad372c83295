"""What was decoded can be encoded again, and what stayed stays as it was written."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clawback.links.rewriting.transfer import decoded, encoded

LINES = st.lists(
    st.binary(max_size=120).map(lambda one: one.replace(b"\r", b"").replace(b"\n", b""))
)


@given(LINES, st.sampled_from([b"\r\n", b"\n"]), st.sampled_from(["base64", "quoted-printable"]))
def test_lines_are_short_and_read_back(lines, line_end, encoding):
    """No line is longer than 76 characters, and all bytes come back."""
    data = line_end.join(lines)
    done = encoded(data, encoding, like=b"", line_end=line_end)
    assert done is not None
    assert decoded(done, encoding) == data
    assert all(len(line) <= 76 for line in done.split(line_end))
    assert b"\n" not in done.replace(line_end, b"")


def test_lines_that_stay_are_written_as_they_were():
    """Quoted-printable can be written in many ways; only changed lines are written in ours."""
    like = b"=41 soft=\r\n line=20\r\nhttp://old\r\n=42=\r\n\r\n"
    data = decoded(like, "quoted-printable")
    assert data == b"A soft line \r\nhttp://old\r\nB\r\n"
    again = encoded(
        data.replace(b"http://old", b"http://new=1"),
        "quoted-printable",
        like=like,
        line_end=b"\r\n",
    )
    assert again == like.replace(b"http://old", b"http://new=3D1")


def test_the_end_of_base64_stays():
    """Empty lines after it belong to the mail's structure."""
    assert encoded(b"abc", "base64", like=b"YWJj\r\n\r\n", line_end=b"\r\n") == b"YWJj\r\n\r\n"
    assert encoded(b"abc", "base64", like=b"YWJj", line_end=b"\r\n") == b"YWJj"


def test_what_is_not_understood_is_not_decoded():
    """Broken and unknown encodings are left alone."""
    assert decoded(b"abc", "x-uuencode") is None
    assert decoded(b"YWJ", "base64") is None
    assert decoded(b"abc", "x-own") is None
    assert decoded(b"a=41", "7bit") == b"a=41"
