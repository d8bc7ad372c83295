"""What every test shares: fixtures of real servers, and the line that says what was left out."""

from __future__ import annotations

import atexit
import gc
import os
from collections import Counter
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings
from tests.servers.haste import careless_disk, one_compiler, one_thread

pytest_plugins = ["tests.servers.fixtures"]

# Speed belongs in bench/: a machine that is busy elsewhere must fail no property.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True, scope="session")
def _haste():
    """Databases are quick to make and to write, requests to call; see `tests/servers/haste.py`."""
    with one_compiler(), careless_disk(), one_thread():
        yield


@pytest.fixture(autouse=True, scope="session")
def _quiet_logs():
    """A server inside a test process must not write its log into what a command prints."""
    with Path(os.devnull).open("w") as nowhere:
        structlog.configure(
            # Plainly: drawing a traceback for a terminal takes seconds.
            processors=[structlog.processors.KeyValueRenderer()],
            logger_factory=structlog.PrintLoggerFactory(file=nowhere),
        )
        yield
        structlog.reset_defaults()


# Fixtures that start an application; STORES and the contract suites name the file by its kind.
_APPLICATIONS = frozenset({"parts", "served", "library", "schemas", "desks"})
_ON_DISK = "duckdb"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that start an application or fill an event store on disk are slow, unasked."""
    for item in items:
        if _starts_much(item):
            item.add_marker(pytest.mark.slow)


def _starts_much(item: pytest.Item) -> bool:
    if not _APPLICATIONS.isdisjoint(getattr(item, "fixturenames", ())):
        return True
    call = getattr(item, "callspec", None)
    return call is not None and any(
        isinstance(value, str) and value == _ON_DISK for value in call.params.values()
    )


def pytest_collection_finish() -> None:
    """What was collected stays to the end, so the garbage collector need not look at it again."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    # So that the interpreter can take everything down; pytest looks for rubbish before that.
    atexit.register(gc.unfreeze)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if not skipped:
        return
    reasons = Counter(_reason(report) for report in skipped)
    terminalreporter.write_line(f"Left out: {len(skipped)} tests.")
    for reason, count in reasons.most_common():
        terminalreporter.write_line(f"  {count} x {reason}")


def _reason(report: pytest.TestReport) -> str:
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return text.removeprefix("Skipped: ")
