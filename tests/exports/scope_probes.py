"""How exports are pried by somebody with a scope about somebody outside of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from tests.servers.web_client import WebClient

from clawback.exports.exports import Exports


class Prying(Protocol):
    """Who asks, about whom, and by which filters."""

    web: WebClient
    me: str
    other: str

    def filters(self) -> Sequence[str]: ...

    def get(self, path: str, **parameters: Any) -> Any: ...  # what a route takes, and its JSON


WISHES: Sequence[Mapping[str, str]] = (
    {"format": "csv"},
    {"format": "ndjson"},
    {"what": "affected"},
    {"what": "groups", "field": "subject"},
    {"what": "top", "field": "recipient"},
    {"what": "histogram", "field": "subject"},
)


def _stream(world: Prying) -> None:
    """Whatever is asked, the file holds nothing of the other's."""
    for text in world.filters():
        for wish in WISHES:
            answer = world.web.post("/exports/stream", json={**wish, "filter": text})
            assert answer.status_code == 200, answer.text
            assert world.other not in answer.text
    for text in ("", "recipient:*", f"recipient:{world.other}", "tags:*", "*"):
        answer = world.web.post("/exports/stream", json={"what": "clicks", "filter": text})
        assert answer.status_code == 200, answer.text
        assert world.other not in answer.text


def _file(world: Prying) -> None:
    """What was asked for within one scope is written within it, and given to nobody else's."""
    exports: Exports = world.web.app._app.state.parts[Exports]  # type: ignore[attr-defined] # as the fixture made it
    for text in ("", "recipient:*", "tags:*"):
        made = world.web.post("/exports", json={"filter": text}).json()
        exports.crew.work_off()
        file = world.web.get(f"/exports/{made['id']}/file")
        assert file.status_code == 200, file.text
        assert world.me in file.text
        assert world.other not in file.text
    for one in world.get("/exports")["items"]:  # the other one has the same name here
        answer = world.web.get(f"/exports/{one['id']}/file")
        assert answer.status_code == 200 or answer.json()["code"] == "scope_changed"
        assert world.other not in answer.text


def _job(world: Prying) -> None:
    """A job tells what was asked for, and nothing that was found."""
    made = world.web.post("/exports", json={}).json()
    place = f"/exports/{made['id']}"
    told = [world.web.get(path).text for path in (place, "/exports", "/exports/overview")]
    told.append(world.web.post(f"{place}/cancel").text)
    assert world.other not in str(told)
    assert world.web.delete(place).status_code == 204


EXPORT_PROBES: dict[str, Callable[[Prying], None]] = {
    "export_stream": _stream,
    "export_download": _file,
    **dict.fromkeys(("export_create", "export_list", "export_get", "export_overview"), _job),
    **dict.fromkeys(("export_cancel", "export_delete"), _job),
}
