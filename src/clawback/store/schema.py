"""The tables of the DuckDB file, and how a file of an older version is brought up to date.

Rules. Facts are never changed: what happens later goes to `event` and is joined when read. Text is
kept folded (`model/folding.py`) as `<name>_lc`, and as it was written as `<name>`, which is NULL
where that is the same; `<name>_key` holds URLs as `filters/urls.py` compares them, NULL where that
is the folded text. Empty text and empty lists are NULL. `url_lc`, `url_key` and `url_text` (one URL
a line) hold the wrappers too. A message id is kept as a UUID (`keys.py`), and as text only where it
was not written as one. No index: ids are ordered by time, so that the engine's own block statistics
find them; texts that are asked for whole have `<name>_hash` (`hashes.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeAlias

from clawback.model.errors import ConflictError
from clawback.store.contents import make_searchable
from clawback.store.hashes import HASHED, hash_sql

_MAILBOX = (
    "STRUCT(server VARCHAR, account VARCHAR, folder VARCHAR,"
    " uid_validity UBIGINT, uid UBIGINT, guid VARCHAR)"
)

_FIRST = f"""
CREATE TABLE delivery (
    id UUID NOT NULL,
    network_message_id VARCHAR, network_message_id_lc VARCHAR,
    recipient VARCHAR NOT NULL, recipient_lc VARCHAR,
    time_received TIMESTAMP NOT NULL,
    internet_message_id VARCHAR, internet_message_id_lc VARCHAR,
    header_fingerprint VARCHAR,
    raw_sha256 VARCHAR, raw_sha256_lc VARCHAR,
    parse VARCHAR, parse_lc VARCHAR,
    subject VARCHAR, subject_lc VARCHAR,
    sender_address VARCHAR, sender_address_lc VARCHAR,
    sender_display_name VARCHAR, sender_display_name_lc VARCHAR,
    sender_domain VARCHAR, sender_domain_lc VARCHAR,
    sender_mail_from_address VARCHAR, sender_mail_from_address_lc VARCHAR,
    sender_mail_from_domain VARCHAR, sender_mail_from_domain_lc VARCHAR,
    return_path VARCHAR, return_path_lc VARCHAR,
    return_path_domain VARCHAR, return_path_domain_lc VARCHAR,
    reply_to VARCHAR[], reply_to_lc VARCHAR[],
    sender_ip VARCHAR, sender_ip_lc VARCHAR, sender_ip_order BLOB,
    recipient_domain VARCHAR, recipient_domain_lc VARCHAR,
    directionality VARCHAR,
    connector VARCHAR, connector_lc VARCHAR,
    transport_rule VARCHAR[], transport_rule_lc VARCHAR[],
    delivery_action VARCHAR,
    original_delivery_location VARCHAR,
    threat_type VARCHAR[],
    detection_technology VARCHAR[],
    phish_confidence_level VARCHAR,
    malware_family VARCHAR[], malware_family_lc VARCHAR[],
    spf VARCHAR,
    dkim VARCHAR,
    dmarc VARCHAR,
    composite_authentication VARCHAR,
    email_size BIGINT,
    url VARCHAR[], url_lc VARCHAR[], url_key VARCHAR[], url_text VARCHAR, url_count INTEGER,
    url_domain VARCHAR[], url_domain_lc VARCHAR[], url_domain_key VARCHAR[],
    url_path VARCHAR[], url_path_lc VARCHAR[], url_path_key VARCHAR[],
    url_domain_and_path VARCHAR[], url_domain_and_path_lc VARCHAR[],
    url_domain_and_path_key VARCHAR[],
    url_source VARCHAR[],
    url_wrapper VARCHAR[], url_wrapper_lc VARCHAR[], url_wrapper_key VARCHAR[],
    attachment_filename VARCHAR[], attachment_filename_lc VARCHAR[], attachment_count INTEGER,
    attachment_sha256 VARCHAR[], attachment_sha256_lc VARCHAR[],
    file_type VARCHAR[], file_type_lc VARCHAR[],
    file_extension VARCHAR[], file_extension_lc VARCHAR[],
    file_size BIGINT[],
    source VARCHAR, source_lc VARCHAR,
    mailbox {_MAILBOX}, folder_lc VARCHAR
);
CREATE TABLE message (id UUID NOT NULL, content VARCHAR NOT NULL);
CREATE TABLE event (
    event_id VARCHAR NOT NULL,
    id UUID NOT NULL,
    network_message_id VARCHAR,
    recipient VARCHAR NOT NULL,
    moment TIMESTAMP NOT NULL,
    type VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    actor VARCHAR NOT NULL,
    location VARCHAR,
    mailbox {_MAILBOX}, folder_lc VARCHAR,
    additional_action VARCHAR,
    remediation_id VARCHAR NOT NULL, remediation_id_lc VARCHAR NOT NULL,
    result VARCHAR NOT NULL,
    details VARCHAR NOT NULL
);
"""

_BODIES = "ALTER TABLE message ADD COLUMN body_fingerprint BIGINT;"  # `model/body.py`

_CLICKS = """
CREATE TABLE click (
    click_id VARCHAR NOT NULL,
    id UUID,
    network_message_id VARCHAR NOT NULL,
    recipient VARCHAR NOT NULL, recipient_lc VARCHAR NOT NULL,
    moment TIMESTAMP NOT NULL,
    url VARCHAR NOT NULL, url_key VARCHAR,
    url_domain VARCHAR NOT NULL, url_domain_key VARCHAR,
    url_path VARCHAR NOT NULL,
    url_domain_and_path VARCHAR NOT NULL, url_domain_and_path_key VARCHAR,
    verdict VARCHAR NOT NULL,
    clicked_through BOOLEAN NOT NULL,
    ip VARCHAR NOT NULL,
    user_agent VARCHAR NOT NULL,
    workload VARCHAR NOT NULL,
    threat_type VARCHAR[] NOT NULL,
    detection_technology VARCHAR[] NOT NULL,
    url_chain VARCHAR[] NOT NULL
);
"""

# Nothing had recorded a click before this: there is none to carry over.
_CLICK_FIELDS = """
DROP TABLE click;
CREATE TABLE click (
    id UUID,
    time_clicked TIMESTAMP NOT NULL,
    click_verdict VARCHAR NOT NULL,
    clicked_through BOOLEAN NOT NULL,
    workload VARCHAR NOT NULL,
    threat_type VARCHAR[] NOT NULL,
    detection_technology VARCHAR[] NOT NULL,
    client_ip_order BLOB,
    click_id VARCHAR NOT NULL, click_id_lc VARCHAR,
    network_message_id VARCHAR NOT NULL, network_message_id_lc VARCHAR,
    recipient VARCHAR NOT NULL, recipient_lc VARCHAR,
    recipient_domain VARCHAR NOT NULL, recipient_domain_lc VARCHAR,
    client_ip VARCHAR NOT NULL, client_ip_lc VARCHAR,
    user_agent VARCHAR NOT NULL, user_agent_lc VARCHAR,
    url VARCHAR NOT NULL, url_lc VARCHAR, url_key VARCHAR,
    url_domain VARCHAR NOT NULL, url_domain_lc VARCHAR, url_domain_key VARCHAR,
    url_path VARCHAR NOT NULL, url_path_lc VARCHAR, url_path_key VARCHAR,
    url_domain_and_path VARCHAR NOT NULL, url_domain_and_path_lc VARCHAR,
    url_domain_and_path_key VARCHAR,
    url_chain VARCHAR[] NOT NULL, url_chain_lc VARCHAR[] NOT NULL, url_chain_key VARCHAR[] NOT NULL
);
"""

_PROPERTIES = """
ALTER TABLE delivery ADD COLUMN data_loss_prevention_rule VARCHAR[];
ALTER TABLE delivery ADD COLUMN data_loss_prevention_rule_lc VARCHAR[];
ALTER TABLE delivery ADD COLUMN distribution_list VARCHAR[];
ALTER TABLE delivery ADD COLUMN distribution_list_lc VARCHAR[];
ALTER TABLE delivery ADD COLUMN forwarded_message BOOLEAN DEFAULT false;
ALTER TABLE delivery ADD COLUMN language VARCHAR;
ALTER TABLE delivery ADD COLUMN language_lc VARCHAR;
ALTER TABLE delivery ADD COLUMN context VARCHAR[];
ALTER TABLE delivery ADD COLUMN cluster_id VARCHAR;
ALTER TABLE delivery ADD COLUMN cluster_id_lc VARCHAR;
ALTER TABLE delivery ADD COLUMN threat_classification VARCHAR[];
ALTER TABLE delivery ADD COLUMN impersonated_user VARCHAR[];
ALTER TABLE delivery ADD COLUMN impersonated_user_lc VARCHAR[];
ALTER TABLE delivery ADD COLUMN impersonated_domain VARCHAR[];
ALTER TABLE delivery ADD COLUMN impersonated_domain_lc VARCHAR[];
ALTER TABLE delivery ADD COLUMN spam_confidence_level INTEGER;
ALTER TABLE delivery ADD COLUMN bulk_complaint_level INTEGER;
ALTER TABLE delivery ADD COLUMN primary_override VARCHAR DEFAULT 'none';
ALTER TABLE delivery ADD COLUMN primary_override_source VARCHAR;
ALTER TABLE delivery ADD COLUMN override_source VARCHAR[];
ALTER TABLE delivery ADD COLUMN policy_type VARCHAR;
ALTER TABLE delivery ADD COLUMN policy_action VARCHAR;
ALTER TABLE delivery ADD COLUMN url_threat VARCHAR[];
UPDATE delivery SET cluster_id_lc = format('{:016x}', known.body)
FROM (SELECT id, any_value(body_fingerprint) AS body FROM message GROUP BY id) known
WHERE known.id = delivery.id AND known.body IS NOT NULL;
"""

_TOLD = """
ALTER TABLE delivery ADD COLUMN read BOOLEAN;
ALTER TABLE event ADD COLUMN read BOOLEAN;
ALTER TABLE event ADD COLUMN alert_id VARCHAR;
ALTER TABLE event ADD COLUMN alert_id_lc VARCHAR;
ALTER TABLE event ADD COLUMN alert_policy_id VARCHAR;
ALTER TABLE event ADD COLUMN alert_policy_id_lc VARCHAR;
ALTER TABLE event ADD COLUMN campaign_id VARCHAR;
ALTER TABLE event ADD COLUMN campaign_id_lc VARCHAR;
ALTER TABLE event ADD COLUMN zap_url_signal VARCHAR;
ALTER TABLE event ADD COLUMN zap_url_signal_lc VARCHAR;
ALTER TABLE event ADD COLUMN zap_url_signal_key VARCHAR;
"""

_CONTENTS = """
ALTER TABLE message ADD COLUMN body_lc VARCHAR;
ALTER TABLE message ADD COLUMN header_lc VARCHAR[];
"""


# What a mail server's log says of a delivery; NULL where that is what was stored.
_CORRECTIONS = """
ALTER TABLE event ADD COLUMN delivery_action VARCHAR;
ALTER TABLE event ADD COLUMN original_location VARCHAR;
ALTER TABLE event ADD COLUMN connector VARCHAR;
ALTER TABLE event ADD COLUMN connector_lc VARCHAR;
ALTER TABLE event ADD COLUMN transport_rule VARCHAR;
ALTER TABLE event ADD COLUMN transport_rule_lc VARCHAR;
"""

# Whatever was recorded before was told by somebody else, and of people.
_CLICKED_BY = """
ALTER TABLE click ADD COLUMN clicked_by VARCHAR DEFAULT 'person';
ALTER TABLE click ADD COLUMN reason VARCHAR DEFAULT '';
ALTER TABLE click ADD COLUMN reason_lc VARCHAR;
"""


def _stored_as(column: str, compression: str) -> str:
    return f"""
