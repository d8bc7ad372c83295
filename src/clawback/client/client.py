"""The API as methods. Every method raises `ProblemError` or `UnreachableError` (`transport.py`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Self, cast

from clawback.client.alerts import AlertsClient
from clawback.client.audit import AuditLog
from clawback.client.campaigns import CampaignsClient
from clawback.client.click_entries import ClickEntriesClient
from clawback.client.click_service import ClickServiceClient
from clawback.client.containers import Containers
from clawback.client.content import ContentClient
from clawback.client.credential import Bearer
from clawback.client.entries import EntriesClient
from clawback.client.explorer import ExplorerClient
from clawback.client.exports import ExportsClient
from clawback.client.groups import Group
from clawback.client.inquiries import InquiriesClient
from clawback.client.investigations import InvestigationsClient
from clawback.client.json import JsonObject, JsonValue
from clawback.client.judgements import JudgementsClient
from clawback.client.learning import LearningClient
from clawback.client.link_rules import LinkRulesClient
from clawback.client.links import LinksClient
from clawback.client.lists import ListsClient
from clawback.client.mail_servers import MailServersClient
from clawback.client.messages import MessagesClient
from clawback.client.people import PeopleClient
from clawback.client.quarantine import QuarantineClient
from clawback.client.queries import QueriesClient
from clawback.client.retention import RetentionClient
from clawback.client.review import Review, Sketch
from clawback.client.sessions import OwnSession
from clawback.client.shapes import (
    Accepted,
    Change,
    Drift,
    Explanation,
    FactsTold,
    Field,
    ImportProgress,
    Item,
    MailServer,
    Numbers,
    Reasons,
    Remediation,
    Token,
    Wish,
)
from clawback.client.sources import SourcesClient
from clawback.client.submissions import SubmissionsClient
from clawback.client.transport import Body, Query, Transport
from clawback.client.versions import Versions
from clawback.client.views import ViewsClient

MAILS = "application/vnd.clawback.mails"
_ROOT = "/api/v1"
_PAGE = 1000
_GROUPS_PAGE = 200
_ITEMS_PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which deliveries: filter text, bounds in time as the API reads them, and a view."""

    filter: str = ""
    since: str | None = None
    until: str | None = None
    view: str | None = None

    @property
    def query(self) -> Query:
        return {
            "filter": self.filter,
            "since": self.since,
            "until": self.until,
            "view": self.view,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Which fields of deliveries, with commas between, and the order; the API's own without."""

    fields: str | None = None
    sort: str | None = None

    @property
    def query(self) -> Query:
        return {"fields": self.fields, "sort": self.sort}


_USUAL = Layout()


class Client:
    """One server, on one connection. Belongs to one thread; closes itself in a `with`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self.people = PeopleClient(transport)
        self.alerts = AlertsClient(transport)
        self.campaigns = CampaignsClient(transport)
        self.content = ContentClient(transport)
        self.audit = AuditLog(transport)
        self.explorer = ExplorerClient(transport)
        self.entries = EntriesClient(transport)
        self.exports = ExportsClient(transport)
        self.inquiries = InquiriesClient(transport)
        self.investigations = InvestigationsClient(transport)
        self.judgements = JudgementsClient(transport)
        self.links = LinksClient(transport)
        self.link_rules = LinkRulesClient(transport)
        self.click_service = ClickServiceClient(transport)
        self.click_entries = ClickEntriesClient(transport)
        self.lists = ListsClient(transport)
        self.views = ViewsClient(transport)
        self.mail_server = MailServersClient(transport)
        self.messages = MessagesClient(transport)
        self.quarantine = QuarantineClient(transport)
        self.retention = RetentionClient(transport)
        self.learning = LearningClient(transport)
        self.queries = QueriesClient(transport)
        self.containers = Containers(transport)
        self.session = OwnSession(transport)
        self.sources = SourcesClient(transport)
        self.submissions = SubmissionsClient(transport)

    @classmethod
    def at(cls, url: str, token: str) -> Self:
        """A client of the server at this address.

        Raises:
            BadInputError: the address is not one.
        """
        return cls(Transport(url, Bearer(token)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._transport.close()

    # --- deliveries -----------------------------------------------------------------------------

    def search(self, asked: Asked, limit: int, layout: Layout = _USUAL) -> Iterator[JsonObject]:
        """At most `limit` deliveries, newest first unless told otherwise, a page at a time."""
        cursor: str | None = None
        while limit > 0:
            size = min(limit, _PAGE)
            query = {**asked.query, **layout.query, "limit": size, "cursor": cursor}
            page = self._get("/deliveries", query)
            rows = cast("list[JsonObject]", page["rows"])
            yield from rows[:limit]
            limit -= len(rows)
            cursor = cast("str | None", page["next"])
            if cursor is None:
                return

    def count(self, asked: Asked) -> int:
        """How many deliveries there are."""
        return cast("int", self._get("/deliveries/count", asked.query)["count"])

    def groups(
        self, asked: Asked, field: str, order: str, limit: int
    ) -> tuple[str, Iterator[Group]]:
        """The field's own name, and at most `limit` groups, fetched a page at a time."""
        query = {**asked.query, "field": field, "order": order}
        first = self._get("/deliveries/groups", {**query, "limit": min(limit, _GROUPS_PAGE)})
        return cast("str", first["field"]), islice(self._groups(query, first), limit)

    def _groups(self, query: Query, page: JsonObject) -> Iterator[Group]:
        while True:
            yield from cast("list[Group]", page["groups"])
            if page["next"] is None:
                return
            cursor = cast("str", page["next"])
            following: Query = {"cursor": cursor, "limit": _GROUPS_PAGE}
            page = self._get("/deliveries/groups", {**query, **following})

    def export(self, asked: Asked, form: str, layout: Layout = _USUAL) -> Iterator[bytes]:
        """Every delivery as a file of this format, in blocks as they come."""
        query = {**asked.query, **layout.query, "format": form}
        return self._transport.blocks("GET", f"{_ROOT}/deliveries/export", query=query)

    # --- filters --------------------------------------------------------------------------------

    def fields(self, view: str | None = None) -> list[Field]:
        """What a filter of a view can name."""
        return cast("list[Field]", self._items("/fields", {"view": view}))

    def explain(self, text: str, view: str | None = None) -> Explanation:
        """What a filter says, in the words of a view."""
        asked: Query = {"filter": text, "view": view}
        return cast("Explanation", self._get("/filters/explain", asked))

    # --- imports --------------------------------------------------------------------------------

    def upload(self, mails: bytes | Iterable[bytes]) -> Accepted:
        """Brings mails in, in the form of `ingest/upload.py`; durable on return."""
        return cast("Accepted", self._post("/imports", Body(mails, MAILS)))

    def import_progress(self, ticket: int) -> ImportProgress:
        """How far the server is with the uploads up to this ticket."""
        return cast("ImportProgress", self._get("/imports/progress", {"ticket": ticket}))

    def tell_facts(self, facts: Sequence[JsonObject], server: str) -> FactsTold:
        """Tells what logs of before say, of a mail server where it has a name."""
        body = Body.of({"server": server, "facts": facts})
        return cast("FactsTold", self._post("/imports/facts", body))

    # --- remediations ---------------------------------------------------------------------------

    def preview(self, wish: Wish) -> Numbers:
        """What it would touch; keeps nothing."""
        created = self._post("/remediations", Body.of({**wish, "dry_run": True}))
        return cast("Numbers", created["numbers"])

    def review(self, sketch: Sketch) -> Review:
        """What it would touch, in full; keeps nothing."""
        return cast("Review", self._post("/remediations/review", Body.of(sketch)))

    def review_of(self, remediation_id: str) -> Review:
        """What a plan touches, as it was frozen."""
        return cast("Review", self._get(f"/remediations/{remediation_id}/review"))

    def taken_away(self, remediation_id: str, what: str, form: str) -> Iterator[bytes]:
        """A file with everybody `affected`, or with the `export` of every delivery, in blocks."""
        path = f"{_ROOT}/remediations/{remediation_id}/{what}"
        return self._transport.blocks("GET", path, query={"format": form})

    def remediate(self, wish: Wish, *, start: bool, propose: bool = False) -> Remediation:
        """Freezes what it touches, and starts or proposes it when asked to."""
        body = Body.of({**wish, "start": start, "propose": propose})
        return cast("Remediation", self._post("/remediations", body)["remediation"])

    def remediations(self, limit: int, asked: Query | None = None) -> list[Remediation]:
        """The newest ones, at most 100; `asked` are the list's own parameters."""
        page = self._get("/remediations", {**(asked or {}), "limit": limit})
        return cast("list[Remediation]", page["items"])

    def remediation(self, remediation_id: str) -> Remediation:
        """One as it stands."""
        return cast("Remediation", self._get(f"/remediations/{remediation_id}"))

    def reasons(self, remediation_id: str) -> Reasons:
        """Why its deliveries did not end as a success, so far."""
        return cast("Reasons", self._get(f"/remediations/{remediation_id}/reasons"))

    def mail_servers(self) -> list[MailServer]:
        """How the mail servers stand, by name."""
        return cast("list[MailServer]", self._get("/mail-servers")["items"])

    def versions(self) -> Versions:
        """Which Clawback, Python and engines are at work there."""
        return cast("Versions", self._get("/versions"))

    def items(self, remediation_id: str, outcome: str | None = None) -> Iterator[Item]:
        """Its deliveries with their outcomes and proof, fetched a page at a time."""
        cursor: str | None = None
        while True:
            query: Query = {"outcome": outcome, "limit": _ITEMS_PAGE, "cursor": cursor}
            page = self._get(f"/remediations/{remediation_id}/items", query)
            yield from cast("list[Item]", page["items"])
            cursor = cast("str | None", page["next"])
            if cursor is None:
                return

    def command(self, remediation_id: str, verb: str) -> Remediation:
        """`start`, `propose`, `discard`, `cancel`, `pause`, `resume`, `retry`, `undo`."""
        return cast("Remediation", self._post(f"/remediations/{remediation_id}/{verb}"))

    def amend(self, remediation_id: str, changes: Change) -> Remediation:
        """Changes a draft's words, or takes deliveries out of it."""
        path = f"{_ROOT}/remediations/{remediation_id}"
        return cast("Remediation", self._transport.json("PATCH", path, body=Body.of(changes)))

    def approve(
        self, remediation_id: str, plan_hash: str, *, reason: str, start: bool
    ) -> Remediation:
        """Says yes to the plan of this hash."""
        body = Body.of({"plan_hash": plan_hash, "reason": reason, "start": start})
        return cast("Remediation", self._post(f"/remediations/{remediation_id}/approve", body))

    def give_reason(self, remediation_id: str, verb: str, reason: str) -> Remediation:
        """`reject`, `withdraw` or `break-glass`, which need one."""
        body = Body.of({"reason": reason})
        return cast("Remediation", self._post(f"/remediations/{remediation_id}/{verb}", body))

    def drift(self, remediation_id: str) -> Drift:
        """What has changed since the plan was frozen."""
        return cast("Drift", self._get(f"/remediations/{remediation_id}/drift"))

    # --- tokens ---------------------------------------------------------------------------------

    def tokens(self) -> list[Token]:
        """Every token, oldest first."""
        return cast("list[Token]", self._get("/tokens")["items"])

    def revoke_token(self, token_id: str) -> Token:
        """Takes one back."""
        return cast("Token", self._transport.json("DELETE", f"{_ROOT}/tokens/{token_id}"))

    def _get(self, path: str, query: Query | None = None) -> JsonObject:
        return self._transport.json("GET", _ROOT + path, query=query)

    def _items(self, path: str, query: Query | None = None) -> list[JsonValue]:
        return self._transport.items(_ROOT + path, query=query)

    def _post(self, path: str, body: Body | None = None) -> JsonObject:
        return self._transport.json("POST", _ROOT + path, body=body)
