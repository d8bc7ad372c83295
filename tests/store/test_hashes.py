"""The numbers that stand for texts: one meaning here and in the engine, in old files and in new."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from itertools import count

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.making.deliveries import NOW, make_delivery

from clawback.filters.tree import AnyOf
from clawback.store import schema
from clawback.store.columns import STORED, folded, row_of
from clawback.store.duckdb import DuckdbStore
from clawback.store.hashes import HASH_COLUMNS, HASHED, hash_of, hash_sql, hashes_of
from clawback.store.port import Batch, Query

pytestmark = pytest.mark.slow

BEFORE = schema.STEPS[:8]
OPEN_AND_DIE = """
import os, sys
from pathlib import Path
from clawback.store.duckdb import DuckdbStore
DuckdbStore.open(Path(sys.argv[1]))
os._exit(1)
"""


@pytest.fixture(scope="module")
def engine():
    with duckdb.connect() as connection:
        yield connection


def query(field, value):
    return Query(now=NOW, filter=AnyOf(field, (value,)))


@settings(deadline=None)
@given(text=st.text())
def test_the_engine_counts_the_same(engine, text):
    """A number in SQL is the number in Python, for any text that is folded."""
    kept = folded(text)
    [(number,)] = engine.execute(f"SELECT {hash_sql('$text::VARCHAR')}", {"text": kept}).fetchall()
    assert number == hash_of(kept)


def test_a_row_has_its_numbers():
    """Of the folded texts; none where there is no text."""
    made = make_delivery(1, subject="", sender_domain="X.example")
    numbers = dict(zip(HASH_COLUMNS, hashes_of(row_of(made)), strict=True))
    assert numbers["sender_domain_hash"] == hash_of("x.example")
    assert numbers["subject_hash"] is None


def old_file(path, made):
    """A file as the version before there were numbers left it, with one delivery."""
    with duckdb.connect(str(path)) as connection:
        schema.migrate(connection, BEFORE)
        marks = ", ".join("?" * len(STORED))
        sql = f"INSERT INTO delivery ({', '.join(STORED)}) VALUES ({marks})"  # noqa: S608 - closed list
        connection.execute(sql, row_of(made))


@pytest.mark.parametrize("killed", [False, True], ids=["closed", "killed"])
def test_a_file_of_the_version_before_opens_and_answers(tmp_path, killed):
    """Every hashed field finds what was there, also when the process died before it tidied up."""
    path = tmp_path / "events.duckdb"
    made = make_delivery(1, sender_mail_from_address="bounce@Sender.example")
    old_file(path, made)
    if killed:
        command = [sys.executable, "-c", OPEN_AND_DIE, str(path)]
        assert subprocess.run(command, env=os.environ, check=False).returncode == 1
        assert path.with_name("events.duckdb.wal").exists()
    with closing(DuckdbStore.open(path)) as store:
        assert store.append(Batch(messages=(), deliveries=(made, make_delivery(2)))).stored == 1
        for field in HASHED:
            asked = query(field, getattr(made, field))
            assert made in [row.delivery for row in store.page(asked, limit=5).rows], field


def test_texts_with_one_number_are_told_apart(tmp_path):
    """The number only says where to look: a text that happens to share it is not found."""
    first, second = same_number()
    rows = (make_delivery(1, sender_address=first), make_delivery(2, sender_address=second))
    with closing(DuckdbStore.open(tmp_path / "events.duckdb")) as store:
        store.append(Batch(messages=(), deliveries=rows))
        found = store.page(query("sender_address", first), limit=5).rows
    assert [row.delivery for row in found] == [rows[0]]


def same_number():
    """Two texts that have one number, as any 80,000 texts or so do."""
    seen: dict[int, str] = {}
    for text in (f"{number}@x.example" for number in count()):
        other = seen.setdefault(hash_of.__wrapped__(text), text)
        if other != text:
            return other, text
    raise AssertionError
