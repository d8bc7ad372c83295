"""The site model over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, status

from clawback.http.caller import Caller
from clawback.http.part import part
from clawback.learning.learning import Learning
from clawback.learning.shapes import ModelOut, model_out

router = APIRouter(prefix="/model", tags=["system"])
"""Mounted by `api` under `/api/v1`."""

LearningPart = Annotated[Learning, Depends(part(Learning))]


@router.get("", operation_id="model_show")
def model_show(learning: LearningPart) -> ModelOut:
    """What the site model was learnt from, how it does, and whether it decides."""
    return model_out(learning.standing())


@router.post("/train", status_code=status.HTTP_202_ACCEPTED, operation_id="model_train")
def model_train(learning: LearningPart, caller: Caller) -> ModelOut:
    """Learns the model anew from the mail that is kept; answers as it begins."""
    return model_out(learning.begin(caller))
