"""The package that people install: whole, with nothing of where it was made, and running alone."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import httpx2
import pytest
from tests.servers.clawback import Server

ROOT = Path(__file__).parents[2]
SOURCES = ("src", "web", "pyproject.toml", "hatch_build.py", "console_build.py")
PAPERS = ("README.md", "LICENSE", "requirements")
LEFT = shutil.ignore_patterns("node_modules", "__pycache__")

pytestmark = pytest.mark.server


def _uv():
    found = shutil.which("uv") or str(ROOT / ".cache" / "uv" / "bin" / "uv")
    if not Path(found).is_file():
        pytest.skip("No uv on this machine.")
    return found


def _run(*command, cwd):
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, made of a copy of the sources and of the console that was built from them."""
    copy = tmp_path_factory.mktemp("sources")
    for name in (*SOURCES, *PAPERS):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=LEFT)
        else:
            shutil.copy(source, copy / name)
    _run(_uv(), "build", "-q", "--wheel", "--out-dir", "dist", ".", cwd=copy)
    return next((copy / "dist").glob("clawback-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The Python of an environment that holds the wheel and what it asks for, and nothing else."""
    house = tmp_path_factory.mktemp("house")
    _run(_uv(), "venv", "-q", "--python", sys.executable, "alone", cwd=house)
    python = house / "alone" / "bin" / "python"
    locked = str(ROOT / "requirements" / "run.lock")
    install = (_uv(), "pip", "install", "-q", "--python", str(python))
    _run(*install, "--require-hashes", "-r", locked, cwd=house)
    _run(*install, "--no-deps", str(wheel), cwd=house)
    _run(_uv(), "pip", "check", "-q", "--python", str(python), cwd=house)
    return python


def test_the_wheel_holds_the_package_and_its_console_and_nothing_else(wheel):
    """No tests, no sources of the console, nothing of the folder that it was made in."""
    with zipfile.ZipFile(wheel) as opened:
        names = opened.namelist()
        texts = {name: opened.read(name) for name in names if not name.endswith(".woff2")}
    assert {name.split("/")[0].split("-")[0] for name in names} == {"clawback"}
    assert {"clawback/py.typed", "clawback/api/console_files/index.html"} <= set(names)
    assert not [name for name in names if "__pycache__" in name or name.endswith((".ts", ".tsx"))]
    places = (str(wheel.parents[1]).encode(), str(ROOT).encode())
    assert not [name for name, text in texts.items() if any(place in text for place in places)]


def test_an_installed_wheel_serves_the_console_and_answers_at_the_command_line(installed, tmp_path):
    """With what the wheel asks for and nothing from a checkout around it."""
    with Server(tmp_path / "data", python=str(installed)) as server:
        page = httpx2.get(f"http://127.0.0.1:{server.port}/", headers={"Accept": "text/html"})
        assert "<title>Clawback" in page.text
        assert server.cli("--version").startswith("clawback 0.1.0")
        assert server.cli("search", "--count").strip() == "0"
