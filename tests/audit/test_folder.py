"""The files of the trail in the data folder."""

from __future__ import annotations

import pytest

from clawback.audit.folder import AuditFolder, AuditFolderError, last_size, read_keys, read_notes
from clawback.audit.note import BadKeyError


def test_a_file_that_is_no_key_is_said_to_be_none(tmp_path):
    """And what to do about it; nothing is overwritten."""
    folder = AuditFolder(tmp_path)
    folder.key.write_text("this is a letter")
    with pytest.raises(AuditFolderError, match="not an Ed25519 key"):
        folder.signer("x")
    assert folder.key.read_text() == "this is a letter"


def test_missing_files_are_said_in_words(tmp_path):
    """Keys, checkpoints, and a folder that cannot be made."""
    with pytest.raises(AuditFolderError, match="no file"):
        read_keys(tmp_path / "none")
    with pytest.raises(AuditFolderError, match="cannot be read"):
        list(read_notes(tmp_path / "none"))
    with pytest.raises(AuditFolderError, match="cannot be used"):
        AuditFolder(tmp_path / "a" / "b").signer("x")
    assert last_size(tmp_path / "none") == 0


def test_a_changed_last_checkpoint_is_noticed(house):
    """The sealer does not go on after it."""
    house.seal(2)
    text = house.folder.checkpoints.read_text()
    house.folder.checkpoints.write_text(text.replace("\n2\n", "\n02\n"))
    with pytest.raises(AuditFolderError, match="was changed"):
        last_size(house.folder.checkpoints)


@pytest.mark.parametrize(("text", "said"), [("", "holds no public key"), ("x", "not a public key")])
def test_a_file_without_public_keys_is_named(tmp_path, text, said):
    """Whoever gave several files knows which one is wrong."""
    file = tmp_path / "others.pub"
    file.write_text(text)
    with pytest.raises(BadKeyError, match=rf"others\.pub.*{said}"):
        read_keys(file)
