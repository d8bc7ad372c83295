import json
import re
from pathlib import Path

import pytest
from tests.demo.running import Demo

from clawback.demo.world import build
from clawback.model.clock import SystemClock

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial" / "first-hour.md"
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
STEP = re.compile(r"^\$ ((?:[^\n]*\\\n)*[^\n]*)\n((?:(?!\$ )[^\n]*\n)*)", re.MULTILINE)
BEFORE = ("clawback demo", "export ", "cd ")  # what the test has already done


def steps():
    text = TUTORIAL.read_text(encoding="utf-8")
    found = [step for block in BLOCK.findall(text) for step in STEP.findall(block)]
    return [(line, shown) for line, shown in found if not line.startswith(BEFORE)]


def fits(shown, printed):
    """Whether that is what was printed; `…` stands for anything."""
    pattern = ".*".join(re.escape(piece) for piece in shown.rstrip().split("…"))
    return re.fullmatch(pattern, printed.rstrip(), re.DOTALL)


@pytest.mark.slow
def test_every_command_of_the_tutorial_does_what_it_says(tmp_path):
    """Typed one after the other, each prints what stands below it."""
    world = build(tmp_path / "demo", SystemClock(), scale=0.01)
    with Demo(world.folder) as demo:
        for line, shown in steps():
            printed = demo.shell(_typed(line, demo))
            assert not shown or fits(shown, printed), f"{line}\n{printed}"


def test_the_tutorial_has_commands():
    """The pattern that finds them finds them."""
    assert len(steps()) > 20
    assert sum(bool(shown) for _, shown in steps()) > 15


def _typed(line, demo):
    """The line as the reader types it, with the newest remediation's id taken from the list."""
    if " ID " not in line:
        return line
    newest = json.loads(demo.shell("clawback remediation list --format json"))[0]
    return line.replace(" ID ", f" {newest['id']} ")
