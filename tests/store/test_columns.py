"""Deliveries to rows and back, and that the table fits them."""

from __future__ import annotations

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.making.deliveries import deliveries, make_delivery, make_message

from clawback.model.codec import message_to_json
from clawback.model.delivery import Delivery
from clawback.store import schema
from clawback.store.columns import COLUMNS, STORED, delivery_of, row_of, sound
from clawback.store.contents import searched
from clawback.store.events import EVENT_STORED
from clawback.store.hashes import HASH_COLUMNS


def columns_of(connection, table):
    found = connection.execute(
        "SELECT column_name FROM duckdb_columns() WHERE table_name = ?", [table]
    ).fetchall()
    return {name for (name,) in found}


def test_every_attribute_has_its_columns():
    """A new attribute of a delivery needs a step in `schema.STEPS`."""
    connection = duckdb.connect()
    schema.migrate(connection)
    assert columns_of(connection, "delivery") == {*STORED, *HASH_COLUMNS}
    assert columns_of(connection, "event") == set(EVENT_STORED)
    assert {column.attribute for column in COLUMNS} == set(Delivery.__dataclass_fields__)
    connection.close()


def test_migrating_twice_changes_nothing():
    """The version is kept, and a step runs once."""
    connection = duckdb.connect()
    schema.migrate(connection)
    schema.migrate(connection)
    versions = connection.execute("SELECT version FROM schema_version").fetchall()
    assert versions == [(len(schema.STEPS),)]
    connection.close()


@settings(deadline=None)
@given(deliveries())
def test_a_row_has_a_value_for_each_column(made):
    """Whatever the delivery holds."""
    assert len(row_of(made)) == len(STORED)


def test_text_is_kept_once_when_folding_changes_nothing():
    """The original is stored only where it differs from its folded form."""
    made = make_delivery(1, subject="Ä B", sender_domain="x.example")
    row = dict(zip(STORED, row_of(made), strict=True))
    assert (row["subject"], row["subject_lc"]) == ("Ä B", "ä b")
    assert (row["sender_domain"], row["sender_domain_lc"]) == (None, "x.example")
    assert (row["connector"], row["connector_lc"]) == (None, None)
    assert (row["network_message_id"], row["network_message_id_lc"]) == (None, None)


@given(st.text(st.characters(), max_size=5))
def test_sound_text_can_be_encoded(text):
    """Also with lone surrogates; text that is sound already stays."""
    sound(text).encode()
    assert sound(sound(text)) == sound(text)


def test_a_file_of_an_older_version_is_brought_up_to_date():
    """Rows that were stored before a column existed say what a new row without it says."""
    connection = duckdb.connect()
    schema.migrate(connection, schema.STEPS[:3])
    connection.execute(
        "INSERT INTO delivery (id, recipient, recipient_lc, time_received) VALUES"
        " (uuid(), 'a@x.org', 'a@x.org', TIMESTAMP '2026-11-01'),"
        " ('018f2c4e-9a00-8abc-9def-0123456789ab', 'b@x.org', 'b@x.org', TIMESTAMP '2026-11-02')"
    )
    connection.execute(
        "INSERT INTO message VALUES ('018f2c4e-9a00-8abc-9def-0123456789ab', '{}', 255)"
    )
    schema.migrate(connection)
    columns = ", ".join(column.select for column in COLUMNS)
    found = connection.execute(f"SELECT {columns} FROM delivery d ORDER BY recipient").fetchall()  # noqa: S608 - closed list
    plain, alike = map(delivery_of, found)
    fresh = Delivery(
        network_message_id=plain.network_message_id,
        recipient="a@x.org",
        time_received=plain.time_received,
    )
    told = {"parse", "delivery_action", "original_delivery_location", "header_fingerprint"}
    for name in set(Delivery.__dataclass_fields__) - told - {"email_size"}:
        assert getattr(plain, name) == getattr(fresh, name), name
    assert alike.cluster_id == "00000000000000ff"
    connection.close()


def test_messages_of_an_older_file_become_searchable():
    """Body and header are folded as those of new messages are; what cannot be read stays."""
    connection = duckdb.connect()
    schema.migrate(connection, schema.STEPS[:6])
    message = make_message(1, text="Straße ΣΑΣ", headers=(("X-Mailer", "PHP"), ("A", "é")))
    for content in (message_to_json(message), "{}"):
        connection.execute("INSERT INTO message VALUES (uuid(), ?, NULL)", [content])
    schema.migrate(connection)
    found = connection.execute(
        "SELECT body_lc, header_lc FROM message ORDER BY body_lc NULLS LAST"
    ).fetchall()
    assert found[1] == (None, None)
    assert found[0] == searched(message) == ("straße σας", ["x-mailer: php", "a: é"])
    connection.close()
