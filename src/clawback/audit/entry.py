"""One line of the audit trail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from clawback.audit.action import AuditAction
from clawback.model.actor import Actor

Detail: TypeAlias = str | int | bool | None


class Result(StrEnum):
    """How the attempt ended."""

    DONE = "done"
    DENIED = "denied"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Who did what to which thing, when, and how it ended.

    `subject` is kind and id, such as `remediation:R-1M85DCNPQE0N8`. `details` hold ids and numbers
    that an auditor asks for; never a mail's words, never a secret.
    """

    at: datetime
    actor: Actor
    action: AuditAction
    subject: str
    result: Result = Result.DONE
    details: Mapping[str, Detail] = field(default_factory=dict)
