"""What a test that failed left behind is cleared away, so that it fails alone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.console.company import Company

from clawback.client.client import Client

_PATIENCE = 60.0  # seconds
_MOST = 100  # remediations that one test can leave
_ENDED = ("completed", "failed", "cancelled", "rejected", "withdrawn", "expired")


@contextmanager
def tidied(company: Company, failed: Callable[[], bool]) -> Iterator[None]:
    """If it failed, stops what was begun meanwhile, and takes back what it moved, newest first."""
    token = (company.world.folder / "admin.token").read_text(encoding="utf-8").strip()
    with Client.at(company.url, token) as client:
        before = _ids(client)
        yield
        left = [one for one in _ids(client) if one not in before] if failed() else []
        for one in left:
            _stop(client, one)
        for one in left:
            _take_back(client, one)


def _ids(client: Client) -> list[str]:
    return [one["id"] for one in client.remediations(_MOST)]


def _stop(client: Client, remediation: str) -> None:
    if client.remediation(remediation)["state"] not in _ENDED:
        client.command(remediation, "cancel")
        _wait(client, remediation)


def _take_back(client: Client, remediation: str) -> None:
    kept = client.remediation(remediation)
    moved = kept["counts"]["outcomes"].get("success", 0)
    if moved and not kept["undone_by"] and not kept["undo_of"] and kept["action"] != "hard_delete":
        _wait(client, client.command(remediation, "undo")["id"])


def _wait(client: Client, remediation: str) -> None:
    deadline = time.monotonic() + _PATIENCE
    while client.remediation(remediation)["state"] not in _ENDED:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{remediation} does not end.")
        time.sleep(0.1)
