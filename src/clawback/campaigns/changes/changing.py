"""People say which mail is which campaign's: they merge, split off, and take either back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace

from clawback.audit.action import AuditAction
from clawback.campaigns import records
from clawback.campaigns.campaign import Campaign
from clawback.campaigns.campaigns import CampaignMissingError, Campaigns, Ground, Shown
from clawback.campaigns.changes import records as moves
from clawback.campaigns.changes.change import Change, ChangeKind
from clawback.campaigns.signature import Signature, signature
from clawback.database import Connection
from clawback.filters.tree import AnyOf, Everything, Filter, both
from clawback.model.actor import Actor
from clawback.model.clock import Clock
from clawback.model.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError
from clawback.model.identifier import new_id
from clawback.store.port import EventStore

_MOST_COMPARED = 500  # messages of a part split off that later mail is compared with
_AT_ONCE = 100


class NotAllYoursError(ForbiddenError):
    """Campaigns are changed for the whole site, of which you see a part. Ask who sees all of it."""

    code = "campaign_not_all_yours"


class SameCampaignError(BadInputError):
    """A campaign cannot be merged with itself. Name another."""

    code = "same_campaign"


class NothingToSplitError(BadInputError):
    """The filter must find some of the campaign's messages, but not all of them."""

    code = "nothing_to_split"


class MergedAlreadyError(ConflictError):
    """The campaign was merged with another before."""

    code = "merged_already"


class ChangeMissingError(NotFoundError):
    """There is no such change of this campaign."""

    code = "campaign_change_missing"


class ChangePassedError(ConflictError):
    """It was taken back before, or its mail was moved on since: take that back first."""

    code = "campaign_change_passed"


