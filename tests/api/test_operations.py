"""Every route is in the permission table, and the table names no other."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from clawback.api.operations import UnguardedRouteError, guard
from clawback.api.permissions import Public
from clawback.identity.role import Permission


@pytest.fixture
def application():
    made = FastAPI(openapi_url=None)

    @made.get("/things/{thing}", operation_id="thing_show")
    def thing_show(thing: str) -> str:
        return thing

    return made


def test_a_route_without_a_permission_stops_the_start(application):
    """A forgotten route is an error before anybody can call it."""
    with pytest.raises(UnguardedRouteError, match="without a permission: thing_show"):
        guard(application.routes, {})


def test_an_entry_without_a_route_stops_the_start(application):
    """The table cannot fall behind."""
    table = {"thing_show": Public.PUBLIC, "thing_gone": Public.PUBLIC}
    with pytest.raises(UnguardedRouteError, match="without a route: thing_gone"):
        guard(application.routes, table)


def test_a_name_used_twice_stops_the_start(application):
    """Two routes cannot share an entry."""
    application.add_api_route("/things", lambda: "", operation_id="thing_show")
    with pytest.raises(UnguardedRouteError, match="two routes: thing_show"):
        guard(application.routes, {"thing_show": Public.PUBLIC})


def test_an_operation_is_found_by_method_and_path(application):
    """What the router would choose is what is found."""
    operations = guard(application.routes, {"thing_show": Permission.DELIVERIES_READ})
    found = operations.find("GET", "/things/5")
    assert found is not None
    assert found.needs is Permission.DELIVERIES_READ
    assert operations.find("POST", "/things/5") is None
    assert operations.find("GET", "/things/5/6") is None
    assert operations.find("GET", "/things/") is None
