"""The OpenAPI document."""

from __future__ import annotations

import pytest

from clawback.api.permissions import PERMISSIONS, Public


@pytest.fixture
def operations(web):
    document = web.get("/api/v1/openapi.json").json()
    return {
        operation["operationId"]: operation
        for methods in document["paths"].values()
        for operation in methods.values()
    }


def test_every_operation_says_what_it_needs(operations):
    """The permission stands in the document; public operations ask for no token."""
    for name, operation in operations.items():
        needed = PERMISSIONS[name]
        if isinstance(needed, Public):
            assert operation["security"] == []
        else:
            assert operation["x-permission"] == needed


def test_every_operation_says_what_it_does(operations):
    """Each has a description for people."""
    assert [name for name, one in operations.items() if not one.get("description")] == []


def test_errors_are_problems_everywhere(operations):
    """No operation promises FastAPI's own form of errors."""
    for operation in operations.values():
        assert "422" not in operation["responses"]
        assert "application/problem+json" in operation["responses"]["default"]["content"]


def test_no_reference_leads_nowhere(web):
    """Every $ref names a schema that is there."""
    answer = web.get("/api/v1/openapi.json")
    schemas = answer.json()["components"]["schemas"]
    referred = {part.split('"')[0] for part in answer.text.split("#/components/schemas/")[1:]}
    assert referred <= set(schemas)
