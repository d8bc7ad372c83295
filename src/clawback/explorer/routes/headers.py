"""Headers that somebody pastes. What is sent is explained, and not kept."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from clawback.analysis.explained.report import HeaderReport, report_on_pasted
from clawback.explorer.routes.asking import Trusted

router = APIRouter(tags=["headers"])


class Pasted(BaseModel):
    """A header as somebody pasted it; a body below it is passed over."""

    model_config = ConfigDict(extra="forbid")

    header: str = Field(max_length=1_000_000, description="256 K characters of it are read.")


@router.post("/headers/explain", operation_id="header_explain")
def header_explain(body: Pasted, trust: Trusted) -> HeaderReport:
    """Explains a header: the way it came, who vouches for its sender, what is odd about it.

    Your own relays and filters are those of the settings, as at intake.
    """
    return report_on_pasted(body.header, trust)
