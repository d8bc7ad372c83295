"""A Dovecot whose accounts have Sieve scripts."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from tests.making.certificates import write_certificate
from tests.servers import dovecot as dovecot_server
from tests.servers import dovecot_sieve
from tests.servers.clawback import free_port
from tests.servers.dovecot import Dovecot, give
from tests.servers.mailbox_house import imap_settings


@pytest.fixture(scope="module")
def sieving():
    """A server with ManageSieve, and the settings of its adapter; it can do TLS."""
    if reason := dovecot_server.why_not() or dovecot_sieve.why_not():
        pytest.skip(reason)
    port = free_port()
    with TemporaryDirectory(prefix="dc-", dir="/tmp") as name:
        folder = Path(name)
        write_certificate(folder, "localhost")
        give(folder)
        extra = dovecot_sieve.managesieve(port, folder)
        with Dovecot.start(accounts=["alice", "bob"], extra=extra) as server:
            told = {"managesieve_port": port, "ca_file": folder / "certificate.pem"}
            yield server, imap_settings(server).model_copy(update=told)
