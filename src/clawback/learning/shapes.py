"""The shapes in which the API shows the site model."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

from clawback.learning.learning import Standing


class MeasuredOut(BaseModel):
    """On the newest fifth of what there was, which was not learnt from; counts are mails."""

    ham: int
    wrong: int = Field(description="Good mails that it takes for bad ones.")
    bad: int
    found: int = Field(description="Bad mails that it finds.")
    precision: float | None
    recall: float | None
    false_positives: float | None


class ModelOut(BaseModel):
    """The site model. `ham` and `bad` are mails that there were; null before the first training."""

    acts: bool = Field(description="Whether it decides, beside other judges.")
    wanted: bool = Field(description="Whether the settings let it.")
    why_not: str = Field(description="Why it does not decide; empty where it does.")
    learning: bool
    trouble: str = Field(description="Why learning failed at last, since the start.")
    learnt_at: datetime | None
    ham: int
    bad: int
    threshold: float | None
    measured: MeasuredOut | None


def model_out(standing: Standing) -> ModelOut:
    """All of it."""
    model = standing.model
    learnt = model.learnt if model else None
    return ModelOut(
        acts=standing.acts,
        wanted=standing.wanted,
        why_not=standing.why_not,
        learning=standing.learning,
        trouble=standing.trouble,
        learnt_at=model.at if model else None,
        ham=learnt.ham if learnt else 0,
        bad=learnt.bad if learnt else 0,
        threshold=learnt.threshold if learnt else None,
        measured=(
            MeasuredOut(
                ham=learnt.measured.ham,
                wrong=learnt.measured.wrong,
                bad=learnt.measured.bad,
                found=learnt.measured.found,
                precision=learnt.measured.precision,
                recall=learnt.measured.recall,
                false_positives=learnt.measured.false_positives,
            )
            if learnt
            else None
        ),
    )
