"""The shapes in which the API shows what is kept how long."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from clawback.retention.retention import Outlook
from clawback.retention.run import Run, State
from clawback.store.port import Data


class KeptOut(BaseModel):
    """One kind of data.

    `days` of 0 is for ever. `due` is how much a run would forget now, `oldest` from when the oldest
    is that there is.
    """

    data: Data
    days: int
    count: int
    oldest: datetime | None
    due: int


class ShareOut(BaseModel):
    """What a run did to one kind of data; `held` had to stay: somebody works on it, or a hold."""

    data: Data
    before: datetime
    found: int
    forgotten: int
    held: int


class RetentionRunOut(BaseModel):
    """One run; `raw_files` are raw mails that went along."""

    id: str
    by_name: str
    state: State
    began_at: datetime
    ended_at: datetime | None
    shares: list[ShareOut]
    raw_files: int
    reason: str


class OthersOut(BaseModel):
    """What is kept by other settings: days, 0 for not at all (escrow) or for ever (audit)."""

    exports_days: float
    quarantine_days: int
    escrow_days: int
    audit_days: int


class RetentionOut(BaseModel):
    """How long things are kept, what there is, and when it was and will be looked after."""

    kept: list[KeptOut]
    others: OthersOut
    hold: str
    last: RetentionRunOut | None
    under_way: RetentionRunOut | None
    next_run: datetime | None


def kept_out(data: Data, outlook: Outlook) -> KeptOut:
    return KeptOut(
        data=data,
        days=outlook.days,
        count=outlook.kept.count,
        oldest=outlook.kept.oldest,
        due=outlook.due,
    )


def run_out(run: Run) -> RetentionRunOut:
    """A run as it stands."""
    return RetentionRunOut(
        id=run.id,
        by_name=run.by_name,
        state=run.state,
        began_at=run.began_at,
        ended_at=run.ended_at,
        shares=[
            ShareOut(
                data=data,
                before=share.before,
                found=share.found,
                forgotten=share.forgotten,
                held=share.held,
            )
            for data, share in run.shares.items()
        ],
        raw_files=run.raw_files,
        reason=run.reason,
    )
