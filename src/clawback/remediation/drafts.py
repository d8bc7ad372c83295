"""Making plans, and changing them while nobody has proposed or started them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from clawback.audit.action import AuditAction
from clawback.database import Connection
from clawback.filters.parse import parse
from clawback.filters.tree import both
from clawback.jobs.job import JobState
from clawback.model.actor import SYSTEM, Actor
from clawback.model.delivery import DeliveryKey
from clawback.model.errors import BadInputError, ConflictError
from clawback.model.identifier import new_id
from clawback.remediation import records, selection
from clawback.remediation.action import Action, Severity
from clawback.remediation.amendment import Amendment, chosen_after, rest_of
from clawback.remediation.choice import ALL, Choice, Chosen, Names
from clawback.remediation.container import quoted
from clawback.remediation.facts import Facts, gather
from clawback.remediation.naming import read_names
from clawback.remediation.operation import operation_of
from clawback.remediation.plan import Leaf, Terms, freeze
from clawback.remediation.proposal import Hand, Part, person_behind
from clawback.remediation.remediation import KIND, Remediation, Source, Standing
from clawback.remediation.room import Room
from clawback.remediation.selection import Numbers, Selection
from clawback.remediation.senders_copy import require_soft_delete, with_senders_copies
from clawback.remediation.sieve import Sieve
from clawback.remediation.standings import found


class NothingFoundError(BadInputError):
    """The filter finds no delivery, so there is nothing to remediate."""

    code = "nothing_found"


class NotADraftError(ConflictError):
    """Only a draft can be changed or discarded. Make a new plan."""

    code = "not_a_draft"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants done, to which deliveries, and why.

    `filter` is filter text; `since` is included, `until` is not. `sweep` looks for copies in every
    folder of a mailbox; `senders_copy` acts on what senders of ours keep in Sent, too;
    `unread_only` leaves copies that have been read. `choice`
    says which of what the filter finds.
    """

    action: Action
    filter: str
    name: str
    severity: Severity = Severity.MEDIUM
    description: str = ""
    since: datetime | None = None
    until: datetime | None = None
    sweep: bool = False
    unread_only: bool = False
    senders_copy: bool = False
    choice: Choice = ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """What a wish comes to now: a plan's words and its deliveries, before anything is kept."""

    terms: Terms
    selection: Selection
    choice: Choice


