"""A wish is kept as it is, and knows what its file is called."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from clawback.exports.wish import What, Wish, wish_from_json, wish_to_json
from clawback.store.chart import Bucket
from clawback.store.format import Format

FULL = Wish(
    what=What.TOP,
    filter='subject~"é"',
    view="phish",
    since=datetime(2026, 11, 1, tzinfo=UTC),
    until=datetime(2026, 11, 2, tzinfo=UTC),
    format=Format.PARQUET,
    columns=("subject", "recipient"),
    sort="-subject",
    field="sender_domain",
    bucket=Bucket.HOUR,
    limit=5,
)


@pytest.mark.parametrize("wish", [Wish(), FULL])
def test_a_wish_reads_back(wish):
    """Every part of it."""
    assert wish_from_json(wish_to_json(wish)) == wish


def test_a_wish_of_an_older_version_reads_back():
    """Exports that were begun before there were views and orders go on."""
    old = json.loads(wish_to_json(Wish()))
    del old["view"], old["sort"]
    assert wish_from_json(json.dumps(old)) == Wish()


def test_a_file_is_named_after_what_is_in_it():
    """With the ending of its format."""
    assert FULL.file_name == "top-sender_domain.parquet"
    assert {Wish(what=what, field="f").file_name for what in What} == {
        "deliveries.csv",
        "clicks.csv",
        "histogram-f.csv",
        "top-f.csv",
        "groups-f.csv",
        "affected-users.csv",
    }
