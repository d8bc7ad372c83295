"""Pages of remediations, newest first."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, not_, or_, select

from clawback.database import Connection
from clawback.model.scope import Scope
from clawback.remediation.listing import Listing, Shelf
from clawback.remediation.proposal import OPEN, REFUSED, Choice, Stage
from clawback.remediation.records.plans import as_remediation
from clawback.remediation.records.scopes import included
from clawback.remediation.records.states import alive, in_state
from clawback.remediation.records.tables import job, proposal, remediation, vote
from clawback.remediation.remediation import Remediation

_columns = remediation.c
_RUNNING = ("queued", "running", "paused", "cancelling")


def page(
    connection: Connection,
    listing: Listing,
    *,
    scope: Scope,
    limit: int,
    before: str | None,
    now: datetime,
) -> list[Remediation]:
    """At most `limit` of what this scope includes; `before` is the last id of the page before."""
    wanted = (
        select(remediation)
        .join(job, job.c.id == _columns.job)
        .outerjoin(proposal, proposal.c.remediation == _columns.id)
        .where(included(connection, _columns.scope, scope), *_conditions(listing, now))
        .order_by(_columns.id.desc())
        .limit(limit)
    )
    if before is not None:
        wanted = wanted.where(_columns.id < before)
    return [as_remediation(row) for row in connection.execute(wanted)]


def _conditions(listing: Listing, now: datetime) -> list[ColumnElement[bool]]:
    asked = (
        (_columns.action, listing.action),
        (_columns.severity, listing.severity),
        (_columns.source, listing.source),
    )
    found: list[ColumnElement[bool]] = [
        column == value.value for column, value in asked if value is not None
    ]
    if listing.shelf is not None:
        found.append(_on(listing.shelf, now))
    if listing.state is not None:
        found.append(in_state(listing.state, now))
    if listing.attention:
        found.append(_wants_attention(now))
    found.extend(_of_people(listing))
    if listing.text:
        found.append(_says(listing.text))
    if listing.since is not None:
        found.append(_columns.created_at >= listing.since.timestamp())
    if listing.until is not None:
        found.append(_columns.created_at < listing.until.timestamp())
    return found


def _on(shelf: Shelf, now: datetime) -> ColumnElement[bool]:
    """On which of the four lists a remediation is: by its proposal, then by its job."""
    if shelf is Shelf.PENDING:
        return alive(now)
    if shelf is Shelf.DRAFTS:
        return and_(proposal.c.stage.is_(None), job.c.state == "draft")
    if shelf is Shelf.RUNNING:
        return job.c.state.in_(_RUNNING)
    refused = proposal.c.stage.in_([stage.value for stage in REFUSED])
    waiting = proposal.c.stage.in_([stage.value for stage in OPEN])
    expired = and_(waiting, not_(alive(now)))
    return or_(job.c.state.in_(("cancelled", "finished")), refused, expired)


def _wants_attention(now: datetime) -> ColumnElement[bool]:
    """Waits for a decision and will soon fall; or paused itself and waits for somebody."""
    waits = and_(
        proposal.c.stage == Stage.PENDING.value,
        proposal.c.expires_at > now.timestamp(),
        proposal.c.reminded_at.is_not(None),
    )
    tripped = and_(job.c.state == "paused", job.c.guard == "tripped")
    return or_(waits, tripped)


def _of_people(listing: Listing) -> list[ColumnElement[bool]]:
    proposers = (proposal.c.proposer_name, proposal.c.proposer)
    asked = (
        (listing.created_by, lambda who: _is(who, _columns.created_by_name, _columns.author)),
        (listing.proposed_by, lambda who: _is(who, *proposers)),
        (listing.approved_by, lambda who: _voted(who, Choice.APPROVE)),
        (listing.decided_by, _decided_by),
    )
    return [condition(who) for who, condition in asked if who]


def _voted(who: str, *choices: Choice) -> ColumnElement[bool]:
    return (
        select(vote.c.person)
        .where(
            vote.c.remediation == _columns.id,
            vote.c.choice.in_([choice.value for choice in choices]),
            _is(who, vote.c.name, vote.c.person),
        )
        .exists()
    )


def _decided_by(who: str) -> ColumnElement[bool]:
    """Approved or rejected by them; or started by them without anybody's approval."""
    started = and_(proposal.c.stage.is_(None), _is(who, _columns.started_by_name))
    return or_(_voted(who, *Choice), started)


def _is(who: str, *columns: ColumnElement[str]) -> ColumnElement[bool]:
    return or_(*(func.lower(column) == who.lower() for column in columns))


def _says(text: str) -> ColumnElement[bool]:
    looked_at = (_columns.id, _columns.name, _columns.description)
    return or_(
        *(func.lower(column).contains(text.lower(), autoescape=True) for column in looked_at)
    )
