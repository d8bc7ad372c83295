"""STARTTLS (RFC 3207): the certificate, and a connection that goes on encrypted."""

from __future__ import annotations

import asyncio
import ssl
from asyncio import StreamReader, StreamReaderProtocol, StreamWriter
from dataclasses import dataclass
from pathlib import Path

from clawback.model.errors import BadInputError

_HANDSHAKE = 60.0  # seconds
_SHUTDOWN = 2.0  # seconds that a peer gets to say goodbye


class CertificateError(BadInputError):
    """The certificate for mail coming in cannot be used."""

    code = "bad_certificate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """Two files in PEM; `chain` begins with the server's own certificate."""

    chain: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        """From the files as they are now, so that a renewed certificate needs no restart.

        Raises:
            CertificateError: they cannot be read, or do not belong together.
        """
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        try:
            context.load_cert_chain(self.chain, self.key, password=_no_password)
        except OSError as error:
            reason = error.strerror or str(error)
            raise CertificateError(
                f"The certificate {self.chain} and the key {self.key} cannot be used ({reason}). "
                "Look at the settings ingest.smtp_certificate and ingest.smtp_key."
            ) from error
        return context


async def encrypted(
    writer: StreamWriter, context: ssl.SSLContext
) -> tuple[StreamReader, StreamWriter]:
    """Goes on over TLS; what the peer sent before and nobody has read is gone with the old reader.

    That is what RFC 3207 §4.2 asks for: whoever sits in between must not be able to put commands in
    front of the encrypted ones. The old writer must be kept as long as the new one.

    Raises:
        OSError: the peers did not agree.
    """
    loop = asyncio.get_running_loop()
    reader = StreamReader(loop=loop)
    protocol = StreamReaderProtocol(reader, loop=loop)
    transport = await loop.start_tls(
        writer.transport,
        protocol,
        context,
        server_side=True,
        ssl_handshake_timeout=_HANDSHAKE,
        ssl_shutdown_timeout=_SHUTDOWN,
    )
    if transport is None:  # it was closed meanwhile
        raise ConnectionResetError
    protocol.connection_made(transport)
    return reader, StreamWriter(transport, protocol, reader, loop)


def _no_password() -> str:
    """Instead of asking at the terminal for the password of an encrypted key."""
    raise OSError("the key is encrypted")
