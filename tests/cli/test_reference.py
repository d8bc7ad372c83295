"""docs/reference/cli.md and the command line are one."""

from __future__ import annotations

import re
from pathlib import Path

from cyclopts import App

from clawback.cli.exit_code import ExitCode
from clawback.cli.main import build

PAGE = (Path(__file__).parents[2] / "docs/reference/cli.md").read_text()


def test_every_command_is_documented_and_no_other():
    """Each command and sub-command stands on the page by its name."""
    for command in _commands():
        assert re.search(rf"`clawback {command}\b", PAGE), command
    first_words = {command.split()[0] for command in _commands()}
    assert set(re.findall(r"`clawback ([a-z-]+)", PAGE)) == first_words


def test_every_option_is_documented():
    """Each option of each command is named on the page."""
    for name, command in _leaves(build()):
        for argument in command.assemble_argument_collection():
            for option in argument.names:
                shared = option in {"--data", "--url", "--format"}
                assert shared or not option.startswith("--") or option in PAGE, (name, option)


def test_every_exit_code_is_documented():
    """The table of exit codes is whole."""
    for code in ExitCode:
        assert re.search(rf"^\| {code.value} \|", PAGE, re.MULTILINE), code


def _commands() -> list[str]:
    return [name for name, _ in _leaves(build())]


def _leaves(app: App, before: str = "") -> list[tuple[str, App]]:
    found = []
    for name in app:
        if name.startswith("-"):
            continue
        command = app[name]
        inner = [one for one in command if not one.startswith("-")]
        path = f"{before}{name}"
        found += _leaves(command, f"{path} ") if inner else [(path, command)]
    return found
