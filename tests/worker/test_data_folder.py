"""The data folder."""

from __future__ import annotations

import pytest

from clawback.worker.data_folder import DataFolder, FolderUnusableError


def test_it_is_made_for_its_owner_alone(tmp_path):
    """A missing folder is made with mode 0700, and an existing one is left as it is."""
    folder = DataFolder(tmp_path / "a" / "data")
    folder.prepare()
    folder.prepare()
    assert folder.path.stat().st_mode & 0o777 == 0o700
    assert not list(folder.path.iterdir())


def test_a_folder_that_cannot_be_used(tmp_path):
    """The sentence names it."""
    (tmp_path / "file").touch()
    with pytest.raises(FolderUnusableError, match="data"):
        DataFolder(tmp_path / "file" / "data").prepare()
