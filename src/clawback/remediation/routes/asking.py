"""What the room's routes are given, and the parameters that several take."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query

from clawback.http.part import part
from clawback.remediation.remediations import Remediations

RemediationsPart = Annotated[Remediations, Depends(part(Remediations))]
Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=40)]
