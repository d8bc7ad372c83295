"""A running server on memory adapters, and the command line run against it in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.servers.parts import NO_POLICY, TestParts, parts_in

from clawback.cli.exit_code import ExitCode
from clawback.cli.main import run
from clawback.identity.role import Role
from clawback.mailboxes.memory import MemoryServer
from clawback.model.clock import Clock
from clawback.remediation.policy import Policy
from clawback.worker.server import Listen, WebServer, address, bind


@dataclass(frozen=True, slots=True)
class Said:
    """What a command answered."""

    code: ExitCode
    out: str
    err: str


@pytest.fixture(autouse=True)
def sessions_folder(tmp_path, monkeypatch):
    """Whoever signs in in a test does so in a home of the test's own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in ("CLAWBACK_SESSION", "CLAWBACK_URL", "CLAWBACK_DATA", "CLAWBACK_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "state" / "clawback" / "sessions"


@pytest.fixture
def mailboxes():
    """The organisation's one mail server."""
    return _mail_server()


@pytest.fixture
def served(tmp_path, mailboxes, monkeypatch):
    """The parts at work behind a web server; the environment names it and an admin's token."""
    with serving(tmp_path, mailboxes) as (parts, environment):
        settle_in(monkeypatch, environment)
        yield parts


@pytest.fixture
def imported(served, mailboxes, clawback, tmp_path):
    """Three mails of `phish.example` for bob, searchable and in his inbox."""
    import_mails(clawback, tmp_path, mailboxes)
    return served


@pytest.fixture(scope="session")
def _library(tmp_path_factory):
    folder, mailboxes = tmp_path_factory.mktemp("library"), _mail_server()
    with serving(folder, mailboxes) as (_, environment):
        with pytest.MonkeyPatch.context() as monkeypatch:
            settle_in(monkeypatch, environment)
            import_mails(lambda *arguments: Said(run(arguments), "", ""), folder, mailboxes)
        yield environment


@pytest.fixture
def library(_library, monkeypatch):
    """The same three mails on a server that tests share, and must not change."""
    settle_in(monkeypatch, _library)


@pytest.fixture
def clawback(capsys):
    """Runs a command; gives its exit code and what it said."""

    def ran(*arguments: str) -> Said:
        capsys.readouterr()
        code = run(arguments)
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return ran


def _mail_server() -> MemoryServer:
    server = MemoryServer("memory", ("example.org",))
    server.add_account("bob@example.org")
    return server


@contextmanager
def serving(
    folder: Path,
    mailboxes: MemoryServer,
    *,
    clock: Clock | None = None,
    policy: Policy = NO_POLICY,
) -> Iterator[tuple[TestParts, Mapping[str, str]]]:
    """The parts at work, and the variables that name their server and a token."""
    with (
        parts_in(folder, servers=[mailboxes], clock=clock, policy=policy) as parts,
        closing(bind(Listen("127.0.0.1", 0))) as bound,
    ):
        secret = parts.tokens.create(name="admin", role=Role.ADMIN, by="a test").secret.text
        parts.pipeline.start()
        parts.executor.start()
        parts.exports.crew.start()
        with WebServer(parts.app, bound).beside():
            yield parts, {"CLAWBACK_URL": address(bound), "CLAWBACK_TOKEN": secret}
        parts.exports.crew.close()
        parts.executor.stop()
        parts.pipeline.stop()


def settle_in(monkeypatch: pytest.MonkeyPatch, environment: Mapping[str, str]) -> None:
    for name in ("CLAWBACK_DATA", "CLAWBACK_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)


def import_mails(clawback: Callable[..., Said], folder: Path, mailboxes: MemoryServer) -> None:
    mails = folder / "mails"
    mails.mkdir()
    for number in (1, 2, 3):
        raw = _mail(number)
        (mails / f"{number}.eml").write_bytes(raw)
        mailboxes.deliver("bob@example.org", raw)
    done = clawback("import", str(mails), "--recipient", "bob@example.org")
    assert done.code is ExitCode.DONE, done.err


def _mail(number: int) -> bytes:
    return (
        f"From: eve{number}@phish.example\r\nTo: bob@example.org\r\nSubject: Invoice {number}\r\n"
        f"Date: Mon, 23 Nov 2026 1{number}:00:00 +0000\r\nMessage-ID: <{number}@phish.example>\r\n"
        "\r\nPay.\r\n"
    ).encode()