class Changing:
    """Safe to call from several threads.

    `rearranging` opens the transaction in which mail is moved and tells the event store afterwards,
    as `Grouping` does.
    """

    def __init__(
        self,
        ground: Ground,
        campaigns: Campaigns,
        *,
        clock: Clock,
        rearranging: Callable[[], AbstractContextManager[Connection]],
    ) -> None:
        self._ground = ground
        self._campaigns = campaigns
        self._clock = clock
        self._rearranging = rearranging

    def history(self, actor: Actor, campaign_id: str) -> list[Change]:
        """What people changed about a campaign, newest first. Raises `CampaignMissingError`."""
        self._campaigns.get(actor, campaign_id)
        with self._ground.database.read() as connection:
            return moves.history(connection, campaign_id)

    def merge(self, actor: Actor, campaign_id: str, into: str, reason: str) -> Shown:
        """Gives all mail of a campaign to another, which is answered; later mail follows.

        Raises:
            CampaignMissingError: one of them is not there.
            SameCampaignError, MergedAlreadyError, NotAllYoursError: as they say.
        """
        _sees_all(actor)
        if campaign_id == into:
            raise SameCampaignError
        ids = self._messages(actor, campaign_id, Everything())
        with self._rearranging() as connection:
            one, other = _standing(connection, campaign_id), _standing(connection, into)
            ids |= records.members(connection, one.id).keys()
            change = self._change(connection, ChangeKind.MERGED, one, other)
            moves.move(connection, ids, other.id, change.number)
            moves.merged(connection, one.id, other.id)
            self._settle(connection, actor, replace(change, mails=len(ids), reason=reason))
        return self._campaigns.get(actor, into)

    def split(self, actor: Actor, campaign_id: str, part: Filter, name: str, reason: str) -> Shown:
        """Makes a campaign of its own of what the filter finds among a campaign's mail.

        Messages go whole, with all their recipients. Later mail goes to whichever it is more like.

        Raises:
            CampaignMissingError: it is not there.
            NothingToSplitError, MergedAlreadyError, NotAllYoursError: as they say.
        """
        _sees_all(actor)
        ids = self._messages(actor, campaign_id, part)
        if not 0 < len(ids) < len(self._messages(actor, campaign_id, Everything())):
            raise NothingToSplitError
        signatures = _signatures(self._ground.store, ids)
        with self._rearranging() as connection:
            whole = _standing(connection, campaign_id)
            now = self._clock.now()
            made = replace(whole, id=new_id("G", now), name=name, found_at=now)
            records.found(connection, made)
            records.told(connection, made)
            change = self._change(connection, ChangeKind.SPLIT, whole, made)
            moves.move(connection, ids, made.id, change.number)
            moves.represent(connection, signatures)
            self._settle(connection, actor, replace(change, mails=len(ids), reason=reason))
        return self._campaigns.get(actor, made.id)

    def undo(self, actor: Actor, campaign_id: str, number: int, reason: str) -> Change:
        """Takes a change back; mail that came since stays where it was put.

        Raises:
            CampaignMissingError, ChangeMissingError, ChangePassedError, NotAllYoursError: as
                they say.
        """
        _sees_all(actor)
        with self._rearranging() as connection:
            was = moves.find(connection, number)
            if was is None or campaign_id not in (was.origin, was.target):
                raise ChangeMissingError
            if not was.undoable:
                raise ChangePassedError
            one, other = _kept(connection, was.target), _kept(connection, was.origin)
            change = self._change(connection, ChangeKind.UNDONE, one, other)
            mails = moves.move_back(connection, was, change.number)
            if not mails:
                raise ChangePassedError
            if was.kind is ChangeKind.MERGED:
                moves.merged(connection, other.id, "")
            else:
                moves.merged(connection, one.id, other.id)
            change = replace(change, mails=mails, reason=reason, undoes=was.number)
            self._settle(connection, actor, change)
        return replace(change, actor=actor.name)

    def _change(
        self, connection: Connection, kind: ChangeKind, origin: Campaign, target: Campaign
    ) -> Change:
        """The next one, of which is not told yet who made it, why, and of how much."""
        number, at = moves.following(connection, self._clock.now())
        return Change(number=number, kind=kind, origin=origin.id, target=target.id, at=at)

    def _settle(self, connection: Connection, actor: Actor, change: Change) -> None:
        moves.keep(connection, replace(change, actor=actor.name))
        moves.count(connection, change.origin)
        moves.count(connection, change.target)
        self._ground.trail.record(
            connection,
            actor,
            AuditAction.CAMPAIGN_CHANGE,
            f"campaign:{change.origin}",
            details={
                "change": change.kind.value,
                "into": change.target,
                "mails": change.mails,
                "reason": change.reason,
            },
        )

    def _messages(self, actor: Actor, campaign_id: str, part: Filter) -> set[str]:
        tree = both(AnyOf("campaign_id", (campaign_id,)), part)
        query = self._ground.ask(actor, tree, None, None)
        return {
            row.network_message_id for rows in self._ground.store.whereabouts(query) for row in rows
        }


def _sees_all(actor: Actor) -> None:
    if not actor.scope.everywhere:
        raise NotAllYoursError


def _kept(connection: Connection, campaign_id: str) -> Campaign:
    kept = records.find(connection, campaign_id)
    if kept is None:
        raise CampaignMissingError
    return kept


def _standing(connection: Connection, campaign_id: str) -> Campaign:
    kept = _kept(connection, campaign_id)
    if kept.merged_into:
        raise MergedAlreadyError(
            f"Campaign {kept.id} was merged into {kept.merged_into} before. Change that one."
        )
    return kept


def _signatures(store: EventStore, ids: Collection[str]) -> Mapping[str, Signature]:
    asked = sorted(ids)[:_MOST_COMPARED]
    found = dict[str, Signature]()
    for at in range(0, len(asked), _AT_ONCE):
        for one in store.messages(asked[at : at + _AT_ONCE]):
            kept = signature(one.imprint, one.sender.display_name)
            if kept.tells:
                found[one.network_message_id] = kept
    return found
