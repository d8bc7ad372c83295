"""Entries for tests of pure code."""

from __future__ import annotations

from typing import Any

from clawback.audit.kept import KeptEntry


def made(**changed: Any) -> KeptEntry:
    """A sealed entry of a person who approved a remediation, with changes."""
    values: dict[str, Any] = {
        "id": 8,
        "at": 1_795_507_200_123_456,
        "actor_id": "p1",
        "actor_name": "Grace Hopper",
        "actor_kind": "person",
        "actor_role": "approver",
        "person": "p1",
        "action": "remediation.approve",
        "subject": "remediation:R-1M85DCNPQE0N8",
        "result": "done",
        "details": '{"deliveries":3}',
        "leaf": 6,
    }
    return KeptEntry(**values | changed)
