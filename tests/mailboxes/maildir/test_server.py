"""The Maildir adapter as a whole: paths that are refused, files that are kept as they are."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from tests.servers.mailbox_house import DOMAIN, MaildirHouse
from tests.servers.mailbox_mails import find_one, mail, wanted

from clawback.mailboxes.maildir.server import MaildirServer
from clawback.mailboxes.port import (
    FolderMissingError,
    MailboxMissingError,
    Place,
    RefusedError,
    ServerUnavailableError,
)
from clawback.mailboxes.settings import MaildirSettings

RAW = mail()
WANTED = wanted(RAW)


@pytest.fixture
def house(tmp_path):
    """One Maildir below a temporary folder."""
    return MaildirHouse(tmp_path)


@pytest.fixture
def session(house):
    """A session on it."""
    return house.server.open(house.account)


def test_soft_deleted_mail_lies_outside_the_owners_tree(tmp_path, house, session):
    """By default beside all accounts, in a folder that only we may enter."""
    house.put(RAW)
    session.move([find_one(session, WANTED)], Place.RECOVERABLE)
    place = tmp_path / ".clawback-recoverable" / house.account
    assert [path.read_bytes() for path in place.glob("cur/*")] == [RAW]
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert list(house.maildir.rglob("*.host:2,")) == []


def test_the_place_for_soft_deleted_mail_can_be_chosen(tmp_path, house):
    """A pattern of the administrator's own is used as it stands."""
    settings = MaildirSettings(
        name="files",
        domains=(DOMAIN,),
        path=f"{tmp_path}/{{domain}}/{{local}}/Maildir",
        recoverable_root=f"{tmp_path}/kept/{{local}}.{{domain}}",
    )
    (tmp_path / "kept").mkdir()
    house.put(RAW)
    session = MaildirServer(settings).open(house.account)
    session.move([find_one(session, WANTED)], Place.RECOVERABLE)
    assert len(list((tmp_path / "kept" / f"owner.{DOMAIN}" / "cur").iterdir())) == 1


def test_new_mail_stays_new(house, session):
    """A mail that no client has seen yet is moved from `new` to `new`."""
    house.put(RAW)
    (path,) = (house.maildir / "cur").iterdir()
    path.rename(house.maildir / "new" / path.name.partition(":")[0])
    (moved,) = session.move([find_one(session, WANTED)], Place.JUNK)
    assert moved.after is not None
    assert len(list((house.maildir / ".Junk" / "new").iterdir())) == 1


def test_files_keep_owner_mode_and_time(house, session):
    """A move is a rename: the very same file."""
    house.put(RAW)
    (path,) = (house.maildir / "cur").iterdir()
    path.chmod(0o640)
    before = path.stat()
    session.move([find_one(session, WANTED)], Place.JUNK)
    (moved,) = (house.maildir / ".Junk" / "cur").iterdir()
    after = moved.stat()
    assert (after.st_ino, after.st_mode, after.st_uid, after.st_mtime) == (
        before.st_ino,
        before.st_mode,
        before.st_uid,
        before.st_mtime,
    )


def test_a_mail_whose_flags_changed_meanwhile_is_still_moved(house, session):
    """A client that renamed the file after our look does not make it vanish."""
    house.put(RAW)
    copy = find_one(session, WANTED)
    (path,) = (house.maildir / "cur").iterdir()
    path.rename(f"{path}S")
    (moved,) = session.move([copy], Place.JUNK)
    assert moved.after is not None
    assert moved.after.flags == {"\\Seen"}


def test_no_mail_is_overwritten(house, session):
    """Where the destination has a file of that name, both mails survive."""
    house.put(RAW)
    (path,) = (house.maildir / "cur").iterdir()
    target = house.maildir / ".Junk" / "cur" / path.name
    for name in ("cur", "new", "tmp"):
        (target.parent.parent / name).mkdir(parents=True)
    target.write_bytes(b"another")
    (moved,) = session.move([find_one(session, WANTED)], Place.JUNK)
    assert moved.after is not None
    assert target.read_bytes() == b"another"
    assert session.fetch(moved.after) == RAW


@pytest.mark.parametrize("where", ["owner", "Maildir", "cur", ".Junk"])
def test_links_are_not_followed(tmp_path, house, where):
    """A symbolic link in place of a directory leads nowhere, and what it names is untouched."""
    elsewhere = tmp_path / "elsewhere"
    for name in ("cur", "new", "tmp"):
        (elsewhere / "Maildir" / name).mkdir(parents=True)
        (elsewhere / name).mkdir()
    house.put(RAW)
    spot = {
        "owner": house.maildir.parent,
        "Maildir": house.maildir,
        "cur": house.maildir / "cur",
        ".Junk": house.maildir / ".Junk",
    }[where]
    if spot.exists():
        spot.rename(tmp_path / "aside")
    spot.symlink_to(elsewhere if where != "cur" else elsewhere / "cur")
    with pytest.raises((MailboxMissingError, FolderMissingError, RefusedError)):
        _find_and_move(house)
    assert list(elsewhere.rglob("*.host*")) == []


def test_links_pipes_and_folders_are_not_mails(house, session):
    """What is no regular file is passed over, and does not make us wait."""
    house.put(RAW)
    os.mkfifo(house.maildir / "cur" / "1.pipe:2,")
    (house.maildir / "cur" / "2.link:2,").symlink_to("/etc/hostname")
    (house.maildir / "cur" / "3.folder:2,").mkdir()
    assert find_one(session, WANTED).place is Place.INBOX


def test_dovecots_uids_are_known(house, session):
    """Where Dovecot has served the folder, the copy carries its UID."""
    house.put(RAW)
    house.renumber("INBOX")
    ref = find_one(session, WANTED).ref
    assert ref.uid == 1
    assert ref.uid_validity > 0


def test_an_unmounted_volume_is_not_a_missing_mailbox(tmp_path):
    """When the folder above all accounts is gone, that is the server's fault."""
    settings = MaildirSettings(name="m", domains=("*",), path=f"{tmp_path}/gone/{{local}}")
    with pytest.raises(ServerUnavailableError, match="mounted"):
        MaildirServer(settings).open("ann@example.test")
    with pytest.raises(ServerUnavailableError):
        MaildirServer(settings).capabilities()


@pytest.mark.parametrize(
    "recipient", ["../x@house.test", ".hidden@house.test", "a/b@house.test", "a@house..test"]
)
def test_addresses_that_are_no_path_have_no_account(house, recipient):
    """What could climb or hide is nobody's mailbox."""
    assert house.server.account(recipient) is None


def test_what_it_can_do(house):
    """Files move, stay hidden and keep their names."""
    asked = house.server.capabilities()
    assert (asked.move, asked.hidden_recoverable, asked.stable_ids) == (True, True, True)


def test_another_file_system_is_refused_with_advice(house, session, monkeypatch):
    """A rename across file systems is not silently a copy."""
    house.put(RAW)
    copy = find_one(session, WANTED)

    def across(*_, **__):
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "rename", across)
    with pytest.raises(RefusedError, match="recoverable_root"):
        session.move([copy], Place.RECOVERABLE)
    assert Path(house.maildir / "cur").iterdir()


def _find_and_move(house):
    session = house.server.open(house.account)
    session.move([find_one(session, WANTED)], Place.JUNK)
