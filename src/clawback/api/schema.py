"""The OpenAPI document: what FastAPI finds out by itself, and what holds for every operation."""

from __future__ import annotations

import threading
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel, Field

from clawback.api.errors import MEDIA_TYPE
from clawback.api.operations import Operations
from clawback.api.permissions import Public


class ProblemFault(BaseModel):
    """One place of a request that does not have the right form."""

    location: str
    message: str


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str = Field(description="`urn:clawback:problem:` and the code.")
    title: str
    status: int
    detail: str = Field(description="A sentence for a person.")
    code: str = Field(description="Stable.")
    request_id: str = Field(description="The server's log tells more under this id.")
    position: int | None = Field(default=None, description="In a filter: characters, from 0.")
    length: int | None = Field(default=None, description="In a filter: of the mistake.")
    hint: str | None = Field(default=None, description="In a filter: what to write instead.")
    mend: str | None = Field(
        default=None, description="In a filter: what can stand in place of the mistake; or empty."
    )
    errors: list[ProblemFault] | None = None
    checks: dict[str, str] | None = Field(default=None, description="By name, what failed.")


def complete(application: FastAPI, operations: Operations) -> None:
    """Makes the document say how errors look, how to sign in, and what each operation needs.

    It is made when it is first asked for: that takes longer than all the rest of a start.
    """
    plain = application.openapi
    made = threading.Lock()

    def document() -> dict[str, Any]:
        with made:
            if application.openapi_schema is None:
                application.openapi_schema = _completed(plain(), operations)
            return application.openapi_schema

    application.openapi = document  # type: ignore[method-assign] # FastAPI's documented way


# OpenAPI documents are JSON of any shape: hence Any.
def _completed(document: dict[str, Any], operations: Operations) -> dict[str, Any]:
    needs = {one.id: one.needs for one in operations.every}
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas.update(_schema())
    for left in ("HTTPValidationError", "ValidationError"):
        schemas.pop(left, None)
    components["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer"},
        "session": {"type": "apiKey", "in": "cookie", "name": "__Host-clawback"},
    }
    document["security"] = [{"token": []}, {"session": []}]
    for methods in document["paths"].values():
        for operation in methods.values():
            _complete(operation, needs[operation["operationId"]])
    return document


def _complete(operation: dict[str, Any], needed: object) -> None:
    schema = {"$ref": "#/components/schemas/Problem"}
    problem = {"description": "Why not", "content": {MEDIA_TYPE: {"schema": schema}}}
    operation["responses"].pop("422", None)
    operation["responses"]["default"] = problem
    if isinstance(needed, Public):
        operation["security"] = []
    else:
        operation["x-permission"] = str(needed)


def _schema() -> dict[str, Any]:
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs", {}), "Problem": schema}
