"""The steps that look, by name; the last one acts (`acting.py`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from clawback.investigations import looking
from clawback.investigations.eyes import Eyes
from clawback.investigations.investigation import Case, Findings, StepName

STEPS: Mapping[StepName, Callable[[Eyes, Case], Findings]] = {
    StepName.ROOT: looking.root,
    StepName.CLUSTERS: looking.clusters,
    StepName.VERDICT: looking.verdict,
    StepName.CLICKS: looking.clicks,
    StepName.VOLUME: looking.volume,
}
