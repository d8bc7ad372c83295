"""One company and one browser for all tests of the console in a process."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from pathlib import Path

import console_build
import pytest
from playwright.sync_api import Browser, Page
from tests.console.company import USUAL, Chairs, Company, Look, company_in
from tests.console.tidying import tidied
from tests.servers import chromium as chromium_server

Desk = Callable[..., Page]
_FAILED = pytest.StashKey[bool]()
SCREENS = Path(__file__).parents[2] / "build" / "screens"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """They all need a browser and a server, and take their time."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.server)
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, gone with the module: its driver keeps an event loop of its own running.

    As long as it does, no test in the same process can run another.
    """
    if reason := chromium_server.why_not():
        pytest.skip(reason)
    with chromium_server.chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """A running demo; tests leave its mail where they found it."""
    with company_in(tmp_path_factory.mktemp("company") / "demo") as running:
        yield running


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keeps for `_alone` whether a test failed."""
    report = yield
    item.stash[_FAILED] = report.failed or item.stash.get(_FAILED, False)
    return report


@pytest.fixture(autouse=True)
def _alone(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that fails takes no other along."""
    if "company" not in request.fixturenames:
        yield
        return
    failed = request.node.stash
    with tidied(request.getfixturevalue("company"), lambda: failed.get(_FAILED, False)):
        yield


@pytest.fixture(scope="module")
def chairs(chromium: Browser, company: Company) -> Iterator[Chairs]:
    """Browsers that stay for a module, so that the console is not loaded anew by each test."""
    with ExitStack() as stack:
        yield Chairs(company, chromium, stack)


@pytest.fixture
def desk(chromium: Browser, company: Company, chairs: Chairs) -> Iterator[Desk]:
    """Opens the console for somebody: `desk("nora")`, `desk("vera", Look(theme="dark"))`.

    Who has a name sits at a browser that remembers nothing but files and the session; who has none
    brings their own.
    """
    with ExitStack() as stack:

        def open_for(name: str = "", look: Look = USUAL) -> Page:
            opened = chairs.at(name, look) if name else company.at_desk(chromium, look=look)
            return stack.enter_context(opened)

        yield open_for


@pytest.fixture(scope="session")
def screens() -> Path:
    """Where pictures of pages are kept, for people to look at."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    return SCREENS


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, which finds what people with other senses would stumble over."""
    console_build.installed()
    return (console_build.WEB / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
