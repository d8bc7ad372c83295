"""`clawback demo`: a server on a made-up organisation, with a month of mail to look at."""

from __future__ import annotations

import logging
import os
import shlex
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

from rich.console import Console
from rich.progress import Progress

from clawback.app import Running, running
from clawback.demo.aftermath.clicks import PHISH_CLICKS
from clawback.demo.aftermath.telling import tell_aftermath
from clawback.demo.importing import bring_in
from clawback.demo.organisation import DOMAIN, NAME
from clawback.demo.people import Colleague, hire
from clawback.demo.waves.phish import ATTACK, PHISH, RECIPIENTS, REPORTS
from clawback.demo.world import RECOVERABLE, Report, World, build
from clawback.identity.first_token import FILE_NAME as TOKEN_FILE
from clawback.model.clock import SystemClock
from clawback.model.errors import ClawbackError, UnavailableError
from clawback.settings import load_settings
from clawback.worker.logs import configure_logs

_OLD = timedelta(days=2)


class StoppedError(UnavailableError):
    """The demo was stopped before all of its mail was imported. Start it again to go on."""

    code = "stopped"


def run(folder: Path | None = None, http: str | None = None) -> None:
    """Makes the demo where there is none yet, serves it until SIGTERM or SIGINT.

    `folder` is where everything lies (see `default_folder`), `http` the HOST:PORT to listen at.

    Raises:
        ClawbackError: it cannot start; the sentence says why.
    """
    place = (folder or default_folder(os.environ)).absolute()
    with _bar() as report:
        world = build(place, SystemClock(), progress=report)
    configure_logs(level=logging.WARNING, to=sys.stderr)
    settings = load_settings(place, file=None, environment=os.environ)
    with running(settings, place, http=http) as started, _beside(started, world):
        started.server.run()


def default_folder(environment: Mapping[str, str]) -> Path:
    """`clawback-demo` in the user's cache folder (XDG Base Directory Specification)."""
    cache = environment.get("XDG_CACHE_HOME", "")
    base = Path(cache) if cache.startswith("/") else Path(environment.get("HOME", ".")) / ".cache"
    return base / "clawback-demo"


def invitation(
    world: World, url: str, team: Sequence[Colleague] = (), programs: Path | None = None
) -> str:
    """What to look at, and how, and as whom.

    `programs` is the folder of the command `clawback`, where a shell would not find it.
    """
    found = f"  export PATH={shlex.quote(str(programs))}:$PATH\n" if programs else ""
    data = shlex.quote(str(world.folder))
    hidden = shlex.quote(str(world.folder / RECOVERABLE))
    return f"""
{NAME}, {world.deliveries:,} deliveries of 30 days. Nobody in it exists.

  Address  {url}
  Token    {world.folder / TOKEN_FILE}
  Mail     {world.mail / DOMAIN}
{_desks(team)}
In another terminal:

{found}  export CLAWBACK_DATA={data}

  clawback search '{PHISH}'
      {RECIPIENTS + REPORTS} deliveries: a credential phish behind many kinds of link,
      and {REPORTS} people who asked the service desk about it.

  clawback clicks '{PHISH}'
      {PHISH_CLICKS} clicks on its links: who, when, and what became of each.

  clawback remediate soft_delete '{ATTACK}' --name 'Password phish' --yes --wait
      Pulls the {RECIPIENTS} back. The files have moved where their owners do not look:
      find {hidden} -type f | wc -l

  clawback remediation undo ID
      Puts all of them back where they were, unread where they were unread.

{_age(world)}Stop with Ctrl-C."""


def _hidden_programs() -> Path | None:
    """Where the command lies that belongs to this Python, when a shell finds another or none."""
    ours = Path(sys.executable).with_name("clawback")
    known = shutil.which("clawback")
    return ours.parent if ours.exists() and (not known or Path(known) != ours) else None


def _desks(team: Sequence[Colleague]) -> str:
    if not team:
        return ""
    lines = (f"  {one.login:<22} {one.password:<38} {', '.join(one.roles)}" for one in team)
    return "\nIn a browser, sign in as any of them:\n\n" + "\n".join(lines) + "\n"


def _age(world: World) -> str:
    if SystemClock().now() - world.made_at < _OLD:
        return ""
    return f"Its mail ends on {world.made_at:%Y-%m-%d}; remove {world.folder} for a fresh one.\n"


@contextmanager
def _beside(started: Running, world: World) -> Iterator[None]:
    """Imports and invites in a thread of its own, while the main thread serves."""
    stopping = Event()
    failures: list[ClawbackError] = []

    def pause(seconds: float) -> None:
        if stopping.wait(seconds):
            raise StoppedError

    def work() -> None:
        try:
            token = (world.folder / TOKEN_FILE).read_text(encoding="utf-8").strip()
            with _bar() as report:
                known = bring_in(world, started.url, token, report=report, pause=pause)
            tell_aftermath(known, started.store, started.campaigns, SystemClock().now())
            team = hire(world.folder, started.url, token)
            print(invitation(world, started.url, team, _hidden_programs()), flush=True)
        except ClawbackError as error:
            failures.append(error)
            started.server.stop()

    thread = Thread(target=work, name="demo")
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()
    if failures:
        raise failures[0]


@contextmanager
def _bar() -> Iterator[Report]:
    """A bar on a terminal, silence elsewhere."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bars:
        task = bars.add_task("", total=None)

        def report(what: str, done: int, total: int) -> None:
            bars.update(task, description=what, completed=done, total=total or None)

        yield report
