"""The tables in ClickHouse, and how a database of an older version is brought up to date.

The columns are those of `store/schema.py`, with nothing in place of NULL: `<name>_lc` is the folded
text, `<name>` the text as it was written, empty where that is the same; `<name>_key` holds URLs as
they are compared. A message id is sixteen bytes, in the order of its text, because the engine
orders UUIDs by their second half. A list holds a mailbox, or none.

Tables replace rows of one key while they merge; that is a second net under `writing.py`, which
appends nothing that is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from clawback.store.clickhouse.dialect import TIME
from clawback.store.clickhouse.layout import Layout, Made
from clawback.store.clickhouse.server import Server
from clawback.store.schema import StoreTooNewError

ID = "FixedString(16)"
_WORD = "LowCardinality(String)"
_WORDS = "Array(LowCardinality(String))"
_TEXTS = "Array(String)"
_MAILBOX = (
    "Array(Tuple(server String, account String, folder String,"
    " uid_validity UInt64, uid UInt64, guid String))"
)
_BY_MESSAGE = "cityHash64(id)"

Columns = Mapping[str, str]


def _text(*names: str, kind: str = "String", forms: Sequence[str] = ("", "_lc")) -> Columns:
    return {f"{name}{form}": kind for name in names for form in forms}


_URL_FORMS = ("", "_lc", "_key")

DELIVERY: Columns = MappingProxyType(
    {
        "id": ID,
        **_text("network_message_id"),
        **_text("recipient"),
        "time_received": TIME,
        **_text("internet_message_id"),
        "header_fingerprint": "String",
        **_text("raw_sha256"),
        **_text("parse", kind=_WORD),
        **_text("subject", "sender_address", "sender_display_name"),
        **_text("sender_domain", kind=_WORD),
        **_text("sender_mail_from_address"),
        **_text("sender_mail_from_domain", kind=_WORD),
        **_text("return_path"),
        **_text("return_path_domain", kind=_WORD),
        **_text("reply_to", kind=_TEXTS),
        **_text("sender_ip", forms=("", "_lc", "_order")),
        **_text("recipient_domain", kind=_WORD),
        "directionality": _WORD,
        **_text("connector", kind=_WORD),
        **_text("transport_rule", "data_loss_prevention_rule", kind=_WORDS),
        **_text("distribution_list", kind=_TEXTS),
        "forwarded_message": "Bool",
        **_text("language", kind=_WORD),
        "context": _WORDS,
        **_text("cluster_id"),
        "delivery_action": _WORD,
        "original_delivery_location": _WORD,
        "threat_type": _WORDS,
        "detection_technology": _WORDS,
        "phish_confidence_level": _WORD,
        **_text("malware_family", kind=_WORDS),
        "threat_classification": _WORDS,
        **_text("impersonated_user", "impersonated_domain", kind=_TEXTS),
        "spam_confidence_level": "Nullable(Int64)",
        "bulk_complaint_level": "Nullable(Int64)",
        "primary_override": _WORD,
        "primary_override_source": _WORD,
        "override_source": _WORDS,
        "policy_type": _WORD,
        "policy_action": _WORD,
        "spf": _WORD,
        "dkim": _WORD,
        "dmarc": _WORD,
        "composite_authentication": _WORD,
        "email_size": "Int64",
        **_text("url", kind=_TEXTS, forms=_URL_FORMS),
        "url_text": "String",
        "url_count": "Int64",
        **_text("url_domain", "url_path", "url_domain_and_path", kind=_TEXTS, forms=_URL_FORMS),
        "url_source": _WORDS,
        **_text("url_wrapper", kind=_TEXTS, forms=_URL_FORMS),
        "url_threat": _WORDS,
        **_text("attachment_filename", kind=_TEXTS),
        "attachment_count": "Int64",
        **_text("attachment_sha256", kind=_TEXTS),
        **_text("file_type", "file_extension", kind=_WORDS),
        "file_size": "Array(Int64)",
        **_text("source", kind=_WORD),
        "mailbox": _MAILBOX,
        "folder_lc": "String",
        "read": "Nullable(Bool)",
    }
)

MESSAGE: Columns = MappingProxyType(
    {
        "id": ID,
        "content": "String",
        "body_fingerprint": "Nullable(Int64)",
        "body_lc": "String",
        "header_lc": _TEXTS,
    }
)

EVENT: Columns = MappingProxyType(
    {
        "event_id": "String",
        "id": ID,
        "network_message_id": "String",
        "recipient": "String",
        "moment": TIME,
        "type": _WORD,
        "source": _WORD,
        "actor": "String",
        "location": _WORD,
        "mailbox": _MAILBOX,
        "folder_lc": "String",
        "additional_action": _WORD,
        "remediation_id": "String",
        "remediation_id_lc": "String",
        "result": _WORD,
        "details": "String",
        "read": "Nullable(Bool)",
        **_text("alert_id", "alert_policy_id", "campaign_id"),
        **_text("zap_url_signal", forms=_URL_FORMS),
        "threat_type": _WORDS,
        "delivery_action": _WORD,
        "original_location": _WORD,
        **_text("connector", "transport_rule", kind=_WORD),
    }
)

CLICK: Columns = MappingProxyType(
    {
        "id": ID,
        "time_clicked": TIME,
        "click_verdict": _WORD,
        "clicked_through": "Bool",
        "workload": _WORD,
        "clicked_by": _WORD,
        "threat_type": _WORDS,
        "detection_technology": _WORDS,
        "client_ip_order": "String",
        **_text("click_id", "network_message_id", "recipient"),
        **_text("recipient_domain", kind=_WORD),
        **_text("client_ip", "user_agent"),
        **_text("url", "url_domain", "url_path", "url_domain_and_path", forms=_URL_FORMS),
        **_text("url_chain", kind=_TEXTS, forms=_URL_FORMS),
        **_text("reason"),
    }
)


def _written(columns: Columns, *more: str) -> str:
    return ", ".join([*(f"{name} {kind}" for name, kind in columns.items()), *more])


def _index(name: str, kind: str) -> str:
    return f"INDEX {name}_index {name} TYPE {kind}"


_EXACT = "bloom_filter(0.01) GRANULARITY 1"
_WORDS_OF = "text(tokenizer = 'splitByNonAlpha')"
_ENTRIES_OF = "text(tokenizer = 'array')"
_EXACTLY = ("id", "recipient_lc", "sender_address_lc", "sender_domain_lc", "internet_message_id_lc")
_BY_WORD = ("subject_lc", "url_text")
_BY_ENTRY = ("url_key", "url_domain_key", "url_domain_and_path_key", "attachment_sha256_lc")


def _first(layout: Layout) -> Iterable[str]:
    yield from layout.table(
        Made(
            name="delivery",
            columns=_written(
                DELIVERY,
                *(_index(name, _EXACT) for name in _EXACTLY),
                *(_index(name, _WORDS_OF) for name in _BY_WORD),
                *(_index(name, _ENTRIES_OF) for name in _BY_ENTRY),
            ),
            engine="ReplacingMergeTree",
            partition="toMonday(time_received)",
            order="(time_received, id, recipient)",
            shard=_BY_MESSAGE,
        )
    )
    yield from layout.table(
        Made(
            name="message",
            columns=_written(
                MESSAGE, _index("body_fingerprint", _EXACT), _index("body_lc", _WORDS_OF)
            ),
            engine="ReplacingMergeTree",
            order="id",
            shard=_BY_MESSAGE,
        )
    )
    yield from layout.table(
        Made(
            name="event",
            columns=_written(
                EVENT, f"stored_at {TIME} DEFAULT now64(6, 'UTC')", _index("event_id", _EXACT)
            ),
            engine="ReplacingMergeTree",
            order="(id, recipient, event_id)",
            shard=_BY_MESSAGE,
        )
    )
    yield from layout.table(
        Made(
            name="click",
            columns=_written(
                CLICK,
                *(_index(name, _EXACT) for name in ("id", "click_id", "url_key", "url_domain_key")),
            ),
            engine="ReplacingMergeTree",
            partition="toYYYYMM(time_clicked)",
            order="(time_clicked, click_id)",
            shard="if(network_message_id = '', cityHash64(click_id), cityHash64(id))",
        )
    )


def _judged(layout: Layout) -> Iterable[str]:
    yield from layout.more_columns("event", {"threat_type": _WORDS})


def _corrections(layout: Layout) -> Iterable[str]:
    added = ("delivery_action", "original_location", "connector", "transport_rule")
    columns = [name for name in EVENT if name.removesuffix("_lc") in added]
    yield from layout.more_columns("event", {name: EVENT[name] for name in columns})


def _clicked_by(layout: Layout) -> Iterable[str]:
    added = {"clicked_by": f"{_WORD} DEFAULT 'person'", **_text("reason")}
    yield from layout.more_columns("click", added)


STEPS = (_first, _judged, _corrections, _clicked_by)
"""What makes each version of the one before; a released one is never edited.

