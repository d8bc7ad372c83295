"""Who works with the demo: people with accounts, whose passwords are made anew for every demo."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from clawback.client.credential import Bearer, SessionCookie
from clawback.client.people import PeopleClient
from clawback.client.sessions import OwnSession
from clawback.client.transport import Transport
from clawback.demo.organisation import DOMAIN

_FILE = "people.json"
_TEXT = (
    "amber anchor apple arrow autumn basil beacon birch bridge brook candle canyon cedar cherry"
    " cliff clover copper coral cotton crystal dawn delta ember falcon fern field flint forest"
    " garden glacier granite harbour hazel heron honey island ivory jasper juniper lantern lemon"
    " linen maple marble meadow mint moss oak olive orchid otter pebble pepper pine plum quartz"
    " raven reed river saffron sage shadow silver slate sparrow spruce stone summer thistle timber"
    " topaz tulip velvet violet walnut willow winter wren"
)
_WORDS = _TEXT.split()
_LENGTH = 5  # words: with 81 of them, 31 bits behind a log-in that throttles guesses


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody who signs in to the demo."""

    login: str
    name: str
    roles: tuple[str, ...]
    password: str = ""


_TEAM = (
    Colleague(login=f"nora@{DOMAIN}", name="Nora Lindqvist", roles=("analyst", "content_reader")),
    Colleague(
        login=f"sam@{DOMAIN}", name="Sam Okafor", roles=("analyst", "responder", "content_reader")
    ),
    Colleague(login=f"vera@{DOMAIN}", name="Vera Brandt", roles=("approver", "auditor")),
    Colleague(login=f"ada@{DOMAIN}", name="Ada Moreau", roles=("admin",)),
)


def hire(folder: Path, url: str, token: str) -> Sequence[Colleague]:
    """Makes their accounts, unless this demo has them; answers with everybody and their password.

    Raises:
        ClawbackError: the server cannot be reached, or refuses.
    """
    kept = folder / _FILE
    if kept.is_file():
        return [_read(one) for one in json.loads(kept.read_text(encoding="utf-8"))]
    team = [_hired(one, url, token) for one in _TEAM]
    kept.touch(mode=0o600)
    kept.write_text(json.dumps([asdict(one) for one in team]), encoding="utf-8")
    return team


def _hired(one: Colleague, url: str, token: str) -> Colleague:
    with Transport(url, Bearer(token)) as server:
        wanted = {"login": one.login, "name": one.name, "roles": list(one.roles)}
        made = PeopleClient(server).create(wanted)
    password = "-".join(secrets.choice(_WORDS) for _ in range(_LENGTH))
    with Transport(url, SessionCookie(url)) as browser:
        OwnSession(browser).set_up(made["link"].partition("#")[2], password)
    return Colleague(login=one.login, name=one.name, roles=one.roles, password=password)


def _read(kept: dict[str, object]) -> Colleague:
    login, name, password = (str(kept[field]) for field in ("login", "name", "password"))
    roles = kept["roles"]
    assert isinstance(roles, list)  # noqa: S101 - we wrote it
    return Colleague(login=login, name=name, roles=tuple(map(str, roles)), password=password)
