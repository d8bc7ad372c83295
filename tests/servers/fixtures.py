"""Fixtures of real servers, started once for all tests that ask; `tests/conftest.py` loads them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from tests.servers.dovecot import Dovecot, MailFormat, why_not

# Dovecot reads a changed list of accounts too late for a test, so there are enough from the start.
_OWNERS = [f"owner{number}" for number in range(2000)]
StartDovecot = Callable[[MailFormat], Dovecot]


@pytest.fixture(scope="session")
def dovecot_of() -> Iterator[StartDovecot]:
    """Gives the one running Dovecot of a mail format, or leaves the test out."""
    running: dict[MailFormat, Dovecot] = {}
    with ExitStack() as stack:

        def server_of(mail_format: MailFormat) -> Dovecot:
            skip_without_dovecot()
            if mail_format not in running:
                running[mail_format] = stack.enter_context(
                    Dovecot.start(accounts=_OWNERS, mail_format=mail_format, prime=False)
                )
            return running[mail_format]

        yield server_of


@pytest.fixture
def dovecot() -> Iterator[Dovecot]:
    """A Dovecot of its own for one test, which may kill it; `alice` and `bob` live there."""
    skip_without_dovecot()
    with Dovecot.start(accounts=["alice", "bob"], mail_format="mdbox") as server:
        yield server


@pytest.fixture(scope="session")
def account_names() -> Iterator[str]:
    """Names of accounts on the shared Dovecots, each handed out once."""
    return iter(_OWNERS)


def skip_without_dovecot() -> None:
    """Leaves the test out, with the reason, where no Dovecot can be had."""
    if reason := why_not():
        pytest.skip(reason)
