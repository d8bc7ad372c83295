"""A review: all that somebody should know of a plan before they start it or agree to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from clawback.mailboxes.port import Capabilities
from clawback.model.counted import counted
from clawback.remediation.action import Action
from clawback.remediation.choice import Chosen, Named
from clawback.remediation.operation import Operation, operation_of
from clawback.remediation.plan import Terms
from clawback.remediation.review.effect import Effect, effect_of
from clawback.remediation.review.figures import Figures, Tops, tops
from clawback.remediation.review.sense import Sense, is_there, senses

Abilities = Mapping[str, Capabilities | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Who must agree: so many other people, for these reasons; none when nobody need.

    `refused` says why whoever looks may not start it themselves, whoever agrees; empty when they
    may. `vote_refused` says why they may not decide on it; empty when they may, having just proved
    who they are, and where nobody is asked to. `glass_refused` says why they may not break the
    glass; empty when they may, having just proved who they are, and where nobody must agree.
    """

    quorum: int
    reasons: tuple[str, ...]
    refused: str = ""
    vote_refused: str = ""
    glass_refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerShare:
    """What a plan does on one mail server, and what that server says it cannot do."""

    name: str
    deliveries: int
    mailboxes: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Every count is of deliveries. `effects` add up to what is actionable.

    `warnings` are sentences on what cannot be taken back or is not as one might think. `seconds`
    is an estimate from what ran here before, `None` when nothing has.
    """

    operation: Operation
    figures: Figures
    already_there: int
    effects: Mapping[Effect, int]
    servers: tuple[ServerShare, ...]
    mailboxes: Tops
    folders: Tops
    senses: tuple[Sense, ...]
    consent: Consent
    chosen: Chosen
    chosen_in_words: str
    escrow_days: int
    warnings: tuple[str, ...]
    seconds: int | None


def review(
    terms: Terms,
    figures: Figures,
    abilities: Abilities,
    consent: Consent,
    *,
    rate: float | None,
    most: int,
) -> Review:
    """The review of a plan; `rate` is in deliveries a second, `most` how many mailboxes to name."""
    operation = operation_of(terms.action, terms.undo_of)
    effects = _effects(operation, terms, figures, abilities)
    named = {f"{account} ({server})": n for (server, account), n in figures.mailboxes.items()}
    return Review(
        operation=operation,
        figures=figures,
        already_there=effects.get(Effect.UNCHANGED, 0),
        effects=effects,
        servers=_servers(figures, abilities),
        mailboxes=tops(named, most),
        folders=tops(figures.folders, most),
        senses=()
        if terms.undo_of
        else senses(figures.places, every_location=terms.choice.every_location),
        consent=consent,
        chosen=terms.choice,
        chosen_in_words=terms.choice_in_words,
        escrow_days=terms.escrow_days,
        warnings=tuple(_warnings(terms, figures, effects, abilities)),
        seconds=None if not rate else max(1, round(figures.actionable / rate)),
    )


def _effects(
    operation: Operation, terms: Terms, figures: Figures, abilities: Abilities
) -> dict[Effect, int]:
    counted: Counter[Effect] = Counter()
    for (server, location), number in figures.lying.items():
        there = not terms.undo_of and is_there(terms.action, location)
        effect = effect_of(
            operation, abilities.get(server), there=there, escrow_days=terms.escrow_days
        )
        counted[effect] += number
    return dict(counted)


def _servers(figures: Figures, abilities: Abilities) -> tuple[ServerShare, ...]:
    boxes = Counter(server for server, _ in figures.mailboxes)
    return tuple(
        ServerShare(
            name=name,
            deliveries=number,
            mailboxes=boxes[name],
            notes=known.notes if (known := abilities.get(name)) else (),
        )
        for name, number in figures.by_server.items()
    )


def _warnings(
    terms: Terms, figures: Figures, effects: Mapping[Effect, int], abilities: Abilities
) -> Iterator[str]:
    if number := effects.get(Effect.NEVER, 0):
        yield f"{_deliveries(number)} for good: this cannot be undone."
    if terms.escrow_days and (number := effects.get(Effect.NEW_COPY, 0)):
        yield (
            f"{_deliveries(number)} for good; a sealed copy is kept for {terms.escrow_days} days, "
            "and an undo puts that back as a new copy."
        )
    if terms.action is Action.SOFT_DELETE and not terms.undo_of:
        yield from _seen_by_owners(figures, abilities)
    for name in sorted(name for name, known in abilities.items() if known is None):
        yield f"The mail server {name} did not say what it can do; it may not answer just now."
    for part in (terms.choice.only, terms.choice.without):
        if part is not None and part.unmet:
            yield f"{part.unmet:,} of {part.given:,} names found nothing: {_some(part)}."


def _seen_by_owners(figures: Figures, abilities: Abilities) -> Iterator[str]:
    for name, number in figures.by_server.items():
        known = abilities.get(name)
        if known is not None and not known.hidden_recoverable:
            yield (
                f"On {name}, {number:,} {'goes' if number == 1 else 'go'} to a folder that its "
                "owner may be able to see."
            )


def _deliveries(number: int) -> str:
    return counted(number, "delivery is deleted", "deliveries are deleted")


def _some(part: Named) -> str:
    more = " and more" if part.unmet > len(part.shown_unmet) else ""
    return ", ".join(part.shown_unmet) + more
