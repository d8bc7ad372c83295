"""The API keeps what its OpenAPI document promises, whatever it is sent."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from clawback.api.permissions import PERMISSIONS
from clawback.identity.role import Role

pytestmark = pytest.mark.slow


_CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


_OPERATIONS = sorted(
    set(PERMISSIONS) - {"openapi", "metrics", "delivery_export"}
)  # not answered in JSON


schemathesis.serializer.alias("application/vnd.clawback.mails", "application/octet-stream")


@pytest.mark.parametrize("name", _OPERATIONS)
def test_answers_are_as_promised(app, bearer, name):
    """Any request an administrator makes, well formed or not, is answered by the document."""
    document = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)
    operation = document.find_operation_by_id(name)
    headers = bearer(Role.ADMIN)

    @given(case=operation.as_strategy())
    @settings(
        max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    def answered(case):
        case.call_and_validate(headers=headers, checks=_CHECKS)

    answered()
