"""How submissions stand, for those who watch the server."""

from __future__ import annotations

from collections.abc import Mapping

from clawback.api.health import Check
from clawback.api.metrics import Reading
from clawback.submissions.submission import SendState
from clawback.submissions.submissions import Submissions


def submission_checks(room: Submissions) -> list[Check]:
    """Whether a target is behind, where there are any."""
    return [Check("submissions", room.trouble)] if room.couriers else []


def submission_readings(room: Submissions) -> list[Reading]:
    """How many submissions stand how with each target."""

    def reading(state: SendState) -> Reading:
        def told() -> Mapping[str, float]:
            totals = room.totals()
            return {one.name: totals.get((one.name, state), 0) for one in room.couriers}

        return Reading(
            name=f"clawback_submissions_{state.value}",
            meaning=f"Submissions by how it is with a target: {state.label.lower()}.",
            label="target",
            read=told,
        )

    return [reading(state) for state in SendState]
