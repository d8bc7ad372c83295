"""The same questions to SQLite with FTS5, to PostgreSQL with trigram indexes, and to notmuch."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence, Sized
from contextlib import closing
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, TypeAlias

import psycopg
from tests.making.corpus import CorpusMissingError, corpus
from tests.servers.postgresql import Postgresql, why_not

from bench.explorer.api import warm
from bench.explorer.rows import Month
from clawback.model.delivery import Delivery

_Asked: TypeAlias = tuple[str, Sequence[str], Sequence[str]]  # title, statements, bound values

ROWS = 2_000_000
_BLOCK = 10_000
_PAGE = "SELECT * FROM mail WHERE {} ORDER BY time DESC LIMIT 100"
_COLUMNS = "time, message, recipient, sender, domain, action, ip, subject, urls, hosts, hashes"

_SQLITE = """
PRAGMA journal_mode = WAL;
CREATE TABLE mail (number INTEGER PRIMARY KEY, time TEXT, message TEXT, recipient TEXT, sender TEXT,
    domain TEXT, action TEXT, ip TEXT, subject TEXT, urls TEXT, hosts TEXT, hashes TEXT);
CREATE INDEX by_message ON mail (message);
CREATE INDEX by_recipient ON mail (recipient, time);
CREATE INDEX by_sender ON mail (sender, time);
CREATE INDEX by_domain ON mail (domain, action, time);
CREATE TABLE host (name TEXT, time TEXT, number INTEGER);
CREATE INDEX by_host ON host (name, time);
CREATE VIRTUAL TABLE subject_text USING fts5 (subject, content='mail', content_rowid='number',
    tokenize='trigram');
CREATE VIRTUAL TABLE url_text USING fts5 (urls, content='mail', content_rowid='number',
    tokenize='trigram');
"""
_SQLITE_FILLED = """
INSERT INTO subject_text (rowid, subject) SELECT number, subject FROM mail;
INSERT INTO url_text (rowid, urls) SELECT number, urls FROM mail WHERE urls <> '';
ANALYZE;
"""
_SQLITE_PARTS = {
    "host": "number IN (SELECT number FROM host WHERE name = ? ORDER BY time DESC LIMIT 100)",
    "subject": "number IN (SELECT rowid FROM subject_text WHERE subject_text MATCH ?)",
    "url": "number IN (SELECT rowid FROM url_text WHERE url_text MATCH ?)",
    "hour": "substr(time, 1, 13)",
}
_POSTGRESQL_PARTS = {
    "host": "hosts @> ARRAY[%s]",
    "subject": "subject LIKE %s",
    "url": "urls LIKE %s",
    "hour": "date_trunc('hour', time)",
}
_POSTGRESQL = """
SET maintenance_work_mem = '1GB';
CREATE EXTENSION pg_trgm;
CREATE TABLE mail (time timestamp, message text, recipient text, sender text, domain text,
    action text, ip text, subject text, urls text, hosts text[], hashes text[])
