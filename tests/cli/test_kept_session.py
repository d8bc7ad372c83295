"""Sessions kept on this machine."""

from __future__ import annotations

import os
import stat

import pytest

from clawback.cli import kept_session
from clawback.cli.kept_session import KeptSession, SessionFileError

SESSION = KeptSession(url="https://claw.example", login="ann", cookie="__Host-clawback=abc")


def test_nobody_else_can_read_it(sessions_folder, tmp_path):
    """0600 in a folder of 0700, whatever the umask; beside it nothing is left."""
    before = os.umask(0)
    try:
        file = kept_session.place_of("https://Claw.example:8443")
        kept_session.write(file, SESSION)
    finally:
        os.umask(before)
    assert file == sessions_folder / "https_claw.example_8443.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [one.name for one in file.parent.iterdir()] == [file.name]
    assert kept_session.read(file) == SESSION
    assert list(kept_session.every()) == [file]
    assert "abc" not in repr(SESSION)
    assert kept_session.read(tmp_path / "none") is None


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_file_that_others_can_read_is_not_used(tmp_path, mode):
    """The sentence says what to do."""
    file = tmp_path / "session"
    kept_session.write(file, SESSION)
    file.chmod(mode)
    with pytest.raises(SessionFileError, match="could be read by others"):
        kept_session.read(file)


def test_what_is_no_session_file(tmp_path):
    """A link that somebody planted, other content, a folder: each an error in words."""
    real, link = tmp_path / "real", tmp_path / "link"
    kept_session.write(real, SESSION)
    link.symlink_to(real)
    odd = tmp_path / "odd"
    odd.touch(mode=0o600)
    for file, words in ((link, "cannot be read"), (odd, "holds no session"), (tmp_path, "others")):
        with pytest.raises(SessionFileError, match=words):
            kept_session.read(file)
    with pytest.raises(SessionFileError, match="cannot be kept"):
        kept_session.write(odd / "below", SESSION)


def test_only_ones_own_session_is_forgotten(tmp_path):
    """What another command renewed meanwhile stays."""
    file = tmp_path / "session"
    kept_session.write(file, SESSION)
    kept_session.forget(file, "__Host-clawback=older")
    assert kept_session.read(file) == SESSION
    kept_session.forget(file, SESSION.cookie)
    kept_session.forget(file, SESSION.cookie)
    kept_session.forget(file)
    assert not file.exists()
