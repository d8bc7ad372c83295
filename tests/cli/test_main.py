"""The commands as a whole."""

from __future__ import annotations

import subprocess
import sys

import pytest

from clawback.cli import main
from clawback.cli.exit_code import ExitCode
from clawback.model.errors import NotFoundError


def test_help_lists_every_command(clawback):
    """With a sentence for each, without loading any of them."""
    said = clawback("--help").out
    for name, _, sentence, _ in main.COMMANDS:
        assert f" {name} " in said
        assert sentence in said


@pytest.mark.parametrize("name", [name for name, *_ in main.COMMANDS])
def test_every_command_explains_itself(clawback, name):
    """`--help` of each command works."""
    done = clawback(name, "--help")
    assert done.code is ExitCode.DONE
    assert done.out.startswith(f"Usage: clawback {name}")


def test_the_version(clawback):
    """Name and number."""
    assert clawback("--version").out.startswith("clawback 0.")


@pytest.mark.parametrize("arguments", [["serch"], ["search", "--limit"], ["token", "make"]])
def test_what_does_not_exist_is_wrong_usage(clawback, arguments):
    """Exit code 2, in a sentence."""
    done = clawback(*arguments)
    assert done.code is ExitCode.USAGE
    assert "--help" in done.err


@pytest.mark.parametrize(
    ("given", "hint"), [("serch", ' Did you mean "search"?'), ("zzz", ""), ("\x1b[1m", "")]
)
def test_an_unknown_command_is_told_with_the_nearest(clawback, given, hint):
    """What was probably meant, and nothing that a terminal would obey."""
    said = clawback(given).err.splitlines()[0]
    assert said.startswith("clawback: Unknown command ")
    assert said.endswith(f'".{hint}')
    assert "\x1b" not in said


HEAVY = {"pydantic", "fastapi", "httpx2", "sqlalchemy", "duckdb"}


def test_a_mistake_is_told_before_anything_heavy_is_loaded():
    """Wrong usage of any command is told at once, so it loads no database and no server."""
    code = (
        "import sys\n"
        "from clawback.cli.main import COMMANDS, run\n"
        "for name, *_ in (['serch'], *COMMANDS):\n"
        "    code = run([name, '--no-such-option'])\n"
        f"    print(name, int(code), *{HEAVY} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    names = ["serch", *(name for name, *_ in main.COMMANDS)]
    assert done.stdout.splitlines() == [f"{name} {int(ExitCode.USAGE)}" for name in names]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NotFoundError("There is none."), ExitCode.ERROR),
        (RuntimeError("x"), ExitCode.ERROR),
        (KeyboardInterrupt(), ExitCode.INTERRUPTED),
    ],
)
def test_whatever_happens_ends_in_words(clawback, monkeypatch, error, code):
    """No error of any kind shows a traceback."""

    def failing(_):
        def call(*_, **__):
            raise error

        return call

    monkeypatch.setattr(main, "build", failing)
    done = clawback("search")
    assert done.code is code
    assert "Traceback" not in done.err


def test_a_reader_who_has_seen_enough():
    """A closed pipe ends the command in silence."""
    command = f"{sys.executable} -m clawback --help | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)  # noqa: S602 - a pipe of our own
    assert "Usage" in done.stdout
    assert done.stderr == ""


def test_searching_loads_nothing_heavy():
    """What takes long to load is not needed to search."""
    code = "import sys, clawback.cli.main, clawback.cli.search; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert not loaded & {*HEAVY, "rich"}
