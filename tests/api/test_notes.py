"""What rooms do outside the state database is in the audit trail, too."""

from __future__ import annotations

import json

import pytest
from tests.making.visitors import API

from clawback.api.notes import NOTED
from clawback.api.permissions import PERMISSIONS
from clawback.audit.log import Log
from clawback.audit.records.entries import Wanted
from clawback.identity.role import Role


def _told(parts):
    return [
        (one.action, one.subject, one.result, json.loads(one.details))
        for one in Log(parts.database).page(Wanted(), limit=100)
        if one.action in set(NOTED.values())
    ]


def test_lists_and_exports_are_noted(web, bearer, parts):
    """Who put, deleted or took away what, with what was asked."""
    admin = bearer(Role.ADMIN)
    web.put(f"{API}/lists/bad", content=b"evil.example\n", headers=admin)
    web.delete(f"{API}/lists/bad", headers=admin)
    asked = {"format": "csv", "filter": "subject:x"}
    assert web.get(f"{API}/deliveries/export", params=asked, headers=admin).status_code == 200
    exported, deleted, put = _told(parts)
    assert put[:3] == ("list.put", "list:bad", "done")
    assert deleted[:3] == ("list.delete", "list:bad", "done")
    assert exported[:3] == ("delivery.export", "operation:delivery_export", "done")
    assert exported[3] == {"operation": "delivery_export", **asked}


def test_what_does_not_go_well_is_not_noted(web, bearer, parts):
    """A refusal changes nothing and takes nothing away."""
    assert web.delete(f"{API}/lists/none", headers=bearer(Role.ADMIN)).status_code == 404
    assert web.delete(f"{API}/lists/none", headers=bearer(Role.READER)).status_code == 403
    asked = {"format": "csv", "filter": "subjekt:x"}
    assert web.get(f"{API}/deliveries/export", params=asked, headers=bearer(Role.ADMIN)).is_error
    assert _told(parts) == []


@pytest.mark.parametrize("operation", PERMISSIONS)
def test_every_file_that_is_taken_away_is_noted(operation):
    """Exports by name, so that a new one is not forgotten."""
    if operation.endswith("_export"):
        assert operation in NOTED
    assert not set(NOTED) - set(PERMISSIONS)
