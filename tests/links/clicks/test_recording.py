"""Whose a click was is found by the server, which keeps it once."""

from datetime import timedelta

import pytest
from tests.links.clicks.desk import NOW
from tests.links.clicks.made import opened
from tests.making.deliveries import make_delivery

from clawback.links.clicks.privacy import People, Privacy
from clawback.links.clicks.recording import PATIENCE, Recording
from clawback.links.keys import LinkKeys
from clawback.links.signing import blind
from clawback.model.click import Click, ClickedBy
from clawback.model.clock import FixedClock
from clawback.model.verdict import ClickVerdict
from clawback.store.memory import MemoryStore
from clawback.store.port import Batch

ANNA, BERT = "anna@example.org", "Bert@example.org"
BOTH, ONE = make_delivery(1), make_delivery(2)


@pytest.fixture
def room(tmp_path):
    """A store with a mail for two people and one for one, and what keeps clicks in it."""
    keys = LinkKeys(tmp_path, FixedClock(NOW))
    keys.ring()
    store, heard = MemoryStore(), list[Click]()
    rows = [
        *(make_delivery(1, recipient=one) for one in (ANNA, BERT)),
        make_delivery(2, recipient=ANNA),
    ]
    store.append(Batch(messages=(), deliveries=tuple(rows)))

    def recording(privacy=None):
        return Recording(
            store, keys, FixedClock(NOW), privacy=privacy or Privacy(), heard=heard.extend
        )

    return store, keys, recording, heard


def on(delivery, keys, who="", **changes):
    ring = keys.ring()
    recipient = blind(who, ring.current.secret).hex() if who else "00" * 8
    return opened(
        network_message_id=delivery.network_message_id,
        recipient=recipient,
        key=ring.current.number,
        **changes,
    )


def test_a_blinded_address_is_found_among_the_mails_recipients(room):
    """However it is spelled, and after the key was followed by another; others are not clicked."""
    store, keys, recording, heard = room
    click = on(BOTH, keys, "BERT@example.org", id="b")
    keys.rotate()
    assert recording().record([click]) == 1
    (kept,) = heard
    assert (kept.recipient, kept.url_domain, kept.url_path) == (BERT, "shop.example", "/a")
    rows = {row.delivery.recipient: row.latest for row in store.rows([kept.key])}
    assert rows[BERT].clicked
    assert rows[BERT].click_verdict == (ClickVerdict.ALLOWED,)
    assert not store.rows([make_delivery(1, recipient=ANNA).key])[0].latest.clicked


@pytest.mark.parametrize(("delivery", "recipient"), [(ONE, ANNA), (BOTH, "")])
def test_a_link_for_everybody_tells_who_only_where_one_got_the_mail(room, delivery, recipient):
    """Otherwise the click is kept, and nobody is named."""
    _, keys, recording, heard = room
    recording().record([on(delivery, keys)])
    assert heard[0].recipient == recipient


def test_a_click_waits_for_its_mail_and_not_for_ever(room):
    """It is handed over again until its mail is stored, for half a minute."""
    _, keys, recording, heard = room
    early = on(make_delivery(9), keys, id="early", at=NOW)
    late = on(make_delivery(9), keys, id="late", at=NOW - PATIENCE)
    before = on(ONE, keys, id="before", at=NOW - timedelta(minutes=1))
    assert recording().record([before, late, early, before]) == 2
    assert [one.id for one in heard] == ["before", "late"]
    assert heard[1].recipient == ""


def test_what_comes_again_is_kept_once(room):
    """The id tells."""
    store, keys, recording, _ = room
    for _ in range(2):
        recording().record([on(ONE, keys)])
    assert len(store.clicks_in(ONE.network_message_id)) == 1


def test_what_a_program_opened_makes_nothing_clicked(room):
    """It stands among the clicks and not at the delivery."""
    store, keys, recording, _ = room
    recording().record([on(ONE, keys, clicked_by=ClickedBy.SCANNER)])
    latest = store.rows([make_delivery(2, recipient=ANNA).key])[0].latest
    assert (latest.clicked, latest.click_verdict) == (False, ())
    assert len(store.clicks_in(ONE.network_message_id)) == 1


def test_a_pseudonym_takes_the_place_of_the_person_and_the_mail(room):
    """The same person has the same one; a link for everybody has none."""
    _, keys, recording, heard = room
    private = recording(Privacy(ip=False, people=People.PSEUDONYMOUS))
    twice = [on(ONE, keys, ANNA, id="1"), on(BOTH, keys, ANNA, id="2")]
    private.record([*twice, on(ONE, keys, id="3")])
    names = [one.recipient for one in heard]
    assert names[0] == names[1]
    assert names[0].startswith("person-")
    assert names[2] == ""
    assert {(one.network_message_id, one.ip) for one in heard} == {("", "")}
