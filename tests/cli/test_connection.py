"""Which server a command talks to."""

from __future__ import annotations

import fcntl
import os

import pytest

from clawback.cli.connection import ADDRESS_FILE, LOCK_FILE, TOKEN_FILE, NoServerError, Where
from clawback.cli.failure import UsageError
from clawback.model.errors import BadInputError


@pytest.fixture
def folder(tmp_path):
    """The data folder of a running server, as far as a client can see."""
    (tmp_path / ADDRESS_FILE).write_text("http://127.0.0.1:8025\n")
    (tmp_path / TOKEN_FILE).write_text("cb_token\n")
    handle = os.open(tmp_path / LOCK_FILE, os.O_CREAT | os.O_RDWR)
    fcntl.flock(handle, fcntl.LOCK_EX)
    yield tmp_path
    os.close(handle)


def test_a_data_folder_is_enough(folder, monkeypatch):
    """Address and token are read there, and it wins over the environment's server."""
    monkeypatch.setenv("CLAWBACK_TOKEN", "other")
    transport = Where(data=folder, url="http://other").connect()._transport
    assert transport._url.netloc == "127.0.0.1:8025"
    assert transport._credential.headers() == {"Authorization": "Bearer cb_token"}


def test_an_address_left_behind_is_not_believed(folder, tmp_path_factory):
    """After a crash somebody else may listen there, who must not be sent the token."""
    dead = tmp_path_factory.mktemp("dead")
    for name in (ADDRESS_FILE, TOKEN_FILE):
        (dead / name).write_text((folder / name).read_text())
    (dead / LOCK_FILE).touch()
    with pytest.raises(NoServerError, match="clawback serve --data"):
        Where(data=dead).connect()


def test_a_folder_without_a_server(tmp_path):
    """The sentence says how to start one."""
    with pytest.raises(NoServerError, match="clawback serve --data"):
        Where(data=tmp_path / "none").connect()


def test_a_token_that_cannot_be_read(folder):
    """The sentence says what to use instead."""
    (folder / TOKEN_FILE).unlink()
    with pytest.raises(NoServerError, match="CLAWBACK_TOKEN"):
        Where(data=folder).connect()


def test_an_address_needs_a_token(monkeypatch):
    """Without one, or without an address, the sentence says what to set."""
    monkeypatch.delenv("CLAWBACK_TOKEN", raising=False)
    with pytest.raises(UsageError, match="clawback login, or set CLAWBACK_TOKEN"):
        Where(url="http://127.0.0.1:1").connect()
    monkeypatch.setenv("CLAWBACK_TOKEN", "cb_token")
    with pytest.raises(UsageError):
        Where().connect()
    with pytest.raises(BadInputError):
        Where(url="somewhere").connect()
