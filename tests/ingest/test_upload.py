"""The form in which mails are sent to the API."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ingest.doubles import intake

from clawback.ingest.intake import MAIL_LIMIT
from clawback.ingest.upload import LINE_LIMIT, Decoder, UploadError, decode, record
from clawback.model.location import DeliveryLocation, MailboxRef


def fed(*pieces):
    decoder = Decoder()
    found = [one for piece in pieces for one in decoder.feed(piece)]
    decoder.finish()
    return found


@given(
    raws=st.lists(st.binary(max_size=60), max_size=5),
    sizes=st.lists(st.integers(1, 50), min_size=1, max_size=20),
)
def test_what_is_encoded_is_decoded(raws, sizes):
    """Any bytes, cut into pieces anywhere."""
    ref = MailboxRef(server="s", account="ü@x", folder="Entwürfe", uid=4)
    intakes = [
        intake(raw=raw, mailbox=ref, location=DeliveryLocation.JUNK, mail_from="") for raw in raws
    ]
    body = b"".join(record(one) for one in intakes)
    pieces: list[bytes] = []
    while body:
        size = sizes[len(pieces) % len(sizes)]
        pieces.append(body[:size])
        body = body[size:]
    assert fed(*pieces) == intakes


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"{}\n", "not a size and an envelope"),
        (b"[]\n", "not a size and an envelope"),
        (b"null\n", "not a size and an envelope"),
        (b"\n", "not a size and an envelope"),
        (b"\xff\n", "not a size and an envelope"),
        (b"[" * 60000 + b"\n", "not a size and an envelope"),
        (b'{"size":1,"envelope":{"source":"x"}}\nx', "not a size and an envelope"),
        (record(intake(raw=b"")).replace(b"Z", b"", 1), "not a size and an envelope"),
        (record(intake(raw=b"")).replace(b'"size":0', b'"size":-1'), "must be a number"),
        (record(intake(raw=b"")).replace(b'"size":0', b'"size":true'), "not a size and"),
        (
            record(intake(raw=b"")).replace(b'"size":0', b'"size":%d' % (MAIL_LIMIT + 1)),
            "must be a number",
        ),
        (b"x" * LINE_LIMIT, "longer than 64 KiB"),
        (record(intake(raw=b"abc"))[:-1], "ends in the middle"),
        (record(intake(raw=b"abc"))[:10], "ends in the middle"),
    ],
)
def test_a_mistake_is_told_with_its_number(body, reason):
    """The record's number, why, and how many before it are good."""
    with pytest.raises(UploadError, match=f"Record 3 .*{reason}.*The 2 before it are good"):
        fed(record(intake(1)) + record(intake(2)) + body)


async def test_a_stream_is_decoded():
    """The asynchronous face gives mails as they become whole."""

    async def pieces():
        yield record(intake(1)) + record(intake(2))[:50]
        yield record(intake(2))[50:]

    assert [one async for one in decode(pieces())] == [intake(1), intake(2)]
