"""Every change to a trail is found, and said as exactly as it can be."""

from __future__ import annotations

import random
import shutil
import sys
from collections import Counter
from contextlib import closing
from itertools import islice

import pytest
from tests.audit.conftest import House
from tests.audit.forger import WAYS, Forger

from clawback.audit.folder import AuditFolder
from clawback.audit.verification import Verification
from clawback.database import Database
from clawback.database.sqlite import reader_of


def _built(folder, entries, checkpoints):
    """A trail on the disk, and an outside copy of its public key and checkpoints."""
    folder.mkdir()
    house = House(folder)
    each = entries // checkpoints
    for turn in range(checkpoints):
        house.seal(each, first=turn * each)
    assert house.findings() == []
    house.database.close()
    outside = folder.with_name("outside")
    outside.mkdir()
    shutil.copy(house.folder.checkpoints, outside / "kept")
    shutil.copy(house.folder.public, outside / "keys")


def _look(folder, outside, most):
    """What is found wrong first with a copy; the keys of the folder itself may be the forger's."""
    reader = reader_of(folder / "state.sqlite")
    with closing(Database(reader, reader)) as database:
        (folder / "audit" / "key.pub").unlink()
        looked = Verification(
            database,
            AuditFolder(folder / "audit"),
            keys=[outside / "keys"],
            checkpoints=[outside / "kept"],
        )
        return list(islice(looked.findings(lambda _done, _total: None), most))


def _tamper(tmp_path, way, seed, most=1):
    """What was done to a copy, and what is found, not more than `most`."""
    folder = tmp_path / "tampered"
    shutil.copytree(tmp_path / "good", folder)
    forger = Forger(folder / "state.sqlite", AuditFolder(folder / "audit"), random.Random(seed))
    did = forger.strike(way)
    findings = _look(folder, tmp_path / "outside", most)
    shutil.rmtree(folder)
    return did, findings


def _undetected(tmp_path, seeds):
    """Tampers once for each seed; what was not found, and how often each fault came first."""
    ways, weights = list(WAYS), list(WAYS.values())
    missed: list[str] = []
    faults: Counter[str] = Counter()
    for seed in seeds:
        way = random.Random(seed).choices(ways, weights)[0]
        did, findings = _tamper(tmp_path, way, seed)
        faults.update(finding.fault.value for finding in findings)
        if not findings:
            missed.append(did)
    return missed, faults


@pytest.mark.slow
def test_every_tampering_is_found(tmp_path):
    """60 tamperings of all kinds with 600 entries and 12 checkpoints: 60 found."""
    _built(tmp_path / "good", 600, 12)
    missed, _ = _undetected(tmp_path, range(60))
    assert missed == []


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """The folder of a trail of 300 entries, of which every test changes copies."""
    folder = tmp_path_factory.mktemp("trail")
    _built(folder / "good", 300, 5)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_each_way_is_found(copied, way):
    """Ten of each kind."""
    assert [did for did, found in (_tamper(copied, way, s) for s in range(10)) if not found] == []


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """The folder of a trail of 10,000 entries and 100 checkpoints, of which copies are changed."""
    folder = tmp_path_factory.mktemp("large")
    _built(folder / "good", 10_000, 100)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("quarter", range(4))
def test_a_thousand_of_a_thousand_tamperings_are_found(large, quarter):
    """250 tamperings with 10,000 entries and 100 checkpoints; four times: 1,000 of 1,000."""
    missed, faults = _undetected(large, range(quarter * 250, quarter * 250 + 250))
    sys.stdout.write(f"found {250 - len(missed)} of 250: {dict(faults)}\n")
    assert missed == []


def test_a_changed_entry_is_named(any_house):
    """Its number, and no other."""
    any_house.seal(10)
    any_house.seal(10, first=10)
    any_house.forge("UPDATE audit_entry SET result = 'denied' WHERE leaf = 4")
    assert any_house.sentences() == ["Entry 5 is not what was sealed: it was changed."]


def test_a_changed_hash_is_told_from_a_changed_entry(any_house):
    """The entry still leads to the signed root, so it is the hash that was changed."""
    any_house.seal(10)
    any_house.forge(
        "UPDATE audit_entry SET leaf_hash ="
        " (SELECT leaf_hash FROM audit_entry WHERE leaf = 5) WHERE leaf = 4"
    )
    (said,) = any_house.sentences()
    assert said == "The hash beside entry 5 was changed; the entry is as it was sealed."


def test_missing_entries_are_named(any_house):
    """One, and several over the bounds of a checkpoint; the rest is still examined."""
    any_house.seal(10)
    any_house.seal(10, first=10)
    any_house.seal(10, first=20)
    any_house.forge(
        "DELETE FROM audit_entry WHERE leaf = 2",
        "DELETE FROM audit_entry WHERE leaf BETWEEN 8 AND 11",
        "UPDATE audit_entry SET person = 'x' WHERE leaf = 25",
    )
    assert any_house.sentences() == [
        "Entry 3 is missing.",
        "The entries 9 to 10 are missing.",
        "The entries 11 to 12 are missing.",
        "Entry 26 is not what was sealed: it was changed.",
    ]


def test_a_log_that_is_too_short_says_by_how_much(any_house):
    """Against the file in the data folder, and against one from elsewhere."""
    any_house.seal(10)
    any_house.seal(10, first=10)
    elsewhere = any_house.path / "elsewhere"
    shutil.copy(any_house.folder.checkpoints, elsewhere)
    any_house.forge(
        "DELETE FROM audit_entry WHERE leaf >= 10", "DELETE FROM audit_checkpoint WHERE size > 10"
    )
    (said,) = any_house.sentences()
    assert "ends after entry 10" in said
    assert "signed for 20: the last 10 are gone" in said
    any_house.folder.checkpoints.unlink()
    assert any_house.findings() == []
    assert any_house.faults(elsewhere) == ["shorter"]


def test_a_fork_is_said_to_be_one(tmp_path):
    """Everything signed anew with the stolen key: only a kept checkpoint shows it."""
    good = tmp_path / "good"
    _built(good, 60, 6)
    did, findings = _tamper(tmp_path, "fork", 4, most=100)
    assert "stolen" in did
    assert {finding.fault.value for finding in findings} == {"forked"}
    assert "The log was forked: its first" in findings[0].sentence
    assert " in kept was signed." in findings[0].sentence


def test_a_checkpoint_of_a_stranger_is_refused(house, tmp_path):
    """A signature by a key that is not known proves nothing, and says which key it was."""
    house.seal(5)
    (tmp_path / "other").mkdir()
    other = House(tmp_path / "other")
    other.seal(9)
    other.database.close()
    (said,) = house.sentences(other.folder.checkpoints)
    assert f"with the key {other.folder.public_keys()[0].id}, which is not known" in said
    assert (
        house.findings(other.folder.checkpoints, keys=[other.folder.public])[0].fault == "shorter"
    )


def test_a_file_that_is_no_checkpoint_is_said_to_be_none(house, tmp_path):
    """Damaged and foreign files are findings, not crashes."""
    house.seal(5)
    file = tmp_path / "noise"
    file.write_bytes(b"\xff\x00 nothing\n\nat all\n\n")
    assert house.sentences(file) == ["Checkpoint 1 of noise cannot be read."]


def test_an_empty_trail_is_in_order(any_house):
    """Nothing written, nothing wrong."""
    any_house.sealer.seal()
    assert any_house.findings() == []
