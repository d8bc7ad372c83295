from __future__ import annotations

import pytest
from hypothesis import given, settings
from tests.filters.trees import trees

from clawback.filters.parse import parse
from clawback.filters.tree import And, Everything, Filter, Or, Words
from clawback.filters.write import write


@settings(max_examples=200, deadline=None)
@given(trees())
def test_what_is_written_reads_back(tree: Filter):
    """Text and tree are two views of one thing."""
    assert parse(write(tree)) == tree


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("", ""),
        ("from:A@b.com", "sender_address:A@b.com"),
        ("subject: hi you", "subject:hi AND you"),
        ("(a OR b) NOT (c d)", "(a OR b) AND NOT (c AND d)"),
        ("threat:(Phish, Spam)", "threat_type:(phish OR spam)"),
        ("size>=1536kb size:1024", "email_size>=1536kb AND email_size:1kb"),
        ("received:2026-11-01T00:00Z..2026-11-03", "time_received:2026-11-01..2026-11-03"),
        ("received<=2026-11-01T23:59", "time_received<=2026-11-01"),
        ("received:-7d", "time_received>=-7d"),
        ('file:*"a b"?.iso', 'attachment_filename:*"a b"?.iso'),
        ("time_of_day:22..6:30Z", "time_of_day:22:00..06:30"),
        ("time_of_day>22", "time_of_day>22:59"),
        ("forwarded:yes", "forwarded_message:true"),
        ("threat:none", "-threat_type:*"),
        ("url_path:login*", "url_path:/login*"),
        ('subject:"and"', 'subject:"and"'),
        (r"subject:/a\/b/", r"subject:/a\/b/"),
    ],
)
def test_canonical_text(text, canonical):
    """Fields by their full names, values in their shortest form, quotes only where needed."""
    assert write(parse(text)) == canonical


def test_everything_inside_a_filter_is_a_star():
    """The empty text could not stand there."""
    assert write(Or((Words("a"), And((Everything(), Words("b")))))) == "a OR * AND b"
