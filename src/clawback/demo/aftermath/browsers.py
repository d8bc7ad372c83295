"""From where the demo's people click. Nobody has these addresses (RFC 5737)."""

from __future__ import annotations

from dataclasses import dataclass

from clawback.demo.organisation import SITES
from clawback.demo.stage import Stage

_AT_HOME = 0.25
_HOMES = 100
_ENGINE = "AppleWebKit/537.36 (KHTML, like Gecko)"
_AGENTS = (
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_ENGINE} Chrome/142.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
    f"Mozilla/5.0 (X11; Linux x86_64) {_ENGINE} Chrome/142.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Android 16; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0",
)
_SHARES = (46, 22, 8, 24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """What a person's clicks come from."""

    ip: str
    user_agent: str


def browser_of(stage: Stage, recipient: str) -> Browser:
    """The one of this person, in their office or at home."""
    random = stage.chance("browser", recipient)
    agent = random.choices(_AGENTS, _SHARES)[0]
    if random.random() < _AT_HOME:
        return Browser(ip=f"192.0.2.{_HOMES + random.randrange(150)}", user_agent=agent)
    person = stage.organisation.by_local.get(recipient.partition("@")[0])
    office = SITES.index(person.site) if person else 0
    return Browser(ip=f"192.0.2.{10 + office}", user_agent=agent)
