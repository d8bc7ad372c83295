"""Links of released mail, where the settings of docs/guides/links.md are in force."""

from __future__ import annotations

import tomllib
from contextlib import contextmanager

import pytest
from tests.app.test_link_protection import FIRST, PAGE
from tests.making.mails import mail
from tests.quarantine.conftest import ADA, BOB, RESPONDER, Mail
from tests.servers.basis import basis_in
from tests.servers.letterbox import Letterbox

from clawback.analysis.message import analyse
from clawback.app.holding import quarantine_in
from clawback.app.link_protection import links_of_mail
from clawback.model.first_name import FIELD
from clawback.quarantine.wanted import Wanted
from clawback.settings import Settings
from clawback.store.port import Batch

OURS = b"https://links.example.org/s/"
FORGED = "rewritten; id=00000000-0000-0000-0000-000000000000; key=1; seal=" + "0" * 32


@contextmanager
def released(data, raw: bytes, text: str = FIRST, *, recorded: bool = True):
    """What the mail server gets of a mail that was held for two, by recipient."""
    with Letterbox.open() as box:
        outlet = f'\n[quarantine]\nrelease_smtp = "127.0.0.1:{box.port}"\n'
        basis = basis_in(data, Settings(**tomllib.loads(text + outlet)))
        links = links_of_mail(basis)
        message = analyse(raw)
        if recorded:
            basis.store.append(Batch(messages=(message,), deliveries=()))
        room = quarantine_in(basis, frozenset, links.rewriter)
        room.hold(
            Mail(raw=raw, network_message_id=message.network_message_id, recipients=(ADA, BOB))
        )
        held = room.page(RESPONDER, Wanted(), limit=9).items
        ended = room.release(RESPONDER, [one.id for one in held])
        assert [one.outcome for one in ended] == ["done", "done"]
        yield [each.raw.partition(b"\r\n")[2] for each in box.mails], links.organisation


@pytest.mark.slow
def test_each_recipient_gets_links_of_their_own(tmp_path):
    """The copies differ, both are known as the mail that was held, a forged name is taken away."""
    raw = mail(html=PAGE, headers=[(FIELD, FORGED)])
    with released(tmp_path, raw) as (copies, organisation):
        one, two = copies
    assert one != two
    for copy in (one, two):
        assert OURS in copy
        assert b'href="https://shop.example' not in copy
        assert copy.lower().count(FIELD.lower().encode()) == 1
        assert organisation.first_name(copy) == analyse(raw).network_message_id


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "recorded"),
    [(FIRST.replace('"enforce"', '"observe"'), True), (FIRST, False)],
    ids=["gate observes", "not recorded"],
)
def test_else_it_goes_as_it_came(tmp_path, text, recorded):
    """Where the gate changes nothing, and where nothing is known of the mail."""
    raw = mail(html=PAGE)
    with released(tmp_path, raw, text, recorded=recorded) as (copies, _):
        assert copies == [raw, raw]


@pytest.mark.slow
def test_a_fault_costs_the_change_alone(tmp_path, monkeypatch):
    """The mail is released as it came when its links cannot be rewritten."""
    monkeypatch.setattr("clawback.app.link_protection.LinkRewriter.rewrite", None)
    raw = mail(html=PAGE)
    with released(tmp_path, raw) as (copies, _):
        assert copies == [raw, raw]
