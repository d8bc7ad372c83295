import json
import os
import tomllib
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from clawback.demo import world as worlds
from clawback.demo.maildirs import maildir
from clawback.demo.month import month
from clawback.demo.stage import set_stage
from clawback.demo.world import NotADemoError, build, keep, read
from clawback.ingest.sources.port import Found, Hints
from clawback.ingest.sources.tree import open_source
from clawback.model.clock import FixedClock

pytestmark = pytest.mark.slow


NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
CLOCK = FixedClock(NOW)
SCALE = 0.01


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return build(tmp_path_factory.mktemp("demo") / "world", CLOCK, scale=SCALE)


def files(folder):
    return sorted(path for path in folder.rglob("*") if path.parent.name in {"cur", "new"})


def test_each_copy_is_a_file_of_the_right_hour(world):
    """As many files as copies; the time of each is the internal date."""
    copies = [copy for mail in month(set_stage(NOW), scale=SCALE) for copy in mail.copies]
    found = files(world.mail)
    assert len(found) == len(copies)
    times = sorted(int(copy.received.timestamp()) for copy in copies)
    assert sorted(int(path.stat().st_mtime) for path in found) == times


def test_the_maildirs_are_well_formed(world):
    """Each folder has its three parts; flags are in `cur` only and in order; tmp is empty."""
    for path in files(world.mail):
        assert {"cur", "new", "tmp"} <= {part.name for part in path.parents[1].iterdir()}
        unique, colon, flags = path.name.partition(":2,")
        assert bool(colon) == (path.parent.name == "cur")
        assert list(flags) == sorted(flags)
        assert int(unique.partition(",S=")[2]) == path.stat().st_size
    assert not list(world.mail.rglob("tmp/*"))


def test_file_names_are_unique(world):
    """The unique name is the mail's id on a Maildir."""
    names = [path.name.partition(":")[0] for path in files(world.mail)]
    assert len(set(names)) == len(names)


def test_every_mailbox_has_its_folders(world):
    """Empty mailboxes are mailboxes too."""
    account = maildir(world.mail, "ingrid.solvang")
    assert {entry.name for entry in account.iterdir() if entry.name.startswith(".")} == {
        *(".Junk", ".Trash", ".Sent", ".Archive")
    }


def test_a_plain_import_reads_all_of_it(world):
    """The product's own import finds recipient, time and place without being told."""
    items = list(open_source(world.mail, Hints(server="maildirs")))
    envelopes = [item.intake.envelope for item in items if isinstance(item, Found)]
    assert len(envelopes) == len(items) == len(files(world.mail))
    for envelope in envelopes:
        if envelope.mailbox is not None:
            assert envelope.recipients == (envelope.mailbox.account,)
            assert envelope.mailbox.guid
    assert {e.mailbox.folder for e in envelopes if e.mailbox} >= {"INBOX", "Junk", "Trash"}


def test_the_settings_name_the_maildirs(world):
    """What is written is what the server reads."""
    settings = tomllib.loads((world.folder / "clawback.toml").read_text())
    assert settings["ingest"]["own_domains"] == ["tarnbeck.example"]
    (server,) = settings["mailboxes"]
    path = server["path"].format(domain="tarnbeck.example", local="ingrid.solvang")
    assert os.path.isdir(path)  # noqa: PTH112 - what a setting says is text


def test_a_complete_demo_is_used_again(world):
    """The second start changes nothing, whatever the hour."""
    before = [path.stat().st_ino for path in files(world.mail)]
    later = FixedClock(datetime(2027, 1, 1, tzinfo=UTC))
    assert build(world.folder, later, scale=SCALE) == world
    assert [path.stat().st_ino for path in files(world.mail)] == before


def test_a_half_made_demo_is_made_again(tmp_path):
    """A demo that was interrupted leaves nothing behind."""
    folder = tmp_path / "demo"

    def interrupt(_, done, __):
        if done > 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(folder, CLOCK, scale=SCALE, progress=interrupt)
    assert read(folder) is None
    leftover = folder / "mail" / "leftover"
    leftover.touch()
    world = build(folder, CLOCK, scale=SCALE)
    assert not leftover.exists()
    assert read(folder) == world


def test_a_demo_of_another_release_is_made_again(tmp_path, monkeypatch):
    """What this release would not have written is not used."""
    build(tmp_path / "demo", CLOCK, scale=SCALE)
    monkeypatch.setattr(worlds, "_VERSION", 99)
    assert read(tmp_path / "demo") is None
    assert build(tmp_path / "demo", CLOCK, scale=SCALE).deliveries


def test_a_folder_of_somebody_else_is_left_alone(tmp_path):
    """Nothing is ever removed that is not ours."""
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(NotADemoError, match="Name an empty folder"):
        build(tmp_path, CLOCK, scale=SCALE)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_that_it_was_imported_is_remembered(tmp_path):
    """The second start need not import again."""
    world = build(tmp_path / "demo", CLOCK, scale=SCALE)
    assert not world.imported
    keep(replace(world, imported=True))
    kept = read(world.folder)
    assert kept
    assert kept.imported


def test_progress_is_told_up_to_the_end(tmp_path):
    """A person sees that something happens."""
    told = []
    build(tmp_path / "demo", CLOCK, scale=SCALE, progress=lambda *step: told.append(step))
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    assert told[-1][1] > 0


def test_a_broken_marker_is_no_demo(tmp_path):
    """Half a marker is as good as none, and the folder is left alone."""
    (tmp_path / "demo.json").write_text(json.dumps([1]))
    with pytest.raises(NotADemoError):
        build(tmp_path, CLOCK, scale=SCALE)
