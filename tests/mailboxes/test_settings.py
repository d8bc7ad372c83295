"""The `[[mailboxes]]` tables: what they refuse, and what follows from them."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from clawback.mailboxes.settings import (
    ImapSettings,
    MailboxesTable,
    MaildirSettings,
    PasswordMissingError,
)

IMAP = {
    "kind": "imap",
    "name": "main",
    "domains": ["example.test"],
    "host": "imap.example.test",
    "master_user": "clawback",
    "master_password": "secret",
}


def imap(**changes) -> ImapSettings:
    return ImapSettings.model_validate(IMAP | changes)


def test_the_kind_chooses_the_table():
    """One list holds servers of every kind."""
    table = TypeAdapter(MailboxesTable)
    assert isinstance(table.validate_python(IMAP), ImapSettings)
    path = {"kind": "maildir", "name": "m", "domains": ["*"], "path": "/srv/{local}"}
    assert isinstance(table.validate_python(path), MaildirSettings)
    with pytest.raises(ValidationError):
        table.validate_python(IMAP | {"kind": "pigeon"})


def test_unknown_keys_are_errors():
    """A misspelled setting is refused, not ignored."""
    with pytest.raises(ValidationError, match="recoverabel"):
        imap(recoverabel_folder="x")


@pytest.mark.parametrize(("tls", "port"), [("implicit", 993), ("starttls", 143)])
def test_ports_follow_from_tls(tls, port):
    """Without a port the usual one is meant."""
    assert imap(tls=tls).resolved_port == port
    assert imap(tls=tls, port=1143).resolved_port == 1143


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_no_tls_is_for_this_host(host):
    """The master password goes unprotected only to ourselves, or when told so."""
    assert imap(tls="none", host=host).resolved_port == 143
    with pytest.raises(ValidationError, match="unprotected"):
        imap(tls="none")
    assert imap(tls="none", allow_plaintext=True).allow_plaintext


def test_one_password_is_given():
    """None, or two, are a mistake."""
    with pytest.raises(ValidationError, match="give one of"):
        imap(master_password=None)
    with pytest.raises(ValidationError, match="give one of"):
        imap(master_password_env="WORD")


def test_the_password_comes_from_a_file(tmp_path):
    """Its first line, read when it is needed; a missing file is a sentence without the path."""
    place = tmp_path / "password"
    settings = imap(master_password=None, master_password_file=place)
    with pytest.raises(PasswordMissingError, match="main") as caught:
        settings.password()
    assert str(place) not in str(caught.value)
    place.write_text("word\nnote\n")
    assert settings.password() == "word"


def test_the_password_comes_from_a_variable(monkeypatch):
    """A variable of the environment, named in the table."""
    settings = imap(master_password=None, master_password_env="CLAWBACK_TEST_WORD")
    with pytest.raises(PasswordMissingError, match="CLAWBACK_TEST_WORD"):
        settings.password()
    monkeypatch.setenv("CLAWBACK_TEST_WORD", "word")
    assert settings.password() == "word"


def test_the_password_is_not_shown():
    """Printing the settings does not print it."""
    assert "secret" not in repr(imap())


@pytest.mark.parametrize("path", ["relative/{local}", "/srv/mail", "/srv/../{local}"])
def test_paths_are_whole(path):
    """A Maildir's path is absolute, differs by account and does not climb."""
    with pytest.raises(ValidationError):
        MaildirSettings(name="m", domains=("*",), path=path)