Every statement can be repeated, because there is no transaction around them.
"""


def _last(value: str, when: str) -> str:
    return f"argMaxIf({value}, (moment, event_id), {when})"


def _every(value: str, when: str) -> str:
    return f"arraySort(groupUniqArrayIf({value}, {when}))"


# What events correct of a delivery, as `overlay.corrected` has it; few do.
_CORRECTED = {
    "delivery_action": _last("delivery_action", "delivery_action <> ''"),
    "original_location": _last("original_location", "original_location <> ''"),
    "connector": _last("(connector, connector_lc)", "connector <> ''"),
    "transport_rule": _every("(transport_rule, transport_rule_lc)", "transport_rule <> ''"),
}
_CORRECTING = "WHERE " + " OR ".join(f"{column} <> ''" for column in _CORRECTED)
# What events say of a delivery, as `overlay.latest_of` has it.
_TOLD = {
    **_CORRECTED,
    "location": _last("location", "location <> ''"),
    "mailbox": _last("mailbox", "notEmpty(mailbox)"),
    "folder_lc": _last("folder_lc", "notEmpty(mailbox)"),
    "read": _last("read", "isNotNull(read)"),
    "threat_type": _last("threat_type", "type = 'judged'"),
    "judged": "CAST(max(type = 'judged'), 'Bool')",
    "additional_action": _every("additional_action", "additional_action <> ''"),
    "remediation_id": _every("(remediation_id, remediation_id_lc)", "remediation_id <> ''"),
    "alert_id": _every("(alert_id, alert_id_lc)", "alert_id <> ''"),
    "alert_policy_id": _every("(alert_policy_id, alert_policy_id_lc)", "alert_policy_id <> ''"),
    "campaign_id": _last("(campaign_id, campaign_id_lc)", "campaign_id <> ''"),
    "zap_url_signal": _every(
        "(zap_url_signal, zap_url_signal_lc, zap_url_signal_key)", "zap_url_signal <> ''"
    ),
    "reported": "CAST(max(type = 'reported'), 'Bool')",
}
_CLICKED = {
    "click_verdict": "arraySort(groupUniqArray(click_verdict))",
    "clicks": "toInt64(uniqExact(click_id))",
}
LATEST = "latest_"


def views(layout: Layout) -> Iterable[str]:
    """What is made anew whenever a table has changed: deliveries and what was told of them since.

    Each joins only what lies on one server, so that a cluster is asked as one table is.
    """
    told = ("l", "event", _TOLD, "")
    corrected = ("l", "event", _CORRECTED, _CORRECTING)
    clicked = ("k", "click", _CLICKED, "WHERE network_message_id <> '' AND clicked_by = 'person'")
    for name, joined in (
        ("delivery_told", (told,)),
        ("delivery_corrected", (corrected,)),
        ("delivery_corrected_clicked", (corrected, clicked)),
        ("delivery_clicked", (clicked,)),
        ("delivery_now", (told, clicked)),
    ):
        shown = [f"d.{column} AS {column}" for column in DELIVERY]
        source = f"{layout.local('delivery')} AS d"
        for alias, table, gathered, where in joined:
            shown += [f"{alias}.{LATEST}{column} AS {LATEST}{column}" for column in gathered]
            values = ", ".join(f"{sql} AS {LATEST}{column}" for column, sql in gathered.items())
            source += f"""
                LEFT JOIN (
                    SELECT id, recipient, {values}
                    FROM {layout.local(table)} {where} GROUP BY id, recipient
                ) AS {alias} ON {alias}.id = d.id AND {alias}.recipient = d.recipient
            """  # noqa: S608 - closed list
        yield from layout.view(name, f"SELECT {', '.join(shown)} FROM {source}")  # noqa: S608 - closed list


def version_table(layout: Layout) -> str:
    """One for all servers of a cluster, whichever is asked."""
    engine = "MergeTree"
    if layout.replicated:
        path = "/clickhouse/tables/{database}/clawback_schema_version"
        engine = f"ReplicatedMergeTree('{path}', '{{shard}}-{{replica}}')"
    return (
        f"CREATE TABLE IF NOT EXISTS schema_version{layout.everywhere}"
        f" (version UInt32, made {TIME} DEFAULT now64(6, 'UTC')) ENGINE = {engine} ORDER BY version"
    )


def migrate(server: Server, layout: Layout) -> None:
    """Makes the database and brings its tables up to date; what was cut short goes on from there.

    Raises:
        StoreTooNewError: a newer version made them.
    """
    name = server.address.database
    asked = {"name": name}
    if not server.ask("SELECT 1 FROM system.databases WHERE name = {name:String}", asked):
        server.tell(layout.database(name))
    server.use(name)
    found = _version(server)
    if found > len(STEPS):
        raise StoreTooNewError
    if found == len(STEPS):
        return
    server.tell(version_table(layout))
    steps = [statement for step in STEPS[found:] for statement in step(layout)]
    for statement in (*steps, *views(layout)):  # views last: they show what all steps have made
        server.tell(statement)
    for version in range(found + 1, len(STEPS) + 1):
        server.tell(f"INSERT INTO schema_version (version) VALUES ({version})")  # noqa: S608 - a number


def _version(server: Server) -> int:
    there = (
        "SELECT 1 FROM system.tables WHERE database = currentDatabase() AND name = {name:String}"
    )
    if not server.ask(there, {"name": "schema_version"}):
        return 0
    return int(server.ask("SELECT max(version) FROM schema_version")[0][0])
