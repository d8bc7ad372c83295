"""Parts of a body, by the fast and by the patient parser alike."""

from __future__ import annotations

import pytest
from tests.making import hostile

from clawback.analysis import parts as module
from clawback.analysis.ambiguity import Ambiguity
from clawback.analysis.guard import guard
from clawback.analysis.limits import DEFAULT_LIMITS, AnalysisLimits, Limit
from clawback.analysis.parts import Structure, read_parts

MIXED = (
    b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n"
    b"text\n--b\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n<p>a=3Db\n"
    b"--b\nContent-Type: image/png; name=a.png\nContent-Disposition: inline\n"
    b"Content-Transfer-Encoding: base64\n\niVBORw==\n--b--\n"
)
WITH_MESSAGE = (
    b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n"
    b"Subject: inner\nContent-Type: text/html\n\n<p>x\n--b--\n"
)


def structure(raw: bytes, limits: AnalysisLimits = DEFAULT_LIMITS) -> Structure:
    guarded = guard(raw, limits)
    return read_parts(guarded.fields, guarded.body, limits)


@pytest.fixture(params=["fast", "patient"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "patient":
        monkeypatch.setattr(module, "_readers", lambda *_: [module._read_patiently])
    return str(request.param)


@pytest.mark.usefixtures("parser")
def test_leaves_are_read_with_type_name_and_content():
    """Both parsers give the same parts of an ordinary mail."""
    text, html, image = structure(MIXED).parts
    assert (text.content_type, text.charset, text.is_body) == ("text/plain", "utf-8", True)
    assert text.decoded.content.strip() == b"text"
    assert html.decoded.content.strip() == b"<p>a=b"
    assert (image.name, image.disposition, image.is_body) == ("a.png", "inline", False)
    assert image.decoded.content == b"\x89PNG"
    assert not structure(MIXED).unread


@pytest.mark.usefixtures("parser")
def test_an_attached_message_is_a_part_and_so_are_its_parts():
    """Parts of an attached message are marked, because no program shows them as the text."""
    outer, inner = structure(WITH_MESSAGE).parts
    assert (outer.content_type, outer.inside) == ("message/rfc822", False)
    assert b"Subject: inner" in outer.decoded.content
    assert (inner.content_type, inner.inside, inner.is_body) == ("text/html", True, False)


def test_a_body_without_type_is_text():
    """RFC 2045 §5.2: what says nothing is plain text."""
    (part,) = structure(b"Subject: x\n\nhello").parts
    assert (part.content_type, part.decoded.content) == ("text/plain", b"hello")


def test_encoded_words_in_part_headers_go_to_the_patient_parser():
    """Decoding before reading structure would let a word smuggle in a parameter."""
    raw = MIXED.replace(b"name=a.png", b'name="=?utf-8?q?x=22=3B_charset=3D=22y?="')
    assert structure(raw).parts[2].name == 'x"; charset="y'
    assert structure(raw).parts[2].charset == ""


def test_limits_on_number_and_depth_are_kept():
    """No more parts and no deeper ones are read than allowed."""
    cut = structure(hostile.shape("parts_50k"), AnalysisLimits(parts=7))
    assert (len(cut.parts), cut.cuts, cut.unread) == (7, (Limit.PARTS,), True)
    deep = structure(hostile.shape("messages_40"), AnalysisLimits(depth=5))
    assert deep.cuts == (Limit.DEPTH,)


@pytest.mark.parametrize(
    ("name", "ambiguity"),
    [
        ("content_type_twice", Ambiguity.DUPLICATE_CONTENT_TYPE),
        ("boundary_twice", Ambiguity.DUPLICATE_BOUNDARY),
        ("boundary_missing", Ambiguity.MISSING_BOUNDARY),
        ("encoding_twice", Ambiguity.CONFLICTING_ENCODING),
        ("encoding_unknown", Ambiguity.UNKNOWN_ENCODING),
    ],
)
@pytest.mark.usefixtures("parser")
def test_two_readings_are_told_and_swept(name: str, ambiguity: Ambiguity):
    """Where another reader could find more, both parsers say so."""
    found = structure(hostile.shape(name))
    assert ambiguity in found.ambiguities
    assert found.unread


def test_what_no_parser_reads_is_left_to_the_sweep():
    """Too deep for both: no parts, but the bytes are marked as unread."""
    assert structure(hostile.shape("depth_1000")) == Structure(unread=True, cuts=(Limit.DEPTH,))
