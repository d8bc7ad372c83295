"""Logging in: TLS, and what may go wrong before the first mailbox opens."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
from contextlib import contextmanager, suppress

import pytest
from tests.servers.imap_recorder import recorder

from clawback.mailboxes.imap.login import Door
from clawback.mailboxes.port import (
    LoginRefusedError,
    MailboxBusyError,
    MailboxMissingError,
    ServerBusyError,
    ServerUnavailableError,
)
from clawback.mailboxes.settings import ImapSettings


def settings(port, **changes):
    given = {
        "name": "main",
        "domains": ["*"],
        "host": "localhost",
        "port": port,
        "tls": "none",
        "master_user": "remed",
        "master_password": 'se"cret',
    }
    return ImapSettings.model_validate(given | changes)


def test_capabilities_are_asked_again_after_the_login():
    """What a server says before the login is not what it can do after it."""
    lists = iter([b"IMAP4rev1", b"IMAP4rev1 MOVE UIDPLUS"])

    def script(command):
        if command != b"CAPABILITY":
            return b""
        return b"* CAPABILITY " + next(lists) + b"\r\n"

    with recorder(script) as server:
        connection, capabilities = Door(settings(server.port)).enter("ann")
        connection.abandon()
    assert capabilities == {b"IMAP4REV1", b"MOVE", b"UIDPLUS"}
    assert server.commands == [b"CAPABILITY", b'LOGIN "ann*remed" "se\\"cret"', b"CAPABILITY"]


def test_sasl_plain_without_an_initial_response():
    """A server without SASL-IR is sent the response when it asks for it."""
    heard = bytearray()

    def speak(end):
        end.sendall(b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi\r\n")
        for line in (b"+ \r\n", b"C1 OK [CAPABILITY IMAP4rev1 MOVE] in\r\n"):
            heard.extend(end.recv(4096))
            end.sendall(line)

    with speaking(speak) as port:
        connection, capabilities = Door(settings(port, login="authzid")).enter("ann")
        connection.abandon()
    assert capabilities == {b"IMAP4REV1", b"MOVE"}
    assert heard == b"C1 AUTHENTICATE PLAIN\r\nYW5uAHJlbWVkAHNlImNyZXQ=\r\n"


@pytest.mark.parametrize("greeting", [b"* BYE too many\r\n", b"220 smtp\r\n", b"* PREAUTH hi\r\n"])
def test_a_greeting_that_is_none(greeting):
    """Another protocol, a goodbye or an open door are not what we came for."""
    with recorder(greeting=greeting) as server, pytest.raises(ServerUnavailableError):
        Door(settings(server.port)).enter("ann")


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (b"[AUTHORIZATIONFAILED] x", MailboxMissingError),
        (b"[UNAVAILABLE] try later", ServerUnavailableError),
        (b"[LIMIT] too many connections", ServerBusyError),
        (b"[INUSE] wait 7 seconds", MailboxBusyError),
        (b"[AUTHENTICATIONFAILED] x", LoginRefusedError),
        (b"no", LoginRefusedError),
    ],
)
def test_what_a_refusal_means(words, error):
    """RFC 5530's codes tell whose fault it is."""

    def speak(end):
        end.sendall(b"* OK [CAPABILITY IMAP4rev1] hi\r\n")
        end.recv(4096)
        end.sendall(b"C1 NO " + words + b"\r\n")
        end.recv(4096)

    with speaking(speak) as port, pytest.raises(error):
        Door(settings(port)).enter("ann")


def test_a_server_that_is_full_says_so_in_its_greeting():
    """BYE with words of too much closes the door for a while; it is not a broken server."""

    def speak(end):
        end.sendall(b"* BYE Too many connections, try again in 40 seconds\r\n")
        end.recv(4096)

    with speaking(speak) as port, pytest.raises(ServerBusyError) as caught:
        Door(settings(port)).enter("ann")
    assert caught.value.seconds == 40


@pytest.mark.parametrize("words", [b"LOGINDISABLED", b"AUTH=GSSAPI"])
def test_no_way_to_log_in(words):
    """Where neither LOGIN nor PLAIN is offered we say so and send no password."""
    changes = {} if words == b"LOGINDISABLED" else {"login": "authzid"}
    greeting = b"* OK [CAPABILITY IMAP4rev1 " + words + b"] hi\r\n"
    with (
        recorder(greeting=greeting) as server,
        pytest.raises(LoginRefusedError, match="PLAIN"),
    ):
        Door(settings(server.port, **changes)).enter("ann")
    assert server.commands == []


@pytest.mark.parametrize("account", ["", "a*b", "a\r\nb", "a\0b", "a\u202eb"])
def test_names_that_could_name_another(account):
    """An account whose name holds the separator or control characters does not exist for us."""
    with recorder() as server, pytest.raises(MailboxMissingError):
        Door(settings(server.port)).enter(account)
    assert server.commands == []


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_tls(tmp_path, tls):
    """Both ways of TLS work with a known certificate and are refused with an unknown one.

    Waiting for mail works too: TLS may have read what the socket has no more.
    """
    context = _certificate(tmp_path)

    def speak(end):
        if tls == "starttls":
            end.sendall(b"* OK [CAPABILITY IMAP4rev1 STARTTLS] hi\r\n")
            end.recv(4096)
            end.sendall(b"C1 OK begin\r\n")
        with context.wrap_socket(end, server_side=True) as safe:
            tag = b""
            if tls == "implicit":
                safe.sendall(b"* OK hi\r\n")
            while line := safe.recv(4096):
                if b"IDLE" in line:
                    tag = line.partition(b" ")[0]
                    safe.sendall(b"+ idling\r\n")
                    safe.sendall(b"* 1 RECENT\r\n")
                    continue
                tag = tag if b"DONE" in line else line.partition(b" ")[0]
                data = b"* CAPABILITY IMAP4rev1\r\n" if b"CAPABILITY" in line else b""
                safe.sendall(data + tag + b" OK done\r\n")

    with speaking(speak, times=2) as port:
        known = settings(port, tls=tls, ca_file=tmp_path / "cert.pem")
        connection, _ = Door(known).enter("ann")
        assert connection.idle(seconds=5, stop=lambda: False, enough=lambda said: len(said) > 0)
        assert not connection.idle(seconds=0.02, stop=lambda: False, enough=lambda _: False)
        connection.abandon()
        with pytest.raises(ServerUnavailableError, match="certificate"):
            Door(settings(port, tls=tls)).enter("ann")


def _certificate(folder):
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl to make a certificate")
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    command += ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


@contextmanager
def speaking(speak, times=2):
    """A server that lets `speak` talk on each of its first connections."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve():
            with suppress(OSError):
                for _ in range(times):
                    end, _address = listener.accept()
                    with end, suppress(OSError):
                        speak(end)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
    thread.join(timeout=5)
