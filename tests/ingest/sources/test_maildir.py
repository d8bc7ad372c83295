"""Maildirs as they are found."""

import os
from pathlib import Path

import pytest
from tests.making.mails import mail

from clawback.ingest.sources import maildir as maildir_module
from clawback.ingest.sources.files import whole_file
from clawback.ingest.sources.maildir import recipient_of
from clawback.ingest.sources.port import Found, Hints, Skipped
from clawback.ingest.sources.tree import open_source
from clawback.model.location import DeliveryLocation


@pytest.fixture
def root(tmp_path):
    path = tmp_path / "example.org" / "anna" / "Maildir"
    folder(path)
    return path


def folder(path):
    for part in ("cur", "new", "tmp"):
        (path / part).mkdir(parents=True)
    return path


def put(path, name="1700000000.M1P1.host:2,S", number=1, box="cur"):
    (path / box / name).write_bytes(mail(number))


def envelopes(path, **hints):
    items = list(open_source(path, Hints(**hints)))
    return [item.intake.envelope for item in items if isinstance(item, Found)]


def test_mails_of_new_and_cur_are_read(root):
    """Both belong to the folder; tmp does not, nor do the server's own files."""
    put(root, number=1)
    put(root, name="1700000001.M1P1.host", number=2, box="new")
    put(root, name="1700000002.M1P1.host", number=3, box="tmp")
    (root / "dovecot.index.log").write_bytes(b"x")
    (root / "subscriptions").write_text("Junk: x\n")
    items = list(open_source(root, Hints()))
    assert [item.intake.raw for item in items if isinstance(item, Found)] == [mail(1), mail(2)]
    assert len(items) == 2
    assert open_source(root, Hints()).size == len(mail(1)) + len(mail(2))


def test_the_owner_is_told_by_the_path(root):
    """`example.org/anna/Maildir` is anna@example.org's, unless the importer says otherwise."""
    put(root)
    assert envelopes(root)[0].recipients == ("anna@example.org",)
    assert envelopes(root, recipient="Bob@Example.org")[0].recipients == ("bob@example.org",)


@pytest.mark.parametrize(
    ("path", "owner"),
    [
        ("/var/vmail/example.org/anna/Maildir", "anna@example.org"),
        ("/var/vmail/example.org/anna", "anna@example.org"),
        ("/var/mail/anna@example.org/mail", "anna@example.org"),
        ("/home/anna/Maildir", ""),
        ("/Maildir", ""),
    ],
)
def test_owners_of_usual_layouts(path, owner):
    """The two common layouts are known; a home folder tells no domain."""
    assert recipient_of(Path(path)) == owner


@pytest.mark.parametrize(
    ("name", "shown", "location"),
    [
        (".Junk", "Junk", DeliveryLocation.JUNK),
        (".Spam", "Spam", DeliveryLocation.JUNK),
        (".Trash", "Trash", DeliveryLocation.DELETED_ITEMS),
        (".Deleted Items", "Deleted Items", DeliveryLocation.DELETED_ITEMS),
        (".Recoverable", "Recoverable", DeliveryLocation.SOFT_DELETED),
        (".Archive.2024", "Archive/2024", DeliveryLocation.INBOX),
        (".Entw&APw-rfe", "Entwürfe", DeliveryLocation.INBOX),
        ("Projects/Junk", "Projects/Junk", DeliveryLocation.JUNK),
    ],
)
def test_folders_have_names_and_places(root, name, shown, location):
    """Maildir++ and plain sub-folders; the name's last part tells what it is for."""
    put(folder(root / name))
    (envelope,) = envelopes(root)
    assert envelope.mailbox.folder == shown
    assert envelope.location is location


def test_a_sent_mail_is_no_delivery_to_its_owner(root):
    """Its recipients stand in its headers, and the copy is not theirs."""
    put(folder(root / ".Sent"))
    (envelope,) = envelopes(root)
    assert envelope.mail_from == "anna@example.org"
    assert (envelope.recipients, envelope.mailbox, envelope.location) == ((), None, None)


