from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.demo.running import Demo

from clawback.demo.aftermath import clicks
from clawback.demo.run import default_folder, invitation
from clawback.demo.waves import phish
from clawback.demo.world import World, build
from clawback.model.clock import SystemClock


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"XDG_CACHE_HOME": "/caches", "HOME": "/home/ana"}, "/caches/clawback-demo"),
        ({"HOME": "/home/ana"}, "/home/ana/.cache/clawback-demo"),
        ({"XDG_CACHE_HOME": "relative", "HOME": "/home/ana"}, "/home/ana/.cache/clawback-demo"),
    ],
)
def test_the_demo_lies_in_the_users_cache(environment, folder):
    """As the XDG specification says; relative paths there are to be ignored."""
    assert default_folder(environment) == Path(folder)


def test_the_invitation_tells_where_and_what():
    """Address, token, and commands that can be pasted, also with a blank in the path."""
    world = World(
        folder=Path("/my cache/demo"), made_at=datetime.now(UTC), deliveries=20006, imported=True
    )
    said = invitation(world, "http://127.0.0.1:8025")
    assert "http://127.0.0.1:8025" in said
    assert "export CLAWBACK_DATA='/my cache/demo'" in said
    assert "20,006 deliveries" in said
    assert f"Pulls the {phish.RECIPIENTS} back" in said
    assert f"{clicks.PHISH_CLICKS} clicks on its links" in said
    assert "remove" not in said


def test_a_command_that_a_shell_would_not_find_is_made_known():
    """Whoever started it from a checkout can paste the commands too."""
    world = World(folder=Path("/demo"), made_at=datetime.now(UTC), deliveries=1)
    said = invitation(world, "x", programs=Path("/my checkout/.venv/bin"))
    assert "export PATH='/my checkout/.venv/bin':$PATH" in said
    assert "export PATH" not in invitation(world, "x")


def test_an_old_demo_says_so():
    """Relative times of a filter find nothing in mail that is too old."""
    world = World(folder=Path("/demo"), made_at=datetime(2026, 1, 2, tzinfo=UTC), deliveries=1)
    assert "Its mail ends on 2026-01-02; remove /demo for a fresh one." in invitation(world, "x")


@pytest.mark.slow
def test_the_demo_can_be_searched_and_started_again(tmp_path):
    """Everything that was written is found; the second start finds the same."""
    world = build(tmp_path / "demo", SystemClock(), scale=0.01)
    for _ in range(2):
        with Demo(world.folder) as demo:
            assert demo.shell("clawback search '' --count") == f"{world.deliveries}\n"
