"""The quarantine over HTTP: listed, shown, looked at, released, deleted."""

from __future__ import annotations

import pytest
from tests.making.deliveries import make_delivery
from tests.quarantine.conftest import ADA, BOB, mail
from tests.servers.parts import NOW, parts_in
from tests.servers.web_client import WebClient

from clawback.client import quarantine as client
from clawback.identity.role import Role
from clawback.model.delivery import DeliveryKey
from clawback.model.location import DeliveryLocation
from clawback.quarantine.outlet import MemoryOutlet
from clawback.store.port import Batch

API = "/api/v1/quarantine"
MAIL = mail(1, ADA, BOB, received_at=NOW)


@pytest.fixture(scope="module")
def outlet():
    return MemoryOutlet()


@pytest.fixture(scope="module")
def parts(tmp_path_factory, outlet):
    with parts_in(tmp_path_factory.mktemp("quarantine"), outlet=outlet) as built:
        rows = tuple(
            make_delivery(
                n,
                network_message_id=MAIL.network_message_id,
                recipient=recipient,
                original_delivery_location=DeliveryLocation.QUARANTINE,
            )
            for n, recipient in enumerate((ADA, BOB))
        )
        built.store.append(Batch(messages=(), deliveries=rows))
        yield built


@pytest.fixture(scope="module")
def caller(parts):
    """Makes callers, each with a token of a role."""

    def made(role):
        secret = parts.tokens.create(name=role.value, role=role, by="a test").secret.text
        return WebClient(parts.app, headers={"Authorization": f"Bearer {secret}"})

    return made


@pytest.fixture
def held(parts):
    """Held anew for each test; the ids by recipient."""
    parts.quarantine.hold(MAIL)
    found = WebClient(parts.app, headers=_reader(parts)).get(API).json()
    return {one["recipient"]: one["id"] for one in found["items"]}


def _reader(parts):
    secret = parts.tokens.create(name="r", role=Role.READER, by="a test").secret.text
    return {"Authorization": f"Bearer {secret}"}


def test_a_list_in_pages_and_one_with_its_others(caller, held):
    """Counts of all, a cursor to go on, and for whom else the message is held."""
    web = caller(Role.READER)
    first = web.get(API, params={"limit": 1, "state": "held", "threat": "phish"}).json()
    assert (len(first["items"]), first["counts"]["held"], first["releases"]) == (1, 2, True)
    second = web.get(API, params={"limit": 1, "cursor": first["next"]}).json()
    assert {first["items"][0]["recipient"], second["items"][0]["recipient"]} == {ADA, BOB}
    assert second["next"] is None
    shown = web.get(f"{API}/{held[ADA]}").json()
    assert [one["id"] for one in shown["others"]] == [held[BOB]]
    assert shown["held"]["threat_type"] == "phish"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"cursor": "1.2"}, "bad_cursor"),
        ({"since": "yesterdayish"}, "bad_time"),
        ({"state": "gone"}, "invalid_request"),
        ({"limit": 0}, "invalid_request"),
    ],
)
def test_what_makes_no_sense_is_a_sentence(caller, asked, code):
    """Nothing wrong is taken for an empty list."""
    answer = caller(Role.READER).get(API, params=asked)
    assert (answer.status_code < 500, answer.json()["code"]) == (True, code)


def test_an_unknown_one_and_too_many(caller):
    """404 for the one; more than a thousand at once are refused whole."""
    web = caller(Role.RESPONDER)
    assert web.get(f"{API}/Q-1").json()["code"] == "unknown_held_mail"
    many = {"ids": [f"Q-{n}" for n in range(1001)]}
    assert web.post(f"{API}/release", json=many).status_code == 422
    assert web.post(f"{API}/delete", json={"ids": []}).status_code == 422


def test_release_and_delete_tell_of_each(parts, caller, outlet, held):
    """Their ends in the order asked; the explorer shows where each lies now."""
    web = caller(Role.RESPONDER)
    released = web.post(f"{API}/release", json={"ids": [held[ADA], "Q-1"]}).json()
    assert [one["outcome"] for one in released["items"]] == ["done", "unknown"]
    assert released["done"] == 1
    assert outlet.letters[-1].rcpt_to == ADA
    deleted = web.post(f"{API}/delete", json={"ids": [held[BOB]]}).json()
    assert deleted == {"items": [{"id": held[BOB], "outcome": "done", "reason": ""}], "done": 1}
    lies = {
        row.delivery.recipient: row.latest.latest_delivery_location.value
        for row in parts.store.rows([*map(_key, (ADA, BOB))])
    }
    assert lies == {ADA: "inbox_folder", BOB: "hard_deleted"}
    page = web.get(f"/api/v1/messages/{MAIL.network_message_id}/page", params={"recipient": ADA})
    assert page.status_code == 200
    assert "Quarantine release" in page.text


def _key(recipient):
    return DeliveryKey(network_message_id=MAIL.network_message_id, recipient=recipient)


@pytest.mark.parametrize("role", Role)
def test_who_may_do_what(caller, role):
    """To look takes what the explorer takes; to release and to delete what a responder has."""
    web = caller(role)
    reads = role not in {Role.AUDITOR, Role.CLICK_SERVICE}
    assert (web.get(API).status_code == 200) is reads
    for act, roles in (
        ("release", {Role.RESPONDER, Role.ADMIN}),
        ("delete", {Role.RESPONDER, Role.APPROVER, Role.ADMIN}),
    ):
        answer = web.post(f"{API}/{act}", json={"ids": ["Q-1"]})
        assert (answer.status_code == 200) is (role in roles), act


def test_a_held_mail_is_looked_at_by_the_one_door(parts, caller, held):
    """With a reason, out of quarantine, and the entry says so; after its end nothing is there."""
    web = caller(Role.CONTENT_READER)
    address = f"/api/v1/messages/{MAIL.network_message_id}"
    look = {"recipient": ADA, "reason": "Case 7"}
    seen = web.post(f"{address}/preview", json=look).json()
    assert (seen["source"], "Pay now" in seen["text"]) == ("quarantine", True)
    assert web.post(f"{address}/preview", json=look | {"reason": " "}).status_code == 400
    plain = web.post(f"{address}/download", json=look | {"form": "eml"})
    assert plain.content == MAIL.raw
    with parts.database.read() as connection:
        told = connection.exec_driver_sql(
            "SELECT details FROM audit_entry WHERE action = 'content.download'"
        ).scalar()
    assert '"source": "quarantine"' in told.replace('":"', '": "')
    caller(Role.RESPONDER).post(f"{API}/delete", json={"ids": [held[ADA]]})
    assert web.post(f"{address}/preview", json=look).json()["code"] == "mail_gone"


def test_the_clients_shapes_are_the_answers(parts):
    """No key is missing and none is made up."""
    schemas = parts.app.openapi()["components"]["schemas"]
    for ours, theirs in (
        ("Held", "HeldOut"),
        ("HeldPage", "HeldPageOut"),
        ("HeldMail", "HeldMailOut"),
        ("Ended", "EndedOut"),
        ("EndedList", "EndedListOut"),
    ):
        keys = set(getattr(client, ours).__annotations__)
        assert keys == set(schemas[theirs]["properties"]), ours
