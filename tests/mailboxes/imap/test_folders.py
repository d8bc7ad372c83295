"""Which folder is what, on servers that tell and on servers that do not."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from clawback.mailboxes.imap.folders import FolderLists, new_name, read_folders
from clawback.mailboxes.port import Place
from clawback.mailboxes.settings import ImapSettings

SETTINGS = ImapSettings(
    name="main", domains=("*",), host="localhost", master_user="m", master_password=SecretStr("p")
)


def listed(*lines: bytes, **changes):
    settings = SETTINGS.model_copy(update=changes)
    return read_folders([(line + b"\r\n",) for line in lines], settings)


def test_special_use_decides():
    """RFC 6154's marks count more than names."""
    folders = listed(
        b'* LIST (\\HasNoChildren) "/" Junk',
        b'* LIST (\\HasNoChildren \\Junk) "/" "Werbung"',
        b'* LIST (\\Trash) "/" "M&APw-ll"',
        b'* LIST () "/" INBOX',
    )
    assert folders.places[Place.JUNK] == "Werbung"
    assert folders.places[Place.DELETED_ITEMS] == "Müll"
    assert folders.place_of("Junk") is None
    assert folders.raw("Müll") == b"M&APw-ll"


@pytest.mark.parametrize(
    ("line", "place", "name"),
    [
        (b'* LIST () "." INBOX.Spam', Place.JUNK, "INBOX.Spam"),
        (b'* LIST () "/" "Junk E-mail"', Place.JUNK, "Junk E-mail"),
        (b'* LIST () "/" "Deleted Items"', Place.DELETED_ITEMS, "Deleted Items"),
    ],
)
def test_usual_names_serve_where_nothing_is_marked(line, place, name):
    """At the top or right below INBOX, whatever the case."""
    assert listed(line).places[place] == name


def test_deep_folders_are_not_taken_for_places():
    """An owner's `Projects/Spam` is a project."""
    assert Place.JUNK not in listed(b'* LIST () "/" Projects/Spam').places


def test_settings_decide_above_all():
    """A name that the administrator gave is used where it exists, and made where it does not."""
    folders = listed(b'* LIST (\\Junk) "/" Junk', b'* LIST () "/" Mine', junk_folder="Mine")
    assert folders.places[Place.JUNK] == "Mine"
    settings = SETTINGS.model_copy(update={"junk_folder": "Mine"})
    assert Place.JUNK not in listed(b'* LIST (\\Junk) "/" Junk', junk_folder="Mine").places
    assert new_name(Place.JUNK, settings, "INBOX.") == "Mine"
    assert new_name(Place.DELETED_ITEMS, settings, "INBOX.") == "INBOX.Trash"
    assert new_name(Place.RECOVERABLE, settings, "") == "Recoverable"


def test_counts_come_along():
    """LIST-STATUS tells which folders are empty; views and closed folders hold nothing of ours."""
    folders = listed(
        b'* LIST () "/" A',
        b"* STATUS A (MESSAGES 0)",
        b'* LIST (\\NoSelect) "/" B',
        b'* LIST (\\All) "/" C',
        b'* LIST () "/" D',
        b"* OK done",
        b"* LIST broken",
    )
    assert folders.by_name["A"].messages == 0
    assert folders.by_name["D"].messages is None
    openable = {name for name, folder in folders.by_name.items() if folder.openable}
    assert openable == {"A", "D"}


def test_a_literal_name_and_inbox_in_any_case():
    """Names may come as literals; INBOX is one whatever its case."""
    folders = read_folders(
        [(b'* LIST () "/" {3}\r\n', b'a"b', b"\r\n"), (b'* LIST () "/" inbox\r\n',)], SETTINGS
    )
    assert set(folders.by_name) == {'a"b', "INBOX"}


def test_lists_that_many_accounts_share_are_read_once():
    """The same words are the same folders; other words are others, however many there were."""
    lists = FolderLists(SETTINGS)
    line = (b'* LIST () "/" INBOX\r\n',)
    assert lists.read([line]) is lists.read([line])
    for number in range(600):
        folders = lists.read([line, (b'* LIST () "/" F%d\r\n' % number,)])
        assert set(folders.by_name) == {"INBOX", f"F{number}"}
