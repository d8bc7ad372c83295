"""What an engine judges by, as a text that changes with it."""

import os

from clawback.analysis.providers.edition import edition_of, stamp_of


def test_the_stamp_changes_with_any_file(tmp_path):
    """A file that comes, is written, or goes; and back to what it was."""
    (tmp_path / "deep").mkdir()
    stamps = [stamp_of(tmp_path)]
    rules = tmp_path / "deep" / "more.ndb"
    rules.write_text("one")
    stamps.append(stamp_of(tmp_path))
    os.utime(rules, ns=(1, 1))
    stamps.append(stamp_of(tmp_path))
    rules.write_text("one and more")
    stamps.append(stamp_of(tmp_path))
    assert len(set(stamps)) == 4
    rules.unlink()
    assert stamp_of(tmp_path) == stamps[0]


def test_an_edition_is_what_is_told_and_the_folder_where_there_is_one(tmp_path):
    """Without a folder it is the engine's own word; a folder that is not there is none."""
    assert edition_of("ClamAV 1.0.7/27000", None) == "ClamAV 1.0.7/27000"
    assert edition_of("x", tmp_path) != edition_of("y", tmp_path)
    assert edition_of("x", tmp_path / "none") == edition_of("x", tmp_path / "none")
