"""From a review to the shapes of the API, and from a sketch to a wish."""

from __future__ import annotations

from clawback.model.location import DeliveryLocation
from clawback.remediation.choice import Chosen, Named
from clawback.remediation.drafts import Wish
from clawback.remediation.review.figures import Tops
from clawback.remediation.review.review import Review
from clawback.remediation.review.shapes import (
    ChosenOut,
    ConsentOut,
    LargestOut,
    NamedOut,
    ReviewOut,
    SenseOut,
    ServerShareOut,
    Sketch,
    TopCountOut,
)
from clawback.remediation.wishing import ReadNames, choice_of


def wish_of_sketch(body: Sketch, read: ReadNames) -> Wish:
    return Wish(
        action=body.action,
        filter=body.filter,
        name="",
        since=body.since,
        until=body.until,
        sweep=body.sweep,
        senders_copy=body.senders_copy,
        unread_only=body.unread_only,
        choice=choice_of(body.only, body.without, read, every_location=body.every_location),
    )


def review_out(review: Review) -> ReviewOut:
    figures = review.figures
    return ReviewOut(
        operation=review.operation,
        deliveries=figures.deliveries,
        messages=figures.messages,
        recipients=figures.recipients,
        actionable=figures.actionable,
        already_there=review.already_there,
        not_actionable=dict(figures.not_actionable),
        effects=dict(review.effects),
        by_location={
            DeliveryLocation(code): number for code, number in figures.by_location.items()
        },
        folders=_largest(review.folders),
        mailboxes=_largest(review.mailboxes),
        largest_mailbox_share=figures.largest_share,
        servers=_servers(review),
        by_tag=dict(figures.tags),
        untagged=figures.untagged,
        actions=_actions(review),
        consent=_consent(review),
        chosen=chosen_out(review.chosen, review.chosen_in_words),
        escrow_days=review.escrow_days,
        warnings=list(review.warnings),
        seconds=review.seconds,
    )


def chosen_out(chosen: Chosen, sentence: str) -> ChosenOut:
    return ChosenOut(
        sentence=sentence,
        only=_named(chosen.only),
        without=_named(chosen.without),
        every_location=chosen.every_location,
    )


def _servers(review: Review) -> list[ServerShareOut]:
    return [
        ServerShareOut(
            name=one.name,
            deliveries=one.deliveries,
            mailboxes=one.mailboxes,
            notes=list(one.notes),
        )
        for one in review.servers
    ]


def _actions(review: Review) -> list[SenseOut]:
    return [
        SenseOut(
            action=one.action,
            offered=one.offered,
            sensible=one.sensible,
            pointless=dict(one.pointless),
        )
        for one in review.senses
    ]


def _consent(review: Review) -> ConsentOut:
    consent = review.consent
    return ConsentOut(
        quorum=consent.quorum,
        reasons=list(consent.reasons),
        refused=consent.refused,
        vote_refused=consent.vote_refused,
        glass_refused=consent.glass_refused,
    )


def _named(part: Named | None) -> NamedOut | None:
    if part is None:
        return None
    return NamedOut(
        given=part.given,
        met=part.met,
        unmet=part.unmet,
        digest=part.digest,
        shown=list(part.shown),
        shown_unmet=list(part.shown_unmet),
        lists=list(part.lists),
    )


def _largest(tops: Tops) -> LargestOut:
    top = [TopCountOut(name=name, deliveries=number) for name, number in tops.top]
    return LargestOut(top=top, others=tops.others, number=tops.number)
