"""Slips of pages: for one link, one click and a short while."""

from datetime import UTC, datetime, timedelta

import pytest

from clawback.links.clicks.forms import GOOD_FOR, Slip, read, written

NOW = datetime(2026, 11, 30, tzinfo=UTC)
SLIP = Slip(click_id="a.b-1", shown_at=int(NOW.timestamp()))
TEXT = written(SLIP, "/s/x/shop.example", b"k" * 32)


def test_a_slip_is_read_back_within_its_time():
    """It says which click was shown the page."""
    assert read(TEXT, "/s/x/shop.example", b"k" * 32, NOW + timedelta(minutes=9)) == SLIP


@pytest.mark.parametrize(
    ("text", "path", "key", "now"),
    [
        (TEXT, "/s/y/shop.example", b"k" * 32, NOW),
        (TEXT, "/s/x/shop.example", b"l" * 32, NOW),
        (TEXT, "/s/x/shop.example", b"k" * 32, NOW + GOOD_FOR),
        (TEXT, "/s/x/shop.example", b"k" * 32, NOW - timedelta(minutes=1)),
        (TEXT.replace("b-1", "b-2"), "/s/x/shop.example", b"k" * 32, NOW),
        (TEXT[:-1], "/s/x/shop.example", b"k" * 32, NOW),
        ("", "/s/x/shop.example", b"k" * 32, NOW),
        ("..", "/s/x/shop.example", b"k" * 32, NOW),
        ("ä\ud800.1.x", "/s/x/shop.example", b"k" * 32, NOW),
    ],
)
def test_no_other_slip_is_taken(text, path, key, now):
    """Of another link or key, too old, from the future, altered, or none at all."""
    assert read(text, path, key, now) is None