"""
_POSTGRESQL_FILLED = """
CREATE INDEX ON mail (message);
CREATE INDEX ON mail (recipient, time);
CREATE INDEX ON mail (sender, time);
CREATE INDEX ON mail (domain, action, time);
CREATE INDEX ON mail USING brin (time);
CREATE INDEX ON mail USING gin (hosts);
CREATE INDEX ON mail USING gin (subject gin_trgm_ops);
CREATE INDEX ON mail USING gin (urls gin_trgm_ops);
ANALYZE mail
"""


def peers() -> None:
    """Prints the medians of each peer that can be had here, about a delivery that it holds."""
    known = _known()
    _sqlite(known)
    if reason := why_not():
        print(f"PostgreSQL left out: {reason}")
    else:
        _postgresql(known)
    try:
        _notmuch()
    except (CorpusMissingError, FileNotFoundError) as error:
        print(f"notmuch left out: {error}")


def _known() -> Delivery:
    """A delivery with a link and a file, of the newest and of no attack."""
    newest = deque(Month(Random(7)).deliveries(ROWS), maxlen=_BLOCK)
    return next(
        each for each in newest if each.url and each.attachment_sha256 and not each.threat_type
    )


def _sqlite(known: Delivery) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="clawback-bench-") as folder,
        closing(sqlite3.connect(f"{folder}/mail.sqlite")) as database,
    ):
        began = time.perf_counter()
        _fill_sqlite(database)
        _built(f"SQLite {sqlite3.sqlite_version} with FTS5", began)
        asked = _questions(known, mark="?", like="MATCH", parts=_SQLITE_PARTS)
        _ask(asked, lambda sql, values: database.execute(sql, values).fetchall())


def _fill_sqlite(database: sqlite3.Connection) -> None:
    database.executescript(_SQLITE)
    marks = ", ".join("?" * len(_COLUMNS.split(",")))
    for block in _blocks():
        rows = [(*row[:9], "\n".join(row[9]), "\n".join(row[10])) for row in block]
        database.executemany(f"INSERT INTO mail ({_COLUMNS}) VALUES ({marks})", rows)  # noqa: S608 - closed list
        database.commit()
    database.execute(
        "INSERT INTO host SELECT value, time, number FROM mail,"
        " json_each('[\"' || replace(hosts, char(10), '\",\"') || '\"]') WHERE hosts <> ''"
    )
    database.executescript(_SQLITE_FILLED)


def _postgresql(known: Delivery) -> None:
    with (
        Postgresql.start(durable=True) as server,
        server.database() as name,
        psycopg.connect(server.url(name), autocommit=True) as database,
    ):
        began = time.perf_counter()
        _fill_postgresql(database)
        _built(f"PostgreSQL {database.info.server_version // 10000} with trigrams", began)
        asked = _questions(known, mark="%s", like="LIKE", parts=_POSTGRESQL_PARTS)
        _ask(asked, lambda sql, values: database.execute(sql.encode(), values).fetchall())


def _fill_postgresql(database: psycopg.Connection) -> None:
    for statement in _POSTGRESQL.split(";"):
        database.execute(statement.encode())
    with database.cursor() as cursor, cursor.copy("COPY mail FROM STDIN") as copy:
        for block in _blocks():
            for row in block:
                copy.write_row(row)
    for statement in _POSTGRESQL_FILLED.split(";"):
        database.execute(statement.encode())


def _notmuch() -> None:
    """A search on the real corpus, as a process, as people use it."""
    with tempfile.TemporaryDirectory(prefix="clawback-bench-") as scratch:
        folder = Path(scratch)
        (folder / "mail" / "cur").mkdir(parents=True)
        (folder / "mail" / "new").mkdir()
        (folder / "mail" / "tmp").mkdir()
        for number, each in enumerate(corpus()):
            (folder / "mail" / "cur" / f"{number}.M1.bench:2,S").write_bytes(each.raw)
        (folder / "config").write_text(f"[database]\npath={folder / 'mail'}\n[new]\ntags=\n")
        environment = {**os.environ, "NOTMUCH_CONFIG": str(folder / "config"), "HOME": scratch}
        subprocess.run(["notmuch", "new", "--quiet"], env=environment, check=True)
        print("notmuch on 6,046 real mails, process start included")
        for words in ("from:insurancemail.net", "subject:free", "http"):
            command = ["notmuch", "search", "--limit=100", words]
            took = warm(
                lambda command=command: subprocess.run(
                    command, env=environment, check=True, capture_output=True
                )
            )
            print(f"{took:8.1f} ms  {words}", flush=True)


def _blocks() -> Iterator[list[tuple[Any, ...]]]:
    """The first rows of the same month, drawn anew; any: columns have types of their own."""
    rows = (_row(each) for each in Month(Random(7)).deliveries(ROWS))
    while block := list(islice(rows, _BLOCK)):
        yield block


def _row(each: Delivery) -> tuple[Any, ...]:
    return (
        each.time_received.replace(tzinfo=None).isoformat(" "),
        each.network_message_id,
        each.recipient,
        each.sender_address,
        each.sender_domain,
        each.delivery_action.value,
        each.sender_ip,
        each.subject.lower(),
        "\n".join(each.url),
        list(each.url_domain),
        list(each.attachment_sha256),
    )


def _questions(
    known: Delivery, *, mark: str, like: str, parts: Mapping[str, str]
) -> Sequence[_Asked]:
    """The same as of the explorer, with the condition that each engine has an index for."""
    texts = ("invoice 4711", known.url_path[0][1:])
    subject, url = (f'"{text}"' if like == "MATCH" else f"%{text}%" for text in texts)
    domain = f"domain = {mark} AND action = 'delivered'"
    return (
        ("sender", [_PAGE.format(f"sender = {mark}")], [known.sender_address]),
        ("recipient", [_PAGE.format(f"recipient = {mark}")], [known.recipient]),
        ("URL domain", [_PAGE.format(parts["host"])], [known.url_domain[0]]),
        ("message id", [_PAGE.format(f"message = {mark}")], [known.network_message_id]),
        (
            "domain and action, with exact count",
            [_PAGE.format(domain), f"SELECT count(*) FROM mail WHERE {domain}"],  # noqa: S608 - bound
            [known.sender_domain],
        ),
        ("rare text in the subject", [_PAGE.format(parts["subject"])], [subject]),
        ("text in a URL", [_PAGE.format(parts["url"])], [url]),
        (
            "histogram, hour and action, all",
            [f"SELECT {parts['hour']}, action, count(*) FROM mail GROUP BY 1, 2"],  # noqa: S608 - closed list
            [],
        ),
    )


def _ask(questions: Sequence[_Asked], run: Callable[[str, Sequence[str]], Sized]) -> None:
    for title, statements, values in questions:
        took = warm(lambda s=statements, v=values: [run(each, v) for each in s])
        found = len(run(statements[0], values))
        print(f"{took:8.1f} ms  {title} ({found:,} rows)", flush=True)


def _built(name: str, began: float) -> None:
    print(f"{name}: {ROWS:,} deliveries built in {time.perf_counter() - began:.0f} s", flush=True)
