"""The IMAP server as a whole, against a real Dovecot."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.servers.imap_recorder import recorder, settings_for
from tests.servers.mailbox_house import DOMAIN, DovecotHouse, imap_settings
from tests.servers.mailbox_mails import find_one, mail, wanted

from clawback.mailboxes.imap.server import ImapServer
from clawback.mailboxes.port import (
    LoginRefusedError,
    MailboxMissingError,
    Place,
    ServerUnavailableError,
)

pytestmark = pytest.mark.server


def test_a_server_that_goes_away_says_so_and_loses_nothing(dovecot):
    """Killed in the middle, the session reports it; after the restart the mail is still there."""
    house = DovecotHouse(dovecot, "alice")
    house.put(mail())
    session = house.server.open("alice")
    copy = find_one(session, wanted(mail()))
    dovecot.kill()
    with pytest.raises(ServerUnavailableError):
        session.move([copy], Place.JUNK)
    with pytest.raises(ServerUnavailableError):
        session.find([wanted(mail())])
    session.close()
    with pytest.raises(ServerUnavailableError):
        house.server.open("alice")
    dovecot.launch()
    again = house.server.open("alice")
    assert find_one(again, wanted(mail())).place in {Place.INBOX, Place.JUNK}
    again.close()


def test_a_kill_in_the_middle_of_many_moves_loses_and_doubles_nothing(dovecot):
    """Whatever was under way when the server died, every mail is then in exactly one place."""
    house = DovecotHouse(dovecot, "bob")
    raws = [mail(b"<m%d@sender.test>" % number) for number in range(300)]
    for raw in raws:
        house.put(raw)
    messages = [wanted(raw, message_id=f"<m{n}@sender.test>") for n, raw in enumerate(raws)]
    session = house.server.open("bob")
    copies = [copy for found in session.find(messages).values() for copy in found]
    with ThreadPoolExecutor(1) as pool:
        moving = pool.submit(session.move, copies, Place.JUNK)
        dovecot.kill()
        failed = moving.exception()
    assert failed is None or isinstance(failed, ServerUnavailableError)
    session.close()
    dovecot.launch()
    again = house.server.open("bob")
    found = again.find(messages)
    assert {len(copies) for copies in found.values()} == {1}
    again.close()


def test_a_wrong_password_is_not_a_missing_mailbox(dovecot_of, account_names):
    """Dovecot tells the two apart, and so do we."""
    dovecot, account = dovecot_of("mdbox"), next(account_names)
    wrong = ImapServer(imap_settings(dovecot, master_password="wrong"))
    with pytest.raises(LoginRefusedError, match="clawback"):
        wrong.open(account)
    right = ImapServer(imap_settings(dovecot))
    with pytest.raises(MailboxMissingError):
        right.open("nosuch")


def test_a_server_that_says_the_same_for_both_is_asked_twice():
    """Where the answer is AUTHENTICATIONFAILED for an unknown account too, a known one decides."""
    greeting = b"* OK [CAPABILITY IMAP4rev1] hi\r\n"
    with recorder(refuse=b"nosuch", greeting=greeting) as server:
        settings = settings_for(server.port, probe_account="known")
        with pytest.raises(MailboxMissingError):
            ImapServer(settings).open("nosuch")
    with recorder(refuse=b"LOGIN", greeting=greeting) as server:
        settings = settings_for(server.port, probe_account="known")
        with pytest.raises(LoginRefusedError):
            ImapServer(settings).open("nosuch")


def test_authzid_login(dovecot_of, account_names):
    """SASL PLAIN with an authorization identity opens the same mailbox."""
    dovecot, account = dovecot_of("mdbox"), next(account_names)
    dovecot.prime([account])
    server = ImapServer(imap_settings(dovecot, login="authzid"))
    session = server.open(account)
    assert session.find([]) == {}
    session.close()
    with pytest.raises(MailboxMissingError):
        server.open("nosuch")


def test_accounts_by_address_or_local_part(dovecot_of):
    """What the server calls an account is a setting."""
    dovecot = dovecot_of("mdbox")
    by_address = ImapServer(imap_settings(dovecot, user="{address}"))
    assert by_address.account(f"Ann+x@{DOMAIN}") == f"ann@{DOMAIN}"
    assert ImapServer(imap_settings(dovecot)).account(f"Ann+x@{DOMAIN}") == "ann"


def test_what_a_server_can_do_is_asked_after_the_login(dovecot_of, account_names):
    """MOVE shows only after the login; the access list proves that the folder is hidden."""
    dovecot, account = dovecot_of("maildir"), next(account_names)
    dovecot.prime([account])
    without = ImapServer(imap_settings(dovecot)).capabilities()
    assert not without.move
    assert "probe_account" in " ".join(without.notes)
    asked = ImapServer(imap_settings(dovecot, probe_account=account)).capabilities()
    assert (asked.move, asked.hidden_recoverable, asked.stable_ids) == (True, True, True)
    assert asked.notes == ()
