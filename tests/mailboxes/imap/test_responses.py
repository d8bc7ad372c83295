"""Reading answers: the quick way and the thorough way must agree."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.mailboxes.imap.responses import (
    Fetched,
    codes,
    fetched,
    header_of,
    items,
    tokens,
    uid_map,
)

_QUICK = (
    b'* 12 FETCH (UID 7 FLAGS (\\Seen $Phishing \\Recent) INTERNALDATE "04-Mar-2026 06:06:07 +0100"'
    b" RFC822.SIZE 321 X-GUID 1795474990.M370359P14093.vm,S=36,W=40"
)
_EXPECTED = Fetched(
    7,
    frozenset({"\\Seen", "$Phishing"}),
    datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC),
    321,
    "1795474990.M370359P14093.vm,S=36,W=40",
    None,
)
_HEADER = b"Subject: * 1 FETCH (UID 9 RFC822.SIZE 1)\r\n\r\n"


def test_a_fetch_line_is_read():
    """Numbers, flags without the recent one, the date in UTC, the id."""
    assert list(fetched([(_QUICK + b")\r\n",)])) == [_EXPECTED]


def test_headers_come_along():
    """The header block of a FETCH is its literal, whatever it says."""
    line = _QUICK + b" BODY[HEADER.FIELDS (MESSAGE-ID DATE FROM SUBJECT)] {%d}\r\n" % len(_HEADER)
    (item,) = fetched([(line, _HEADER, b")\r\n")])
    assert item == _EXPECTED._replace(header=_HEADER)


@given(
    order=st.permutations(["uid", "flags", "date", "size", "guid", "body"]),
    guid=st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1),
)
def test_the_order_of_items_does_not_matter(order, guid):
    """Another server's order, quoting and literals give the same message."""
    quoted = guid.replace("\\", "\\\\").replace('"', '\\"').encode()
    parts = {
        "uid": (b"UID 7",),
        "flags": (b"FLAGS (\\Seen $Phishing)",),
        "date": (b'INTERNALDATE "04-Mar-2026 06:06:07 +0100"',),
        "size": (b"RFC822.SIZE 321",),
        "guid": (b'X-GUID "' + quoted + b'"',),
        "body": (b"BODY[HEADER.FIELDS (SUBJECT)] {%d}\r\n" % len(_HEADER), _HEADER),
    }
    (item,) = fetched([_response([parts[name] for name in order])])
    assert item == _EXPECTED._replace(guid=guid, header=_HEADER)


def test_an_emailid_is_an_id_too():
    """RFC 8474's id stands in parentheses."""
    line = b"* 1 FETCH (UID 7 FLAGS () INTERNALDATE NIL RFC822.SIZE 1 EMAILID (M6d99ac32))\r\n"
    (item,) = fetched([(line,)])
    assert (item.guid, item.internal_date) == ("M6d99ac32", None)


@pytest.mark.parametrize(
    "line",
    [
        b"* 3 FETCH (FLAGS (\\Seen))\r\n",
        b"* 3 FETCH (UID 3 FLAGS (\\Seen))\r\n",
        b"* 3 EXPUNGE\r\n",
        b"* OK [HIGHESTMODSEQ 5] RFC822.SIZE\r\n",
        b"* 3 FETCH (((((RFC822.SIZE\r\n",
        b"* 3 FETCH )\r\n",
    ],
)
def test_what_tells_too_little_is_passed_over(line):
    """News of flags, expunges and rubbish are not messages."""
    assert list(fetched([(line,)])) == []


@given(line=st.binary(max_size=200), literal=st.binary(max_size=50))
def test_no_bytes_break_the_reader(line, literal):
    """Whatever a server sends, reading ends and gives messages or none."""
    for response in ((line,), (b"* 1 FETCH (" + line, literal, b")\r\n")):
        assert all(isinstance(item, Fetched) for item in fetched([response]))
        tokens(response)
        items(response)


def test_tokens_nest():
    """Lists, quoted strings with escapes, atoms with brackets, NIL and literals."""
    fragments = (b'(a (b "c\\"d" NIL)) BODY[X (Y)] {3}\r\n', b"(x)", b" end\r\n")
    expected = [[b"a", [b"b", b'c"d', None]], b"BODY[X (Y)]", b"(x)", b"end"]
    assert tokens(fragments) == expected


def test_a_body_is_found_by_its_section():
    """The one BODY[…] item, wherever it stands."""
    found = items((b"* 1 FETCH (BODY[] {4}\r\n", b"mail", b" UID 5)\r\n"))
    assert header_of(found) == b"mail"
    assert found[b"UID"] == b"5"


def test_response_codes():
    """Name in capitals, arguments as they stand, nothing where there is none."""
    assert codes(b"[CopyUID 1 2:3 4:5] Moved.") == (b"COPYUID", b"1 2:3 4:5")
    assert codes(b"[READ-WRITE] Done") == (b"READ-WRITE", b"")
    assert codes(b"Done [not a code]") == (b"", b"")


def test_copyuid_maps_old_to_new():
    """Sets are paired in order; a range means the same either way round (RFC 4315 §3)."""
    assert uid_map(b"38505 304,319:320 3956:3958") == (38505, {304: 3956, 319: 3957, 320: 3958})
    assert uid_map(b"1 3:2 11:10") == (1, {2: 10, 3: 11})


@pytest.mark.parametrize("words", [b"", b"1 2", b"1 1:2 5", b"x y z", b"1 1:99999999999 1:2"])
def test_a_copyuid_that_lies_maps_nothing(words):
    """Uneven or endless sets are no proof of a move."""
    assert uid_map(words) == (0, {})


def _response(parts):
    fragments = [b"* 12 FETCH ("]
    for number, part in enumerate(parts):
        fragments[-1] += (b" " if number else b"") + part[0]
        if len(part) > 1:
            fragments += [part[1], b""]
    fragments[-1] += b")\r\n"
    return tuple(fragments)