def test_drafts_are_passed_over_and_told(root):
    """A draft was sent to nobody."""
    put(folder(root / ".Drafts"))
    put(root, name="1700000009.M1P1.host:2,DS", number=2)
    items = list(open_source(root, Hints()))
    assert [getattr(item, "reason", "") for item in items] == ["it is a draft"] * 2


def test_uids_come_from_dovecots_list(root):
    """Version 3 with extensions, GUID where it is kept apart, else the file's unique name."""
    put(root, name="1700000000.M1P1.host,S=9:2,S", number=1)
    put(root, name="1700000001.M1P1.host", number=2, box="new")
    put(root, name="1700000002.M1P1.host:2,", number=3)
    (root / "dovecot-uidlist").write_text(
        "3 V1275660208 N25022 G3085f01b7f11094c501100008c4a11c1\n"
        "7 W2481 :1700000000.M1P1.host,S=9\n"
        "9 W1 Gabc123 S5 :1700000001.M1P1.host\n"
        "broken line\n"
    )
    refs = [one.mailbox for one in envelopes(root, server="imap")]
    assert [(ref.uid_validity, ref.uid, ref.guid) for ref in refs] == [
        (1275660208, 7, "1700000000.M1P1.host,S=9"),
        (1275660208, 9, "abc123"),
        (0, 0, "1700000002.M1P1.host"),
    ]
    assert {(ref.server, ref.account) for ref in refs} == {("imap", "anna@example.org")}


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\n", b"2 x\n", b"3 V N\n", b"1 17 9\n5 a b\n"])
def test_an_odd_uid_list_does_no_harm(root, content):
    """What is not understood is as if it were not there."""
    put(root)
    (root / "dovecot-uidlist").write_bytes(content)
    assert envelopes(root)[0].mailbox.uid == 0


def test_the_first_version_of_the_list_is_read(root):
    """Very old Dovecots wrote one without extensions."""
    put(root, name="1700000000.M1P1.host:2,S")
    (root / "dovecot-uidlist").write_text("1 17 9\n5 1700000000.M1P1.host:2,S\n")
    ref = envelopes(root)[0].mailbox
    assert (ref.uid_validity, ref.uid) == (17, 5)


def test_a_mail_that_moves_meanwhile_is_found(root, monkeypatch):
    """The server may rename a file between listing and reading it (a flag was set)."""
    put(root, name="1700000000.M1P1.host", box="new")

    def renaming(given):
        path = Path(given)
        if path.parent.name == "new":
            path.rename(root / "cur" / f"{path.name}:2,S")
        return whole_file(path)

    monkeypatch.setattr(maildir_module, "whole_file", renaming)
    assert len(envelopes(root)) == 1


def test_what_cannot_be_read_is_told(root, tmp_path):
    """A link, a folder and a vanished file are skipped with a reason each; the rest is read."""
    put(root)
    (tmp_path / "secret").write_text("root:x:0:0\n")
    (root / "cur" / "1.link.host").symlink_to(tmp_path / "secret")
    (root / "cur" / "2.dir.host").mkdir()
    os.mkfifo(root / "cur" / "3.pipe.host")
    items = list(open_source(root, Hints()))
    reasons = [item.reason for item in items if isinstance(item, Skipped)]
    assert reasons == ["it is a link", "it is not a file", "it is not a file"]
    assert len(items) == 4


def test_flags_tell_whether_a_mail_was_read(root):
    """`S` is read; what is new is not; a sender's own copy tells nothing of its recipients."""
    put(root, name="1700000000.M1P1.host:2,RS", number=1)
    put(root, name="1700000001.M1P1.host:2,R", number=2)
    put(root, name="1700000002.M1P1.host", number=3, box="new")
    assert [envelope.read for envelope in envelopes(root)] == [True, False, False]
    sent = root / ".Sent"
    for part in ("cur", "new", "tmp"):
        (sent / part).mkdir(parents=True)
    put(sent, name="1700000003.M1P1.host:2,S", number=4)
    assert [envelope.read for envelope in envelopes(sent)] == [None]
