"""What a Maildir's names say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.mailboxes.maildir.names import (
    Uids,
    directory_of,
    flags_of,
    folder_of,
    new_name,
    read_uids,
    unique_part,
)


def test_the_unique_part_stays_when_flags_change():
    """It ends at the colon, Dovecot's sizes included: that is also Dovecot's GUID."""
    assert unique_part("1.M2P3.host,S=36,W=40:2,FS") == "1.M2P3.host,S=36,W=40"
    assert unique_part("1.M2P3.host") == "1.M2P3.host"


def test_flags():
    """Capital letters are system flags, small ones are the folder's own keywords."""
    assert flags_of("x:2,DFPRSTa") == {
        "\\Draft",
        "\\Flagged",
        "$Forwarded",
        "\\Answered",
        "\\Seen",
        "\\Deleted",
    }
    assert flags_of("x") == frozenset()


def test_new_names_differ_and_carry_flags():
    """Two names made at the same moment are two names."""
    one, two = (new_name(["\\Seen", "\\flagged", "$Phishing"], 36) for _ in range(2))
    assert one != two
    assert one.endswith(",S=36:2,FS")
    assert "/" not in one


@pytest.mark.parametrize(
    ("directory", "folder"),
    [(".Junk", "Junk"), (".A.B", "A/B"), (".Entw&APw-rfe", "Entwürfe"), ("cur", None)],
)
def test_directories_are_folders(directory, folder):
    """Maildir++ directories by the names that people read."""
    assert folder_of(directory) == folder
    if folder:
        assert directory_of(folder) == directory


@pytest.mark.parametrize("directory", [".", "..", ".a..b", "..a", ".a."])
def test_odd_directories_are_no_folders(directory):
    """Empty parts make no folder; so no directory can be mistaken for the hidden one."""
    assert folder_of(directory) is None


@pytest.mark.parametrize("folder", ["", "..", "../etc", "/etc", "a//b", "a.b", "a/../b", "a\0b"])
def test_no_name_climbs_out(folder):
    """A folder's name chooses a directory of the Maildir or none."""
    directory = directory_of(folder)
    assert directory is None or (directory.startswith(".") and "/" not in directory)
    assert directory not in {".", ".."}


@given(folder=st.text(min_size=1))
def test_every_directory_is_one_step(folder):
    """Whatever the name, the directory is one component that is not the parent."""
    directory = directory_of(folder)
    if directory is not None:
        assert "/" not in directory
        assert "\0" not in directory
        assert directory not in {".", ".."}


def test_dovecots_list_of_uids():
    """Version 3, with and without fields; anything else tells nothing."""
    text = b"3 V1795474990 N5 Gabc\n1 :1.M1P1.host\n3 S36 W40 :2.M2P2.host,S=36:2,S\nrubbish\n"
    assert read_uids(text) == Uids(1795474990, {"1.M1P1.host": 1, "2.M2P2.host,S=36": 3})
    assert read_uids(b"1 123 4\n") == Uids()
    assert read_uids(b"") == Uids()
