"""One server per data folder."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from clawback.database.lock import FolderInUseError, FolderMissingError, node_of, only_one

_HOLD = (
    "import sys\n"
    "from pathlib import Path\n"
    "from clawback.database.lock import only_one\n"
    "with only_one(Path(sys.argv[1])):\n"
    "    print('held', flush=True)\n"
    "    sys.stdin.read()\n"
)


@pytest.fixture
def holder(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    yield process
    process.kill()
    process.communicate()


def test_a_second_server_is_refused(tmp_path, holder):
    """While one process holds the folder, another gets a sentence."""
    assert holder.poll() is None
    with pytest.raises(FolderInUseError, match="Another Clawback server"), only_one(tmp_path):
        pass


def test_a_killed_server_leaves_no_lock(tmp_path, holder):
    """After kill -9 of the holder the folder is free at once."""
    holder.kill()
    holder.wait()
    with only_one(tmp_path):
        assert (tmp_path / "clawback.lock").exists()


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path):
    """Nothing is made where somebody mistyped a name."""
    with pytest.raises(FolderMissingError, match="no data folder"), only_one(tmp_path / "typo"):
        pass
    assert not (tmp_path / "typo").exists()


def test_the_lock_can_be_taken_again(tmp_path):
    """Leaving the block gives the folder back."""
    for _ in range(2):
        with only_one(tmp_path):
            pass


def test_a_folder_has_one_name_and_its_copy_another(tmp_path):
    """So a server knows its own past, and never takes another's for it."""
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    name = node_of(first)
    shutil.copytree(first, second)
    with only_one(first):
        assert node_of(first) == name
    assert node_of(second) != name
    moved = first.rename(tmp_path / "moved")
    assert node_of(moved) == name
