"""Remediations in the state database."""

from clawback.remediation.records import choices, containers, lists, proposals
from clawback.remediation.records.plans import (
    add,
    add_hands,
    find,
    hands_of,
    mark_started,
    of_job,
    plan_of,
    replace_draft,
    undos_of,
)

__all__ = [
    "add",
    "add_hands",
    "choices",
    "containers",
    "find",
    "hands_of",
    "lists",
    "mark_started",
    "of_job",
    "plan_of",
    "proposals",
    "replace_draft",
    "undos_of",
]
