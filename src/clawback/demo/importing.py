"""Brings the demo's mail into its server, by the product's own import."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import cast

from clawback.client.credential import Bearer
from clawback.client.json import JsonObject
from clawback.client.transport import Body, Transport
from clawback.demo.world import SERVER, Report, World, keep
from clawback.ingest.importing import Receipt, Tally, import_paths
from clawback.ingest.sources.port import Hints
from clawback.ingest.upload import MEDIA_TYPE

_PATH = "/api/v1/imports"
_LOOK_EVERY = 0.1  # seconds


def bring_in(
    world: World, url: str, token: str, *, report: Report, pause: Callable[[float], None]
) -> World:
    """Imports the Maildirs and waits until all of their mail can be found; only once.

    `pause` waits for so many seconds, or raises to give up.

    Raises:
        ClawbackError: the server cannot be reached, or refuses.
    """
    if world.imported:
        return world
    tally = import_paths(
        [world.mail],
        hints=Hints(server=SERVER),
        send=lambda body: _sent(url, token, body),
        report=lambda so_far: report("Importing mail", so_far.done, so_far.size),
        sleep=pause,
    )
    _wait(url, token, tally, report, pause)
    done = replace(world, imported=True)
    keep(done)
    return done


def _sent(url: str, token: str, body: bytes) -> Receipt:
    with Transport(url, Bearer(token)) as server:
        answer = server.json("POST", _PATH, body=Body(body, MEDIA_TYPE))
    return Receipt(accepted=_number(answer, "accepted"), ticket=_number(answer, "ticket"))


def _wait(
    url: str, token: str, tally: Tally, report: Report, pause: Callable[[float], None]
) -> None:
    query = {"ticket": tally.ticket}
    with Transport(url, Bearer(token)) as server:
        while not (far := server.json("GET", f"{_PATH}/progress", query=query))["searchable"]:
            left = tally.ticket - _number(far, "settled")
            report("Reading mail", max(tally.accepted - left, 0), tally.accepted)
            pause(_LOOK_EVERY)


def _number(answer: JsonObject, name: str) -> int:
    return cast("int", answer[name])
