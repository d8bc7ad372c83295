from __future__ import annotations

from dataclasses import replace

import pytest
from tests.making.mails import mail
from tests.preview.looked_at import OWNER, row_of

from clawback.mailboxes.directory import Directory
from clawback.mailboxes.memory import MemoryServer, MemorySession
from clawback.mailboxes.port import (
    LoginRefusedError,
    MessageGoneError,
    RefusedError,
    ServerUnavailableError,
)
from clawback.preview.mails import Brought, MailGoneError, MailRefusedError, Mails, Source

RAW = mail(1)
KEPT = Brought(raw=RAW, source=Source.KEPT)


def nothing(_):
    """Neither kept nor held."""


@pytest.fixture
def server():
    server = MemoryServer("memory", ("example.org",))
    server.deliver(OWNER, mail(2))
    return server


@pytest.fixture
def mails(server):
    """Brings mails; intake kept none."""
    return Mails(Directory([server]), kept=nothing, held=nothing)


@pytest.fixture
def keeping(server):
    """Brings mails; intake kept this one."""
    kept = {row_of(RAW).delivery.network_message_id: RAW}
    return Mails(Directory([server]), kept=kept.get, held=nothing)


def test_what_is_held_is_brought_from_quarantine(server):
    """Before any mailbox is asked."""
    held = Mails(Directory([server]), kept=nothing, held=lambda key: RAW if key.recipient else None)
    brought = held.bring(row_of(RAW))
    assert (brought.source, brought.raw) == (Source.QUARANTINE, RAW)


def test_a_mail_is_brought_from_where_it_was_last_seen(server, mails):
    """The hint holds."""
    ref = server.deliver(OWNER, RAW)
    assert mails.bring(row_of(RAW, ref)) == Brought(raw=RAW, source=Source.MAILBOX, folder="INBOX")


def test_a_mail_that_its_owner_moved_is_found(server, mails):
    """The hint is stale, the mail lies elsewhere."""
    ref = server.deliver(OWNER, RAW)
    del server.folders(OWNER)["INBOX"].mails[ref.uid]
    server.deliver(OWNER, RAW, folder="Projects")
    assert mails.bring(row_of(RAW, ref)).folder == "Projects"


def test_a_mail_is_found_without_a_hint(server, mails):
    """Also where the hint names a server that the settings no longer have."""
    ref = server.deliver(OWNER, RAW)
    assert mails.bring(row_of(RAW)).folder == "INBOX"
    assert mails.bring(row_of(RAW, replace(ref, server="gone"))).folder == "INBOX"


def test_a_mail_that_moves_while_we_reach_for_it_is_looked_for_again(server, mails, monkeypatch):
    """Its owner is quicker once, not for ever."""
    ref, fetch = server.deliver(OWNER, RAW), MemorySession.fetch

    def moved_first(*_):
        monkeypatch.setattr(MemorySession, "fetch", fetch)
        del server.folders(OWNER)["INBOX"].mails[ref.uid]
        server.deliver(OWNER, RAW, folder="Junk")
        raise MessageGoneError

    monkeypatch.setattr(MemorySession, "fetch", moved_first)
    assert mails.bring(row_of(RAW, ref)).folder == "Junk"


def test_a_mail_that_is_nowhere_is_gone(mails):
    """Not in its mailbox, no mailbox at all, nobody's domain: one sentence."""
    for recipient in (OWNER, "nobody@example.org", "who@elsewhere.example"):
        with pytest.raises(MailGoneError, match="No mailbox and no quarantine holds this mail"):
            mails.bring(row_of(RAW, recipient=recipient))


def test_what_intake_kept_stands_in_for_a_mail_that_is_gone(keeping):
    """And is called what it is; another mail's copy does not."""
    assert keeping.bring(row_of(RAW)) == KEPT
    assert keeping.bring(row_of(RAW, recipient="nobody@example.org")) == KEPT
    with pytest.raises(MailGoneError):
        keeping.bring(row_of(mail(3)))


@pytest.mark.parametrize(
    ("outage", "said"),
    [
        (ServerUnavailableError(), ServerUnavailableError),
        (LoginRefusedError(), LoginRefusedError),
        (RefusedError("NO"), MailRefusedError),
    ],
)
def test_a_server_that_is_away_is_told_unless_a_copy_was_kept(server, mails, keeping, outage, said):
    """A sentence, and never `gone`: nobody knows."""
    ref = server.deliver(OWNER, RAW)
    server.outage = outage
    with pytest.raises(said):
        mails.bring(row_of(RAW, ref))
    assert keeping.bring(row_of(RAW, ref)) == KEPT
