"""Rules are read out of an account's home, and nothing that lies elsewhere."""

from __future__ import annotations

import os

import pytest

from clawback.mailboxes.maildir.server import MaildirServer
from clawback.mailboxes.port import MailboxMissingError, RefusedError
from clawback.mailboxes.rules.port import LONGEST, Language, ReadsRules
from clawback.mailboxes.settings import MaildirSettings

ADA = "ada@example.org"


@pytest.fixture
def home(tmp_path):
    """Ada's home, which holds her Maildir."""
    for part in ("cur", "new", "tmp"):
        (tmp_path / "mail" / "example.org" / "ada" / "Maildir" / part).mkdir(parents=True)
    return tmp_path / "mail" / "example.org" / "ada"


@pytest.fixture
def server(tmp_path):
    path = f"{tmp_path}/mail/{{domain}}/{{local}}/Maildir"
    return MaildirServer(MaildirSettings(name="files", domains=("*",), path=path))


def told(server):
    return [(one.name, one.language, one.active, one.text) for one in server.rules(ADA)]


def test_a_home_without_rules_has_none(server, home):
    """And the server says that it could tell them."""
    assert home.is_dir()
    assert (told(server), server.capabilities().rules) == ([], True)
    assert isinstance(server, ReadsRules)
    with pytest.raises(MailboxMissingError):
        server.rules("bob@example.org")


def test_the_script_that_dovecot_links_to_is_the_active_one(server, home):
    """Others are there and do not run; a `.forward` file always does."""
    (home / "sieve").mkdir()
    (home / "sieve" / "main.sieve").write_text("discard;")
    (home / "sieve" / "old.sieve").write_text("keep;")
    (home / "sieve" / "main.svbin").write_bytes(b"\0")
    (home / ".dovecot.sieve").symlink_to("sieve/main.sieve")
    (home / ".forward").write_text("eve@evil.example\n")
    assert told(server) == [
        ("main", Language.SIEVE, True, "discard;"),
        ("old", Language.SIEVE, False, "keep;"),
        (".forward", Language.FORWARD, True, "eve@evil.example\n"),
    ]


def test_a_script_in_the_home_itself_is_active(server, home):
    """As people write it without ManageSieve; bytes that are no UTF-8 are read all the same."""
    (home / ".dovecot.sieve").write_bytes(b"# \xff\nstop;")
    assert told(server) == [(".dovecot.sieve", Language.SIEVE, True, "# \ufffd\nstop;")]


@pytest.mark.parametrize(
    "target", ["/etc/passwd", "../../bob/x.sieve", "sieve/../x.sieve", "sieve/a/b.sieve"]
)
def test_a_link_out_of_the_home_is_refused(server, home, target):
    """Owners may write there; what they point at is not read."""
    (home / ".dovecot.sieve").symlink_to(target)
    with pytest.raises(RefusedError):
        server.rules(ADA)


def test_what_is_no_file_of_a_sensible_size_is_not_read(server, home, tmp_path):
    """A pipe is passed over, links and giants are refused."""
    os.mkfifo(home / ".forward")
    assert told(server) == []
    (home / ".forward").unlink()
    (tmp_path / "secret").write_text("secret")
    (home / ".forward").symlink_to(tmp_path / "secret")
    with pytest.raises(RefusedError):
        server.rules(ADA)
    (home / ".forward").unlink()
    (home / ".forward").write_bytes(b"x" * (LONGEST + 1))
    with pytest.raises(RefusedError, match="longer than"):
        server.rules(ADA)
