"""ClickHouse's words for what the compiler asks of every engine."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from clawback.store.clickhouse.dialect import CLICKHOUSE, moment_text
from clawback.store.dialect import Bound


@pytest.mark.parametrize(
    ("sort", "value", "kept"),
    [
        (Bound.TEXT, "a\ud800b", "a?b"),
        (Bound.NUMBER, 7, 7),
        (Bound.TIME, datetime(2026, 1, 1, microsecond=9, tzinfo=UTC), "2026-01-01 00:00:00.000009"),
        (Bound.IP, "192.0.2.1", "04c0000201"),
        (Bound.IP, b"\x04\xc0\x00\x02\xff", "04c00002ff"),
        (
            Bound.ID,
            "018F2C4E-9A00-8ABC-9DEF-0123456789AB",
            "018f2c4e-9a00-8abc-9def-0123456789ab",
        ),
        (Bound.TRUTH, True, True),
    ],
)
def test_values_are_bound_as_columns_hold_them(sort, value, kept):
    """Addresses as text that sorts like them, ids in one spelling, times to the microsecond."""
    assert CLICKHOUSE.kept(sort, value) == kept


def test_every_value_is_bound_with_its_type():
    """Nothing is said of a value but its name."""
    assert CLICKHOUSE.bound("v0", Bound.NUMBER) == "{v0:Int64}"
    assert CLICKHOUSE.bound("v0", Bound.ID) == "UUIDStringToNum({v0:String})"
    assert CLICKHOUSE.bound_list("v0", Bound.TEXT) == "{v0:Array(String)}"


@pytest.mark.parametrize(
    ("text", "pattern"),
    [("invoice", "%invoice%"), ("100%", r"%100\%%"), ("a_b", r"%a\_b%"), ("\\", "%\\\\%")],
)
def test_a_needle_is_a_pattern_that_means_itself(text, pattern):
    """What is special in LIKE is not special in what people search for."""
    assert CLICKHOUSE.needle(text) == pattern


def test_moments_that_the_engine_cannot_hold_are_moved_to_its_edge():
    """A filter may ask about the year 9999; no mail is of it."""
    assert moment_text(datetime(9999, 1, 1, tzinfo=UTC)) == "2299-12-31 23:59:59.999999"
    assert moment_text(datetime(1, 1, 1, tzinfo=UTC)) == "1900-01-01 00:00:00.000000"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [(r"\Anul\x00byte", r"(?-s)\Anul\x{0}byte"), (r"\\x00", r"(?-s)\\x00")],
)
def test_a_nul_is_written_so_that_the_engine_reads_on(text, wanted):
    """It is the same character; a backslash before the letters x00 stays what it is."""
    assert CLICKHOUSE.expression(text) == wanted
