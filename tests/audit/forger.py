"""Ways to change a trail behind its back, for whoever owns the database and the data folder."""

# ruff: noqa: S608 - the statements are made of this file's own names

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.audit.conftest import _TRIGGERS

from clawback.audit.folder import AuditFolder
from clawback.audit.kept import KeptEntry, leaf_bytes
from clawback.audit.merkle import CompactRange, leaf_hash
from clawback.audit.note import Signer, read_note
from clawback.audit.records.tables import entry_table

COLUMNS = {
    "audit_entry": [column.name for column in entry_table.c],
    "audit_checkpoint": ["size", "frontier", "note"],
    "audit_node": ["level", "number", "hash"],
}
_WORDS = [name for name in COLUMNS["audit_entry"] if name not in ("id", "leaf", "leaf_hash")]


class Forger:
    """Changes one SQLite file; each way returns what it did, for a failing test to say."""

    def __init__(self, file: Path, folder: AuditFolder, random_: random.Random) -> None:
        self.file = file
        self.folder = folder
        self.random = random_

    def strike(self, way: str) -> str:
        with closing(sqlite3.connect(self.file, isolation_level=None)) as connection:
            connection.text_factory = bytes
            connection.execute("PRAGMA synchronous = OFF")  # no power cut is played here
            for trigger in _TRIGGERS:
                connection.execute(f"DROP TRIGGER IF EXISTS {trigger}")
            self.connection = connection
            self.count = self._one("SELECT count(*) FROM audit_entry")
            return f"{way}: {getattr(self, way)()}"

    def flip(self) -> str:
        """One bit of one value, anywhere."""
        while True:
            table = self.random.choices(list(COLUMNS), weights=(8, 2, 1))[0]
            column = self.random.choice(COLUMNS[table])
            if table == "audit_entry":
                row = self.random.randint(1, self.count)
            elif table == "audit_checkpoint":
                row = self._one(f"SELECT {self._any('size', table)}")
            else:
                row = self._one(f"SELECT {self._any('rowid', table)}")
            key = {"audit_checkpoint": "size"}.get(table, "rowid")
            value = self._one(f"SELECT {column} FROM {table} WHERE {key} = ?", row)
            changed, kind = self._flipped(value)
            try:
                self.connection.execute(
                    f"UPDATE {table} SET {column} = CAST(? AS {kind}) WHERE {key} = ?",
                    (changed, row),
                )
            except sqlite3.IntegrityError:
                continue
            return f"{table}.{column} of {row}: {value!r} to {changed!r}"

    def delete(self) -> str:
        leaf = self._leaf()
        self.connection.execute("DELETE FROM audit_entry WHERE leaf = ?", (leaf,))
        return str(leaf)

    def truncate(self) -> str:
        """The end of the log, with its checkpoints and the file of checkpoints in the folder."""
        size = self._leaf()
        for statement in (
            "DELETE FROM audit_entry WHERE leaf >= ?",
            "DELETE FROM audit_checkpoint WHERE size > ?",
            "DELETE FROM audit_node WHERE (number + 1) << level > ?",
        ):
            self.connection.execute(statement, (size,))
        self.folder.checkpoints.unlink()
        return str(size)

    def swap(self) -> str:
        """What two entries say."""
        first, second = self.random.sample(range(self.count), 2)
        names = ", ".join(_WORDS)
        rows = [
            self.connection.execute(
                f"SELECT {names} FROM audit_entry WHERE leaf = ?", (leaf,)
            ).fetchone()
            for leaf in (first, second)
        ]
        places = ", ".join(f"{name} = CAST(? AS TEXT)" for name in _WORDS).replace(
            "at = CAST(? AS TEXT)", "at = ?"
        )
        for leaf, row in ((first, rows[1]), (second, rows[0])):
            self.connection.execute(f"UPDATE audit_entry SET {places} WHERE leaf = ?", (*row, leaf))
        return f"{first} and {second}"

    def swap_places(self) -> str:
        """The places of two entries, with their hashes."""
        first, second = self.random.sample(range(self.count), 2)
        sql = "UPDATE audit_entry SET leaf = ? WHERE leaf = ?"
        for to, leaf in ((-1, first), (first, second), (second, -1)):
            self.connection.execute(sql, (to, leaf))
        return f"{first} and {second}"

    def put_back(self) -> str:
        """Deleted, and put in again with another result and the hash that belongs to it."""
        leaf = self._leaf()
        entry = self._entry(leaf)
        said = "denied" if entry.result == "done" else "done"
        self.connection.execute("DELETE FROM audit_entry WHERE leaf = ?", (leaf,))
        values = {name: getattr(entry, name) for name in COLUMNS["audit_entry"]} | {"result": said}
        changed = KeptEntry(**values)
        values["leaf_hash"] = leaf_hash(leaf_bytes(changed, leaf))
        marks = ", ".join("?" * len(values))
        self.connection.execute(
            f"INSERT INTO audit_entry ({', '.join(values)}) VALUES ({marks})",
            tuple(values.values()),
        )
        return str(leaf)

    def put_in(self) -> str:
        """An entry more, at the end."""
        values = "1, 'x', 'x', 'x', 'x', 'x', 'x', 'x', 'x', 'x'"
        self.connection.execute(
            f"INSERT INTO audit_entry ({', '.join(_WORDS)}, leaf, leaf_hash)"
            f" VALUES ({values}, ?, zeroblob(32))",
            (self.count,),
        )
        return str(self.count)

    def unseal(self) -> str:
        leaf = self._leaf()
        self.connection.execute(
            "UPDATE audit_entry SET leaf = NULL, leaf_hash = NULL WHERE leaf = ?", (leaf,)
        )
        return str(leaf)

    def drop_checkpoint(self) -> str:
        size = self._one(f"SELECT {self._any('size', 'audit_checkpoint')}")
        self.connection.execute("DELETE FROM audit_checkpoint WHERE size = ?", (size,))
        return str(size)

    def fork(self) -> str:
        """Another history from some entry on: hashes, tree, checkpoints and files, signed anew.

        With the stolen key or with one of the forger's own.
        """
        start = self._leaf()
        name = read_note(self._one("SELECT note FROM audit_checkpoint LIMIT 1").decode()).name
        stolen = self.random.random() < 0.5
        if not stolen:
            self.folder.key.unlink()
        signer = self.folder.signer(name)
        self.connection.execute("BEGIN")
        self.connection.execute("UPDATE audit_entry SET subject = 'x' WHERE leaf = ?", (start,))
        self._seal_again(signer)
        self.connection.execute("COMMIT")
        return f"from {start}, {'stolen' if stolen else 'own'} key"

    def _seal_again(self, signer: Signer) -> None:
        tree, notes = CompactRange(), []
        old = dict(self.connection.execute("SELECT size, note FROM audit_checkpoint"))
        for leaf in range(self.count):
            digest = leaf_hash(leaf_bytes(self._entry(leaf), leaf))
            self.connection.execute(
                "UPDATE audit_entry SET leaf_hash = ? WHERE leaf = ?", (digest, leaf)
            )
            for level, number, node in tree.append(digest):
                self.connection.execute(
                    "UPDATE audit_node SET hash = ? WHERE level = ? AND number = ?",
                    (node, level, number),
                )
            if tree.size in old:
                at = read_note(old[tree.size].decode()).checkpoint.at
                notes.append(signer.sign(tree.head, at))
                self.connection.execute(
                    "UPDATE audit_checkpoint SET note = ?, frontier = ? WHERE size = ?",
                    (notes[-1], b"".join(tree.hashes), tree.size),
                )
        self.folder.checkpoints.write_text("".join(f"{note}\n" for note in notes))

    def _entry(self, leaf: int) -> KeptEntry:
        names = COLUMNS["audit_entry"]
        row = self.connection.execute(
            f"SELECT {', '.join(names)} FROM audit_entry WHERE leaf = ?", (leaf,)
        ).fetchone()
        said = [value.decode() if isinstance(value, bytes) else value for value in row[:-1]]
        values: dict[str, Any] = dict(zip(names, [*said, row[-1]], strict=True))
        return KeptEntry(**values)

    def _flipped(self, value: object) -> tuple[object, str]:
        if isinstance(value, int):
            return value ^ (1 << self.random.randrange(40)), "INTEGER"
        assert isinstance(value, bytes)
        # Text and blobs both come as bytes here; only hashes are blobs.
        kind = "BLOB" if len(value) % 32 == 0 and not value.isascii() else "TEXT"
        if not value:
            return b"x", "TEXT"
        bits = bytearray(value)
        bits[self.random.randrange(len(bits))] ^= 1 << self.random.randrange(8)
        return bytes(bits), kind

    def _leaf(self) -> int:
        return self.random.randrange(self.count)

    def _any(self, key: str, table: str) -> str:
        count = self._one(f"SELECT count(*) FROM {table}")
        at = self.random.randrange(count)
        return f"{key} FROM {table} ORDER BY {key} LIMIT 1 OFFSET {at}"

    def _one(self, sql: str, *bound: object):
        return self.connection.execute(sql, bound).fetchone()[0]


WAYS = {
    "flip": 60,
    "delete": 6,
    "truncate": 6,
    "swap": 6,
    "swap_places": 4,
    "put_back": 6,
    "put_in": 3,
    "unseal": 3,
    "drop_checkpoint": 3,
    "fork": 3,
}
