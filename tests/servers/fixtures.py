"""Fixtures of real servers, started once for all tests that ask; `tests/conftest.py` loads them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.servers import clamd as clamd_server
from tests.servers import postfix as postfix_server
from tests.servers import postgresql as postgresql_server
from tests.servers import rspamd as rspamd_server
from tests.servers import spamd as spamd_server
from tests.servers.clamd import Clamd
from tests.servers.dovecot import Dovecot, MailFormat, why_not
from tests.servers.postgresql import Postgresql
from tests.servers.rspamd import RspamdServer
from tests.servers.spamd import Spamd
from tests.servers.state import put_state

from clawback.database import Database
from clawback.database.migrate import upgrade

# Dovecot reads a changed list of accounts too late for a test, so there are enough from the start.
_OWNERS = [f"owner{number}" for number in range(2000)]
StartDovecot = Callable[[MailFormat], Dovecot]
StateUrlOf = Callable[..., str]
ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.server)]


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


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Postgresql]:
    """The one running PostgreSQL that tests share; its disk is careless."""
    skip_without_postgresql()
    with Postgresql.start() as server:
        yield server


@pytest.fixture
def own_postgresql() -> Iterator[Postgresql]:
    """A PostgreSQL of its own for one test, which may crash it: what is committed survives."""
    skip_without_postgresql()
    with Postgresql.start(durable=True) as server:
        yield server


@pytest.fixture(scope="session")
def state_template(postgresql: Postgresql) -> Iterator[str]:
    """The name of a database with all tables, to be copied."""
    with postgresql.database() as name:
        database = Database.open(postgresql.url(name))
        upgrade(database)
        database.close()
        yield name


@pytest.fixture(params=ENGINES)
def state_engine(request: pytest.FixtureRequest) -> str:
    """Runs a test on both engines of the state database: `sqlite` and `postgresql`."""
    return str(request.param)


@pytest.fixture
def state_url_of(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StateUrlOf]:
    """Gives the address of a state database of its own on an engine: with all tables, or empty."""
    with ExitStack() as stack:

        def url_of(engine: str, *, empty: bool = False) -> str:
            if engine == "sqlite":
                if not empty:
                    put_state(tmp_path / "state.db")
                return f"sqlite:///{tmp_path}/state.db"
            server: Postgresql = request.getfixturevalue("postgresql")
            template = "template0" if empty else request.getfixturevalue("state_template")
            return server.url(stack.enter_context(server.database(template)))

        yield url_of


@pytest.fixture
def empty_state_url(state_engine: str, state_url_of: StateUrlOf) -> str:
    """The address of a state database that has no tables yet, on either engine."""
    return state_url_of(state_engine, empty=True)


@pytest.fixture
def state_url(state_engine: str, state_url_of: StateUrlOf) -> str:
    """The address of a state database, on either engine."""
    return state_url_of(state_engine)


@pytest.fixture
def state(state_url: str) -> Iterator[Database]:
    """A state database of its own with all tables, open, on either engine."""
    database = Database.open(state_url)
    yield database
    database.close()


def skip_without_postgresql() -> None:
    """Leaves the test out, with the reason, where no PostgreSQL can be had."""
    if reason := postgresql_server.why_not():
        pytest.skip(reason)


def skip_without_postfix() -> None:
    """Leaves the test out, with the reason, where no Postfix can be had."""
    if reason := postfix_server.why_not():
        pytest.skip(reason)


@pytest.fixture(scope="session")
def clamd() -> Iterator[Clamd]:
    """The one running clamd that tests share."""
    if reason := clamd_server.why_not():
        pytest.skip(reason)
    with Clamd.start() as server:
        yield server


@pytest.fixture(scope="session")
def spamd() -> Iterator[Spamd]:
    """The one running spamd that tests share."""
    if reason := spamd_server.why_not():
        pytest.skip(reason)
    with Spamd.start() as server:
        yield server


@pytest.fixture(scope="session")
def rspamd() -> Iterator[RspamdServer]:
    """The one running rspamd that tests share; it takes its time to start."""
    if reason := rspamd_server.why_not():
        pytest.skip(reason)
    with RspamdServer.start() as server:
        yield server
