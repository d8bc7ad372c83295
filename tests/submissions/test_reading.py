"""Mails that are made to be hard to read, judged again by the reader that the server has."""

from __future__ import annotations

import pytest
from tests.submissions.conftest import ADA

from clawback.analysis.judges.judges import NO_JUDGES
from clawback.analysis.pool import AnalysisPool
from clawback.analysis.providers.panel import NOBODY
from clawback.analysis.providers.port import UNKNOWN_TRANSPORT
from clawback.app.submitting import Reading
from clawback.submissions.making import Upload, Wish
from clawback.submissions.submission import Category, Kind, Reason

pytestmark = pytest.mark.slow
GUESS = Wish(category=Category.PHISH, reason=Reason.APPEARS_SUSPICIOUS)


@pytest.fixture(scope="module")
def reading():
    """The server's reader, without engines."""
    with AnalysisPool(1) as pool:
        yield Reading(pool, NOBODY, NO_JUDGES)


def nested(levels):
    """A report of a report of a report."""
    head = b"From: a@b.example\r\nSubject: Fwd\r\nContent-Type: message/rfc822\r\n\r\n"
    return head * levels + b"Subject: the last\r\n\r\nx\r\n"


@pytest.mark.parametrize(
    "raw",
    [
        nested(500),
        b"Subject: large\r\n\r\n" + b"x" * 76 * 1024 * 600,
        b"Subject: \xff\x00\xfe\r\nContent-Type: multipart/mixed; boundary=\r\n\r\n--\r\n",
    ],
)
def test_it_is_judged_again_and_its_state_is_clear(desk, reading, raw):
    """What cannot be read whole says which limit it met; it is completed as any other."""
    at = desk()
    at.reader.read = reading.read
    made = at.carried(at.door.upload(Upload(kind=Kind.EMAIL, content=raw), GUESS, ADA)).submission
    assert made.status == "completed"
    assert made.review.parse == reading.read(raw, UNKNOWN_TRANSPORT).parse
    assert made.review.parse == "complete" or made.review.parse.startswith("limited:")