class Drafts:
    """Freezes plans. Safe to call from several threads."""

    def __init__(self, room: Room) -> None:
        self._room = room

    def names(self, actor: Actor) -> Callable[[str, Sequence[DeliveryKey]], Names]:
        """Reads what somebody sent to name deliveries by, as `naming.read_names` does."""

        def read(text: str, keys: Sequence[DeliveryKey]) -> Names:
            return read_names(text, keys, lambda name: self._room.list_entries(name, actor))

        return read

    def preview(self, wish: Wish, actor: Actor) -> Numbers:
        """What a plan would touch."""
        return self._select(wish, actor)[0].numbers

    def pick(self, wish: Wish, actor: Actor) -> Picked:
        """The plan that would be made of a wish now; nothing is kept.

        Raises:
            NothingFoundError: it finds nothing.
        """
        chosen, how = self._select(wish, actor)
        if not chosen.numbers.deliveries:
            raise NothingFoundError(_nothing(how))
        return Picked(terms=self._terms(wish, actor, how), selection=chosen, choice=wish.choice)

    def make(self, wish: Wish, actor: Actor, source: Source, hands: Sequence[Hand]) -> Standing:
        """Freezes a plan of what the wish's filter finds now."""
        picked = self.pick(wish, actor)
        return self.keep(picked.terms, picked.selection, actor, source, hands, choice=picked.choice)

    def keep(
        self,
        terms: Terms,
        chosen: Selection,
        actor: Actor,
        source: Source,
        hands: Sequence[Hand] = (),
        *,
        choice: Choice = ALL,
    ) -> Standing:
        """Writes a plan of these deliveries down as a draft; `choice` is what its terms tell of."""
        author = person_behind(actor)
        with self._room.database.write() as connection:
            fresh, leaves = self._frozen(connection, terms, chosen)
            named = replace(
                fresh,
                source=source,
                author=author,
                editor=author,
                created_by=actor.id,
                created_by_name=actor.name,
            )
            made = self._with_facts(named, chosen)
            records.add(connection, made, leaves)
            records.choices.put(connection, made.id, choice)
            created = Hand(person=author, part=Part.CREATED)
            records.add_hands(connection, made.id, [created, *hands])
            told = AuditAction.REMEDIATION_DRAFT
            self._room.authority.tell(connection, actor, told, made, source=source.value)
        return self._room.standings.of([made])[0]

    def edit(self, remediation_id: str, wish: Wish, actor: Actor) -> Standing:
        """Puts another plan in the place of a draft's, from here on within the editor's scope.

        Raises:
            NotADraftError: it is no draft any more, or an undo.
        """
        picked = self.pick(wish, actor)
        with self._room.database.write() as connection:
            old = found(connection, remediation_id, actor)
            self._replace(connection, old, picked, actor)
        return self._room.standings.get(remediation_id, actor)

    def amend(self, remediation_id: str, amendment: Amendment, actor: Actor) -> Standing:
        """Changes a draft's words, or takes deliveries out of it. Nothing else comes in.

        Raises:
            NothingToChangeError: the amendment says nothing.
            NotInThePlanError, NothingLeftError: it names none of the deliveries, or all.
            NotADraftError: it is no draft any more, or an undo.
            PlanMismatchError: the deliveries in the database are not those that were frozen.
        """
        room = self._room
        room.require_payloads(remediation_id, actor)
        with room.database.read() as connection:
            old = found(connection, remediation_id, actor)
            choice = records.choices.of(connection, old.id, old.terms.choice)
        amended = self._amended(old, choice, amendment)
        with room.database.write() as connection:
            if found(connection, remediation_id, actor) != old:
                raise NotADraftError("Somebody changed this plan at the same moment. Look again.")
            self._replace(connection, old, amended, actor)
        return room.standings.get(remediation_id, actor)

    def discard(self, remediation_id: str, actor: Actor) -> Standing:
        """Throws a draft away, an undo's too; it stays listed as cancelled.

        Raises:
            NotADraftError: it is no draft any more.
        """
        room, told = self._room, AuditAction.REMEDIATION_CANCEL
        with (
            room.authority.noting_denials(actor, told, remediation_id),
            room.database.write() as connection,
        ):
            draft = found(connection, remediation_id, actor)
            self._require_draft(connection, draft)
            room.ledger.cancel(connection, draft.job)
            room.authority.tell(connection, actor, told, draft)
        return room.standings.get(remediation_id, actor)

    def _amended(self, old: Remediation, choice: Choice, amendment: Amendment) -> Picked:
        terms, without = amendment.words(old.terms), amendment.without
        rest = rest_of(self._room.ledger.every_item(old.job), without)
        if without is not None:
            choice, kept = chosen_after(terms.choice, choice, without, rest)
            terms = replace(terms, choice=kept)
        return Picked(terms=terms, selection=rest.selection, choice=choice)

    def _replace(
        self, connection: Connection, old: Remediation, picked: Picked, actor: Actor
    ) -> None:
        """Puts another plan in the place of a draft's."""
        self._require_draft(connection, old)
        if old.terms.undo_of:
            raise NotADraftError(
                "An undo is what it takes back, and cannot be changed. Discard it."
            )
        self._room.ledger.cancel(connection, old.job)
        fresh, leaves = self._frozen(connection, picked.terms, picked.selection)
        named = replace(
            fresh,
            id=old.id,
            source=old.source,
            author=old.author,
            created_at=old.created_at,
            created_by=old.created_by,
            created_by_name=old.created_by_name,
            editor=person_behind(actor),
            edited_by_name=actor.name,
        )
        changed = self._with_facts(named, picked.selection)
        records.replace_draft(connection, changed, leaves)
        records.choices.put(connection, changed.id, picked.choice)
        edited = Hand(person=changed.editor, part=Part.EDITED)
        records.add_hands(connection, changed.id, [edited])
        self._room.authority.tell(
            connection, actor, AuditAction.REMEDIATION_EDIT, changed, plan_hash_before=old.plan_hash
        )

    def _frozen(
        self, connection: Connection, terms: Terms, chosen: Selection
    ) -> tuple[Remediation, Sequence[Leaf]]:
        plan = freeze(terms, chosen.shares, chosen.settled)
        job = self._room.ledger.create(
            connection, kind=KIND, shares=chosen.shares, settled=chosen.settled
        )
        remediation = Remediation(
            id=new_id("R", terms.frozen_at),
            job=job,
            terms=terms,
            plan_hash=plan.hash,
            deliveries=chosen.numbers.deliveries,
            messages=chosen.numbers.messages,
            mailboxes=chosen.numbers.mailboxes,
            created_at=terms.frozen_at,
            created_by="",
            created_by_name="",
        )
        return remediation, plan.leaves

    def _with_facts(self, remediation: Remediation, chosen: Selection) -> Remediation:
        known = self.facts(remediation.terms, chosen)
        return self._room.authority.warrants.with_facts(remediation, known)

    def facts(self, terms: Terms, chosen: Selection) -> Facts:
        """What the policy asks of a plan of these deliveries."""
        authority = self._room.authority
        return gather(
            operation_of(terms.action, terms.undo_of),
            chosen.shares,
            chosen.settled,
            tags_of=authority.tags_of,
            mails_of=self._mails_of if authority.policy.mailbox_share is not None else None,
        )

    def _mails_of(self, recipient: str) -> int:
        query = self._room.ask(SYSTEM, parse(f"recipient:{quoted(recipient)}"), None, None)
        return self._room.store.count(query)

    def _require_draft(self, connection: Connection, remediation: Remediation) -> None:
        proposed = records.proposals.of(connection, [remediation.id])
        if proposed or self._room.ledger.state(remediation.job) is not JobState.DRAFT:
            raise NotADraftError

    def _select(self, wish: Wish, actor: Actor) -> tuple[Selection, Chosen]:
        room, sieve = self._room, Sieve(wish.choice)
        tree = both(parse(wish.filter), wish.choice.tree)
        query = room.ask(actor, tree, _utc(wish.since), _utc(wish.until))
        chosen = selection.select(
            wish.action,
            sieve.through(room.store.whereabouts(query)),
            room.servers,
            every_location=wish.choice.every_location,
        )
        if not wish.senders_copy:
            return chosen, sieve.chosen
        require_soft_delete(wish.action)
        tags_of = room.authority.tags_of
        more = with_senders_copies(
            chosen,
            sieve.rows_through(room.store.stream(query)),
            room.servers,
            may_touch=lambda sender: actor.scope.covers(sender, tags_of(sender)),
        )
        return more, sieve.chosen

    def _terms(self, wish: Wish, actor: Actor, how: Chosen) -> Terms:
        return Terms(
            action=wish.action,
            name=wish.name,
            severity=wish.severity,
            description=wish.description,
            filter=wish.filter,
            since=_utc(wish.since),
            until=_utc(wish.until),
            frozen_at=self._room.clock.now(),
            scope=actor.scope,
            sweep=wish.sweep,
            unread_only=wish.unread_only,
            senders_copy=wish.senders_copy,
            escrow_days=self._room.escrow_days if wish.action is Action.HARD_DELETE else 0,
            choice=how,
        )


def _nothing(how: Chosen) -> str | None:
    """Why there is nothing to remediate, where names were given; the plain reason otherwise."""
    if how.only is not None:
        first = how.only.shown[0]
        which = (
            f"The entry {first} names no delivery"
            if how.only.given == 1
            else f"None of {how.only.given:,} entries (the first is {first}) names a delivery"
        )
        return f"{which} that the filter finds, so there is nothing to remediate."
    if how.without is not None and how.without.met:
        return "Every delivery that the filter finds is left out, so there is nothing to remediate."
    return None


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC)
