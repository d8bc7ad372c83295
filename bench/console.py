"""The console in a real browser: how soon it can be used, what it adds to the API, how it scrolls.

The peer is the API in the same run. `python -m bench.console --keep FOLDER` looks at deliveries
that `python -m bench.explorer.run --keep FOLDER` has built; without it, at the demo's.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from urllib.parse import quote

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page
from tests.console.company import Company
from tests.demo.running import Demo
from tests.servers.chromium import chromium
from tests.servers.clawback import Server
from tests.stories.browser import PASSWORD, Browser

import clawback.api
from clawback.demo.world import World, build
from clawback.model.clock import SystemClock

_BUILT = Path(clawback.api.__file__).parent / "console_files"
_LOGIN = "nora@corp.example"
_SETTINGS = "[identity]\nrequire_second_factor = []\n"
_RUNS = 7
_BAR_COLD, _BAR_MORE, _BAR_TASK = 1500, 50, 200  # milliseconds
_SCROLLS = (("scrolled", 600), ("flung", 1400))  # pixels a frame
_FRAMES = 400
_ROW = 28  # pixels, where rows are dense
_FILTERS = (  # each once: an answer that the page has is not asked for again
    "sender_domain~example",
    "delivery_action:delivered_to_junk",
    "threat_type:phish",
    "-threat_type:*",
    "url_domain:*",
    "sender_domain~test",
    "delivery_action:delivered",
    "threat_type:spam",
    "-url_domain:*",
    "attachment_filename:*",
)
_USABLE = """() => new Promise((done) => {
  const look = () => document.querySelector('[role=grid] [role=gridcell]')
    ? done(performance.now()) : requestAnimationFrame(look);
  look();
})"""
_FOUND = """(to) => new Promise((done) => {
  performance.clearResourceTimings();
  const began = performance.now();
  history.pushState({}, '', to);
  dispatchEvent(new PopStateEvent('popstate'));
  const look = () => {
    const grid = document.querySelector('[role=grid]');
    const asked = performance.getEntriesByType('resource')
      .find((one) => one.name.includes('/api/v1/deliveries?'));
    if (asked && grid?.getAttribute('aria-busy') !== 'true')
      done([performance.now() - began, asked.responseEnd - asked.startTime]);
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})"""
_WATCH = """() => {
  window.tasks = [];
  new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map((e) => e.duration)))
    .observe({ type: 'longtask' });
}"""


def main(words: Sequence[str] = ()) -> None:
    """Prints the figures beside their bars."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--keep", type=Path, help="folder with deliveries that were built")
    given = arguments.parse_args(words)
    _sizes()
    with _company(given.keep) as company, chromium() as browser:
        print(f"{company.world.deliveries:,} deliveries")
        _cold(company, browser)
        with company.at_desk(browser, "nora") as page:
            _filters(page)
            for how, step in _SCROLLS:
                _scrolling(page, how, step)


def _sizes() -> None:
    packed = [len(gzip.compress(one.read_bytes())) for one in (_BUILT / "assets").glob("*.js")]
    print(f"{sum(packed) / 1000:7.0f} kB  all JavaScript, packed, of every page")


def _cold(company: Company, browser: Chromium) -> None:
    times: list[float] = []
    loaded: dict[str, int] = {}
    for _ in range(_RUNS):
        with company.at_desk(browser, "nora") as page:
            loaded.clear()
            page.on(
                "response",
                lambda one: (
                    loaded.update({one.url: int(one.headers.get("content-length", "0"))})
                    if one.url.endswith(".js")
                    else None
                ),
            )
            page.goto("/explore?since=all")
            times.append(page.evaluate(_USABLE))
            page.wait_for_load_state("networkidle")
    print(f"{sum(loaded.values()) / 1000:7.0f} kB  of it loaded by Explore  (bar 350)")
    _tell(median(times), "Explore is usable, with an empty cache", _BAR_COLD)


def _filters(page: Page) -> None:
    page.goto("/explore?since=all")
    page.evaluate(_USABLE)
    more: list[float] = []
    for text in _FILTERS:
        took, api = page.evaluate(_FOUND, f"/explore?since=all&filter={quote(text)}")
        more.append(took - api)
        print(f"{took:7.0f} ms  to the rows of {text}: {took / api:.2f} of the API's {api:.0f} ms")
    _tell(median(more), "more than the API, median", _BAR_MORE)


def _scrolling(page: Page, how: str, step: int) -> None:
    page.goto("/explore?since=all")
    page.evaluate(_USABLE)
    page.wait_for_load_state("networkidle")
    page.evaluate(_WATCH)
    page.get_by_role("grid").hover()
    for _ in range(_FRAMES):
        page.mouse.wheel(0, step)
        page.evaluate("() => new Promise(requestAnimationFrame)")
    rows = page.evaluate("document.querySelector('[role=grid]').scrollTop") / _ROW
    tasks = page.evaluate("window.tasks")
    print(f"{rows:7.0f} rows {how} through, {step} px a frame: {len(tasks)} tasks over 50 ms")
    _tell(max(tasks, default=0.0), "the longest of them", _BAR_TASK)


def _tell(value: float, what: str, bar: float) -> None:
    missed = "  MISSED" if value > bar else ""
    print(f"{value:7.0f} ms  {what}  (bar {bar}){missed}", flush=True)


@contextmanager
def _company(keep: Path | None) -> Iterator[Company]:
    if keep is not None:
        with Server(keep, _SETTINGS) as server:
            yield _of(server)
        return
    with tempfile.TemporaryDirectory(prefix="clawback-bench-") as scratch:
        folder = Path(scratch) / "demo"
        world = build(folder, SystemClock())
        with Demo(folder) as demo:
            yield Company(world=world, url=demo.url, passwords=_passwords(folder), phones={})


def _passwords(folder: Path) -> dict[str, str]:
    people = json.loads((folder / "people.json").read_text())
    return {one["login"]: one["password"] for one in people}


def _of(server: Server) -> Company:
    made = server.json("user", "create", _LOGIN, "--name", "Nora", "--role", "analyst")
    url = f"http://127.0.0.1:{server.port}"
    with Browser(url) as browser:
        browser.said("/session/setup", token=made["link"].partition("#")[2], password=PASSWORD)
    count = int(server.cli("search", "", "--count"))
    world = World(folder=server.data, made_at=datetime.now(UTC), deliveries=count, imported=True)
    return Company(world=world, url=url, passwords={_LOGIN: PASSWORD}, phones={})


if __name__ == "__main__":
    main(sys.argv[1:])