ALTER TABLE delivery ADD COLUMN rewritten VARCHAR USING COMPRESSION {compression};
ALTER TABLE delivery ALTER COLUMN rewritten SET DATA TYPE VARCHAR USING {column};
ALTER TABLE delivery DROP COLUMN {column};
ALTER TABLE delivery RENAME COLUMN rewritten TO {column};
"""


def _hashed(name: str) -> str:
    return f"""
ALTER TABLE delivery ADD COLUMN {name}_hash UINTEGER;
ALTER TABLE delivery ALTER COLUMN {name}_hash SET DATA TYPE UINTEGER USING {hash_sql(f"{name}_lc")};
"""


# The engine's usual compression unpacks some 20,000 texts to give one. These columns are shown in
# every page or compared row by row; what is shown and never searched can be packed tighter.
_QUICK = (
    "".join(map(_hashed, HASHED))
    + "".join(
        _stored_as(column, "uncompressed")
        for column in ("recipient", "recipient_lc", "sender_address_lc", "sender_domain_lc")
    )
    + "ALTER TABLE delivery ALTER COLUMN recipient SET NOT NULL;"
    + _stored_as("subject", "zstd")
)

_SEARCHED_SUBJECTS = _stored_as("subject_lc", "uncompressed")  # searched twice as quickly
_SHOWN_SUBJECTS = _stored_as("subject", "uncompressed")  # a page of them comes 12 ms sooner

_JUDGED = "ALTER TABLE event ADD COLUMN threat_type VARCHAR[];"

Step: TypeAlias = str | Callable[["Connection"], None]
STEPS: Sequence[Step] = (
    *(_FIRST, _BODIES, _CLICKS, _CLICK_FIELDS, _PROPERTIES, _TOLD),
    *(_CONTENTS, make_searchable, _QUICK, _SEARCHED_SUBJECTS, _SHOWN_SUBJECTS),
    *(_JUDGED, _CORRECTIONS, _CLICKED_BY),
)
"""One script, or what does as much, per version; a released one is never edited, a change is a
further step."""


class StoreTooNewError(ConflictError):
    """The event store was written by a newer Clawback. Start that version, or restore a backup."""

    code = "store_too_new"


class Connection(Protocol):
    """As much of the engine's connection as a migration takes."""

    def execute(self, query: str, parameters: object = ...) -> Connection: ...

    def fetchone(self) -> tuple[Any, ...] | None: ...  # Any: of any column

    def fetchall(self) -> list[tuple[Any, ...]]: ...  # as above


def migrate(connection: Connection, steps: Sequence[Step] = STEPS) -> None:
    """Brings the file up to date, whole or not at all."""
    connection.execute("BEGIN")
    connection.execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)")
    found = _version(connection)
    if found > len(steps):
        connection.execute("ROLLBACK")
        raise StoreTooNewError
    for step in steps[found:]:
        if isinstance(step, str):
            connection.execute(step)
        else:
            step(connection)
    if found < len(steps):
        connection.execute("INSERT INTO schema_version VALUES (?)", [len(steps)])
    connection.execute("COMMIT")


def _version(connection: Connection) -> int:
    row = connection.execute("SELECT coalesce(max(version), 0) FROM schema_version").fetchone()
    return int(str(row[0])) if row else 0
