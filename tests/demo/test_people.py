from __future__ import annotations

import json
import stat

import pytest
from tests.demo.running import Demo

from clawback.client.credential import SessionCookie
from clawback.client.sessions import OwnSession
from clawback.client.transport import Transport
from clawback.demo.world import build
from clawback.model.clock import SystemClock

pytestmark = pytest.mark.slow


def test_everybody_of_the_team_can_sign_in(tmp_path):
    """Each has a password of their own, which works, and every start tells the same ones."""
    folder = tmp_path / "demo"
    build(folder, SystemClock(), scale=0.01)
    team: list[dict[str, str]] = []
    for _ in range(2):
        with Demo(folder) as demo:
            team = json.loads((folder / "people.json").read_text())
            for one in team:
                assert f"{one['login']:<22} {one['password']}" in demo.said
                with Transport(demo.url, SessionCookie(demo.url)) as browser:
                    assert OwnSession(browser).begin(one["login"], one["password"])["name"]
    assert len({one["password"] for one in team}) == len(team) == 4
    assert stat.S_IMODE((folder / "people.json").stat().st_mode) == 0o600
