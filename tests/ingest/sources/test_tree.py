"""What lies under a path."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.making.mails import mail

from clawback.ingest.sources import files as files_module
from clawback.ingest.sources.port import Found, Hints, Skipped
from clawback.ingest.sources.tree import NoSuchPathError, open_source


def read(path, **hints):
    return list(open_source(path, Hints(**hints)))


def raws(items):
    return [item.intake.raw for item in items if isinstance(item, Found)]


def test_a_single_file_is_a_mail(tmp_path):
    """Whatever it is called and whatever is in it, when it is named itself."""
    (tmp_path / "odd.txt").write_bytes(b"no header at all")
    (item,) = read(tmp_path / "odd.txt", recipient="anna@example.org")
    assert item.intake.raw == b"no header at all"
    assert item.intake.envelope.recipients == ("anna@example.org",)


def test_a_folder_of_mails(tmp_path):
    """Any ending; hidden files and what does not look like mail are left alone."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "00001.7c53").write_bytes(mail(1))
    (tmp_path / "sub" / "x.eml").write_bytes(mail(2))
    (tmp_path / ".hidden").write_bytes(mail(3))
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    (tmp_path / "cmds").write_bytes(b"mv 00001 00002\n")
    items = read(tmp_path)
    assert raws(items) == [mail(1), mail(2)]
    assert [Path(one.path).name for one in items if isinstance(one, Skipped)] == [
        "cmds",
        "picture.png",
    ]


def test_an_mbox_is_known_by_its_beginning(tmp_path):
    """Alone or in a folder."""
    (tmp_path / "inbox").write_bytes(
        b"From a@b.example Mon Nov  2 08:01:00 2026\nSubject: x\n\ny\n"
    )
    assert raws(read(tmp_path)) == raws(read(tmp_path / "inbox")) == [b"Subject: x\n\ny\n"]


def test_a_tree_of_mailboxes(tmp_path):
    """Every Maildir under a path is found, each with its owner."""
    for person in ("anna", "bob"):
        (tmp_path / "example.org" / person / "cur").mkdir(parents=True)
        (tmp_path / "example.org" / person / "cur" / "1.x.host").write_bytes(mail(1))
    owners = [item.intake.envelope.recipients for item in read(tmp_path)]
    assert owners == [("anna@example.org",), ("bob@example.org",)]


def test_one_sub_folder_knows_its_mailbox(tmp_path):
    """`Maildir/.Junk` alone is the folder Junk of the mailbox above it."""
    junk = tmp_path / "anna@example.org" / ".Junk"
    (junk / "cur").mkdir(parents=True)
    (junk / "cur" / "1.x.host").write_bytes(mail(1))
    (item,) = read(junk)
    assert item.intake.envelope.mailbox.folder == "Junk"
    assert item.intake.envelope.mailbox.account == "anna@example.org"


def test_links_inside_are_not_followed(tmp_path):
    """Neither to folders nor to files; the path itself may be a link."""
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "1.eml").write_bytes(mail(1))
    (tmp_path / "real" / "loop").symlink_to(tmp_path)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    items = read(tmp_path / "link")
    assert raws(items) == [mail(1)]
    assert [one.reason for one in items if isinstance(one, Skipped)] == ["it is a link"]


def test_a_missing_path_is_an_error(tmp_path):
    """Named before anything is read."""
    with pytest.raises(NoSuchPathError, match="nowhere"):
        read(tmp_path / "nowhere")


def test_a_mail_that_is_too_large_is_told(tmp_path, monkeypatch):
    """No more than a mail's limit is read into memory."""
    monkeypatch.setattr(files_module, "MAIL_LIMIT", 100)
    (tmp_path / "1.eml").write_bytes(mail(1))
    (item,) = read(tmp_path)
    assert item.reason == "it is larger than 50 MB"


def test_the_readers_are_quick_to_import():
    """The client starts with them: neither web, database nor analysis may come along."""
    code = (
        "import sys, clawback.ingest.importing;"
        "print([m for m in ('fastapi','pydantic','duckdb','sqlalchemy','asyncio',"
        "'clawback.analysis','clawback.store','structlog') if m in sys.modules])"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
