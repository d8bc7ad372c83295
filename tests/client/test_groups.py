"""The client's shapes of groups and the API's document are one."""

from __future__ import annotations

import pytest
from tests.servers.routed import routed

from clawback.client import groups
from clawback.store.routes import routers


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("Group", "GroupOut"), ("ActionCount", "ActionOut"), ("Newest", "NewestOut")],
)
def test_a_shape_has_the_answers_keys(ours, theirs):
    """No key is missing and none is made up."""
    schemas = routed(*routers).openapi()["components"]["schemas"]
    assert set(getattr(groups, ours).__annotations__) == set(schemas[theirs]["properties"])
