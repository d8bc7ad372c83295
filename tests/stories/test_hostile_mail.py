"""Every hostile shape goes the product's whole way: imported, stored, found, exported."""

from __future__ import annotations

import csv
import io

import pytest
from tests.making.hostile import shapes
from tests.making.mails import mail
from tests.servers.clawback import Server

from clawback.model.fingerprint import network_message_id

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def test_every_hostile_mail_is_stored_and_the_next_one_too(tmp_path):
    """None is lost, none stops the others, and each can be exported."""
    folder = tmp_path / "mails"
    folder.mkdir()
    hostile = dict(shapes())
    for name, raw in hostile.items():
        (folder / f"{name}.eml").write_bytes(raw)
    (folder / "zz_ordinary.eml").write_bytes(mail(1))
    ids = {network_message_id(raw) for raw in (*hostile.values(), mail(1))}
    with Server(tmp_path / "data") as server:
        server.cli("import", str(folder), "--recipient", "ann@example.org")
        assert int(server.cli("search", "", "--count")) == len(ids)
        rows = list(csv.DictReader(io.StringIO(server.cli("search", "", "--format", "csv"))))
        found = {row["network_message_id"] for row in rows}
        assert found == ids
        ordinary = server.json("search", f"id:{network_message_id(mail(1))}")
        assert [row["parse"] for row in ordinary] == ["complete"]
        limited = int(server.cli("search", "parse:limited*", "--count"))
        assert 0 < limited < len(ids)
