"""Killed while it seals, and sealed by two processes: one log, nothing lost."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from tests.servers.hatchery import Hatchery

from clawback.audit.records.entries import Wanted

_MODULE = "tests.audit.crashing_sealer"
_PROGRAM = Path(__file__).with_name("crashing_sealer.py")


def _start(house, name):
    return subprocess.Popen(
        [sys.executable, str(_PROGRAM), str(house.path), house.url, name],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _read(process, count):
    """The last of so many numbers that were said to be committed."""
    said = [process.stdout.readline() for _ in range(count)]
    assert said[-1].endswith("\n"), said
    return int(said[-1])


def _subjects(house):
    return [entry.subject for block in house.log.stream(Wanted()) for entry in block]


@pytest.mark.slow
def test_killed_while_sealing_nothing_is_lost(any_house):
    """20 kills at random points: every entry that was committed is there, sealed, and proved."""
    seeded = random.Random(7)
    committed = 0
    with Hatchery(_MODULE) as hatchery:
        for _ in range(20):
            process = hatchery.start(f"{_MODULE}:main", any_house.path, any_house.url, "audit")
            committed += _read(process, seeded.randrange(1, 120)) + 1
            process.kill()
            process.wait(10)
    assert any_house.new_sealer().seal() >= 0
    assert any_house.findings() == []
    subjects = _subjects(any_house)
    sys.stdout.write(f"20 kills: {committed} committed at least, {len(subjects)} found\n")
    assert len(subjects) >= committed
    with any_house.database.read() as connection:
        left = connection.exec_driver_sql("SELECT count(*) FROM audit_entry WHERE leaf IS NULL")
        assert left.scalar_one() == 0


@pytest.mark.slow
def test_two_sealers_make_one_log(any_house):
    """Two processes write and seal the same database at the same time; then all of it is proved."""
    names = ("one", "two")
    processes = [_start(any_house, name) for name in names]
    for process in processes:
        _read(process, 150)
    for process in processes:
        process.terminate()
        _, said = process.communicate()
        assert said == ""
    keys = [any_house.path / name / "key.pub" for name in names]
    files = [any_house.path / name / "checkpoints" for name in names]
    any_house.sealer.seal()
    assert any_house.findings(*files, keys=keys) == []
    subjects = _subjects(any_house)
    assert len(subjects) == len(set(subjects))
    assert {f"{name}:{number}" for name in names for number in range(150)} <= set(subjects)
