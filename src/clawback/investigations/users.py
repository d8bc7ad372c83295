"""Whom an investigation is about: users whom bad mail reached, or who sent it. Pure."""

from __future__ import annotations

from collections.abc import Callable

from clawback.investigations.investigation import Case, RootKind, StepName, Threat
from clawback.model.folding import fold


def affected(case: Case, owns: Callable[[str], bool], most: int) -> tuple[str, ...]:
    """Users to look at, each once: the root's own, who clicked, and who sent what is bad.

    Who got mail is ours, whatever the settings say of their domain; a sender where `owns` does.
    """
    root, clicked = case.investigation.root, case.done(StepName.CLICKS)
    got = [one.value for one in case.entities if one.field == "recipient"]
    got += [one.entity for one in clicked.evidence] if clicked else []
    sent = [root.value] if root.kind is RootKind.SENDER else []
    if case.verdict is not Threat.NONE:
        sent += [one.value for one in case.entities if one.field == "sender_address"]
    return tuple(dict.fromkeys(map(fold, (*got, *filter(owns, sent)))))[:most]
