"""The steps that look, by name; the last one acts (`acting.py`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from clawback.investigations import looking, rejudging, sending, user_rules
from clawback.investigations.eyes import Eyes
from clawback.investigations.investigation import Case, Findings, StepName

STEPS: Mapping[StepName, Callable[[Eyes, Case], Findings]] = {
    StepName.ROOT: looking.root,
    StepName.REJUDGE: rejudging.rejudge,
    StepName.CLUSTERS: looking.clusters,
    StepName.VERDICT: looking.verdict,
    StepName.CLICKS: looking.clicks,
    StepName.RULES: user_rules.rules,
    StepName.SENDING: sending.sending,
    StepName.VOLUME: looking.volume,
}
