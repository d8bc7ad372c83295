"""What goes wrong with ClickHouse, in sentences and under a stable code."""

from __future__ import annotations

import pytest
from clickhouse_connect.driver.exceptions import DatabaseError, OperationalError

from clawback.model.errors import ClawbackError
from clawback.store.clickhouse.failures import in_words


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (159, "query_timeout"),
        (241, "store_memory"),
        (516, "store_refused"),
        (497, "store_forbidden"),
        (164, "store_read_only"),
        (243, "store_read_only"),
        (252, "store_busy"),
        (279, "store_unreachable"),
        (76, "store_locked"),
        (47, "store_failed"),
    ],
)
def test_the_engines_numbers_have_words(number, code):
    """None of the engine's own words, which may hold what was searched for."""
    with pytest.raises(ClawbackError, match=r"\.$") as told, in_words():
        raise DatabaseError(f"Code: {number}. DB::Exception: near 'secret'", code=number)
    assert told.value.code == code
    assert "secret" not in str(told.value)


def test_without_a_number_it_is_the_connection():
    """The driver says so when nothing answers."""
    with pytest.raises(ClawbackError, match="does not answer") as told, in_words():
        raise OperationalError("connection refused")
    assert told.value.code == "store_unreachable"
