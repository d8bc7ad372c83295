"""Receivers over UDP, TCP and TLS, on real sockets."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from clawback.audit.receiver import ReceiverUnavailableError, receiver_at

_MESSAGES = [b"<109>1 first", b"<109>1 second"]
_FRAMED = b"12 <109>1 first13 <109>1 second"


@contextmanager
def _listening(serve):
    """Runs `serve` on each accepted connection, in a thread; gives the port."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:

        def run():
            with closing(listening.accept()[0]) as connection:
                serve(connection)

        thread = threading.Thread(target=run)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(20)


def _certificate(folder):
    """A self-signed one for 127.0.0.1; gives its file and that of key and certificate."""
    key = Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "receiver")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, None)
    )
    public, private = folder / "ca.pem", folder / "both.pem"
    public.write_bytes(made.public_bytes(Encoding.PEM))
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    private.write_bytes(pem + made.public_bytes(Encoding.PEM))
    return public, private


def _read_all(connection):
    read = b""
    while piece := connection.recv(4096):
        read += piece
    return read


def test_tcp_frames_arrive():
    """Octet counting, and the end of the connection is the receiver's."""
    got = []
    with _listening(lambda connection: got.append(_read_all(connection))) as port:
        receiver_at(f"tcp://127.0.0.1:{port}").send(_MESSAGES)
    assert got == [_FRAMED]


def test_tls_frames_arrive(tmp_path):
    """RFC 5425: the same inside TLS, with a certificate that is checked."""
    public, private = _certificate(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(private)
    got = []

    def serve(connection):
        with context.wrap_socket(connection, server_side=True) as inside:
            got.append(_read_all(inside))
            inside.unwrap()

    with _listening(serve) as port:
        receiver_at(f"tls://127.0.0.1:{port}", ca=public).send(_MESSAGES)
    assert got == [_FRAMED]


def test_a_strangers_certificate_is_refused(tmp_path):
    """Nothing is sent to somebody who cannot show who they are."""
    (tmp_path / "other").mkdir()
    public, _ = _certificate(tmp_path)
    _, private = _certificate(tmp_path / "other")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(private)
    got = []

    def serve(connection):
        try:
            with context.wrap_socket(connection, server_side=True) as inside:
                got.append(_read_all(inside))
        except OSError:
            got.append(b"refused")

    with (
        _listening(serve) as port,
        pytest.raises(ReceiverUnavailableError, match="certificate"),
    ):
        receiver_at(f"tls://127.0.0.1:{port}", ca=public).send(_MESSAGES)
    assert got == [b"refused"]


def test_udp_datagrams_arrive():
    """RFC 5426: one message each, without a frame."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as bound:
        bound.bind(("127.0.0.1", 0))
        bound.settimeout(10)
        receiver_at(f"udp://127.0.0.1:{bound.getsockname()[1]}").send(_MESSAGES)
        assert [bound.recv(999), bound.recv(999)] == _MESSAGES


def _close_too_early(connection):
    connection.recv(4)


def _read_and_close_too_early(connection):
    connection.recv(4096)


def _reset(connection):
    connection.recv(4096)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@pytest.mark.parametrize("serve", [_close_too_early, _read_and_close_too_early, _reset])
def test_a_receiver_that_goes_away_has_not_received(serve):
    """Closed before us or reset: whatever it read, all of it is sent again."""
    with _listening(serve) as port, pytest.raises(ReceiverUnavailableError, match="sent again"):
        receiver_at(f"tcp://127.0.0.1:{port}").send(_MESSAGES)


def test_nobody_there_is_said_in_words():
    """Host and port, and what happens next."""
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(ReceiverUnavailableError, match=f"127.0.0.1 port {port}"):
        receiver_at(f"tcp://127.0.0.1:{port}").send(_MESSAGES)


def test_unreadable_certificates_are_said_in_words(tmp_path):
    """The setting is named."""
    with pytest.raises(ReceiverUnavailableError, match=r"audit\.syslog_ca"):
        receiver_at("tls://127.0.0.1:1", ca=tmp_path / "none.pem")
