"""What the tree must look like, whoever changes it."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "clawback"
LINES = 400
BANNED_NAMES = {"utils", "helpers", "common", "manager", "base", "misc"}
MACHINE = re.compile(r"(?<![\w.])/(?:work|farm|root)/|pypi\.org|pythonhosted\.org|registry\.npmjs")


def python_files(*folders):
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def tracked_files():
    listing = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return [ROOT / line for line in listing.stdout.splitlines()]


def test_no_file_is_longer_than_four_hundred_lines():
    """A file that grows past 400 lines holds an idea that wants its own name."""
    long = {
        str(path.relative_to(ROOT)): count
        for path in python_files("src", "tests", "bench")
        if (count := len(path.read_text().splitlines())) > LINES
    }
    assert not long


def test_no_file_has_a_name_that_says_nothing():
    """Files and folders are named with a domain word."""
    named = {path.stem for path in python_files("src", "tests", "bench")}
    folders = {path.name for path in SOURCE.rglob("*") if path.is_dir()}
    assert not (named | folders) & BANNED_NAMES


def test_every_room_is_on_the_floor_plan():
    """ARCHITECTURE.md names each room that exists."""
    plan = (ROOT / "ARCHITECTURE.md").read_text()
    parts = (path for path in SOURCE.iterdir() if path.is_dir() or path.suffix == ".py")
    rooms = [path.stem for path in parts if not path.name.startswith("__")]
    assert [room for room in rooms if f"`{room}`" not in plan] == []


def test_nothing_speaks_of_one_machine():
    """No absolute path of a machine and no package registry's host stands in a tracked file."""
    files = tracked_files()
    if not files:
        pytest.skip("needs a git checkout")
    guilty = [
        str(path.relative_to(ROOT))
        for path in files
        if path.is_file()
        and path != Path(__file__)
        and MACHINE.search(path.read_text(errors="replace"))
    ]
    assert guilty == []


def test_every_dependency_has_its_reason():
    """docs/reference/dependencies.md says why each direct dependency is here."""
    reasons = (ROOT / "docs/reference/dependencies.md").read_text()
    declared = re.search(
        r"^dependencies = \[(.*?)^\]",
        (ROOT / "pyproject.toml").read_text(),
        re.MULTILINE | re.DOTALL,
    )
    assert declared is not None
    names = re.findall(r'"([A-Za-z0-9-]+)', declared.group(1))
    assert [name for name in names if f"| {name} |" not in reasons] == []


def test_requests_of_tests_stay_in_their_thread():
    """Tests use `tests/servers/web_client.py`: the library's client costs them seven crossings."""
    guilty = [
        str(path.relative_to(ROOT))
        for path in python_files("tests")
        if path != Path(__file__) and "testclient import" in path.read_text()
    ]
    assert guilty == []


def test_every_decision_has_a_number_of_its_own():
    """Pages are numbered from 1 without a gap or a double, and the title has the file's number."""
    pages = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    titles = [page.read_text().split(".", 1)[0] for page in pages]
    assert titles == [f"# {number}" for number in range(1, len(pages) + 1)]


def test_what_people_run_is_what_the_tests_run_on():
    """Every lock file has the versions of the developers' own."""
    pin = re.compile(r"^([\w.-]+)==(\S+)", re.MULTILINE)
    tested = set(pin.findall((ROOT / "requirements" / "dev.lock").read_text()))
    names = {name for name, _ in tested}
    others = {
        (lock.name, name, version)
        for lock in (ROOT / "requirements").glob("*.lock")
        for name, version in pin.findall(lock.read_text())
        if name in names and (name, version) not in tested
    }
    assert not others
