"""Every operation of the API as its OpenAPI document tells it, ready to be called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.making.visitors import API
from tests.servers.web_client import WebClient

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# OpenAPI documents are JSON of any shape: hence Any.
_PLAIN = {"integer": "1", "string": "nobody"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation; `needs` is empty for what is open to everybody."""

    id: str
    method: str
    path: str
    needs: str
    has_body: bool
    parameters: tuple[str, ...]  # of the path
    query: Mapping[str, str]  # what is required

    def call(
        self,
        client: WebClient,
        *,
        body: object = None,
        headers: Mapping[str, str] | None = None,
        **named: object,
    ) -> Any:
        """The answer to a call; what is not named stands for something that exists nowhere."""
        filled = {one: str(named.get(one, _PLAIN["integer"])) for one in self.parameters}
        return client.request(
            self.method,
            self.path.format(**filled),
            params={**self.query, **{k: str(v) for k, v in named.items() if k in self.query}},
            json=body if self.has_body else None,
            headers=dict(headers or {}),
        )


def operations_of(client: WebClient) -> list[Operation]:
    """All of them, in the order of the document."""
    document = client.get(f"{API}/openapi.json").json()
    return [
        _operation(document, path, method, one)
        for path, methods in document["paths"].items()
        for method, one in methods.items()
    ]


def _operation(document: dict[str, Any], path: str, method: str, one: dict[str, Any]) -> Operation:
    parameters = one.get("parameters", [])
    return Operation(
        id=one["operationId"],
        method=method.upper(),
        path=path,
        needs=one.get("x-permission", ""),
        has_body="application/json" in one.get("requestBody", {}).get("content", {}),
        parameters=tuple(each["name"] for each in parameters if each["in"] == "path"),
        query={
            each["name"]: _plain(document, each["schema"])
            for each in parameters
            if each["in"] == "query" and each.get("required")
        },
    )


def _plain(document: dict[str, Any], schema: dict[str, Any]) -> str:
    """Some value that fits."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return str(document["components"]["schemas"][name]["enum"][0])
    return _PLAIN[schema["type"]]
