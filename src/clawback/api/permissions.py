"""Which permission each operation of the API needs, as one table.

An operation that is not in the table stops the server from starting (`operations.py`).
"""

from __future__ import annotations

from enum import Enum, StrEnum
from typing import Final, TypeAlias

from clawback.identity.role import Permission


class Public(Enum):
    """For everybody, without a token: says nothing about mail, people or settings."""

    PUBLIC = "public"


class Known(StrEnum):
    """For everybody who shows a token or a session, also one whose sign-in is not complete.

    The room looks how far they are.
    """

    SOMEBODY = "somebody"


Needs: TypeAlias = Permission | Public | Known

PERMISSIONS: Final[dict[str, Needs]] = {
    "health": Public.PUBLIC,
    "ready": Public.PUBLIC,
    "openapi": Public.PUBLIC,
    "metrics": Permission.SYSTEM_READ,
    "versions": Permission.SYSTEM_READ,
    "delivery_search": Permission.DELIVERIES_READ,
    "delivery_count": Permission.DELIVERIES_READ,
    "delivery_top": Permission.DELIVERIES_READ,
    "delivery_groups": Permission.DELIVERIES_READ,
    "delivery_export": Permission.DELIVERIES_READ,
    "explorer_defaults": Permission.DELIVERIES_READ,
    "export_create": Permission.DELIVERIES_READ,
    "export_list": Permission.DELIVERIES_READ,  # one's own
    "export_overview": Permission.SYSTEM_READ,
    "export_stream": Permission.DELIVERIES_READ,
    "export_get": Permission.DELIVERIES_READ,
    "export_cancel": Permission.DELIVERIES_READ,
    "export_delete": Permission.DELIVERIES_READ,
    "export_download": Permission.DELIVERIES_READ,
    "judgement_list": Permission.DELIVERIES_READ,
    "judgement_get": Permission.DELIVERIES_READ,
    "judgement_make": Permission.JUDGE,
    "campaign_list": Permission.DELIVERIES_READ,
    "campaign_get": Permission.DELIVERIES_READ,
    "campaign_edit": Permission.JUDGE,
    "inquiry_list": Permission.DELIVERIES_READ,
    "inquiry_get": Permission.DELIVERIES_READ,
    "inquiry_make": Permission.JUDGE,
    "inquiry_stop": Permission.JUDGE,
    "purge_policy": Permission.DELIVERIES_READ,
    "retention_show": Permission.SYSTEM_READ,
    "retention_run": Permission.RETENTION_MANAGE,
    "model_show": Permission.SYSTEM_READ,
    "model_train": Permission.MODEL_MANAGE,
    "quarantine_list": Permission.DELIVERIES_READ,
    "quarantine_show": Permission.DELIVERIES_READ,
    "quarantine_release": Permission.QUARANTINE_RELEASE,
    "quarantine_delete": Permission.REMEDIATE_START,  # as a hard delete: it is final
    "message_get": Permission.CONTENT_READ,
    "message_preview": Permission.CONTENT_READ,
    "preview_frame": Permission.CONTENT_READ,
    "message_download": Permission.CONTENT_READ,
    "message_attachment": Permission.CONTENT_READ,
    "message_timeline": Permission.DELIVERIES_READ,
    "message_page": Permission.DELIVERIES_READ,
    "message_headers": Permission.DELIVERIES_READ,
    "message_timeline_export": Permission.DELIVERIES_READ,
    "message_related": Permission.DELIVERIES_READ,
    "message_similar": Permission.DELIVERIES_READ,
    "explorer_views": Permission.DELIVERIES_READ,
    "explorer_chart": Permission.DELIVERIES_READ,
    "explorer_top": Permission.DELIVERIES_READ,
    "explorer_origin": Permission.DELIVERIES_READ,
    "explorer_campaigns": Permission.DELIVERIES_READ,
    "explorer_clicks": Permission.DELIVERIES_READ,
    "explorer_clicks_count": Permission.DELIVERIES_READ,
    "explorer_clicks_emails": Permission.DELIVERIES_READ,
    "click_record": Permission.CLICKS_RECORD,
    "click_book": Permission.CLICKS_RECORD,
    "url_trace": Permission.DELIVERIES_READ,
    "url_decode": Permission.DELIVERIES_READ,
    "header_explain": Permission.DELIVERIES_READ,
    "field_list": Permission.DELIVERIES_READ,
    "filter_explain": Permission.DELIVERIES_READ,
    "list_names": Permission.LISTS_READ,
    "list_get": Permission.LISTS_READ,
    "list_put": Permission.LISTS_WRITE,
    "list_delete": Permission.LISTS_WRITE,
    "list_unmatched": Permission.DELIVERIES_READ,  # and that of reading lists, says the room
    "query_list": Permission.DELIVERIES_READ,
    "query_save": Permission.QUERIES_WRITE,
    "query_get": Permission.DELIVERIES_READ,
    "query_edit": Permission.QUERIES_WRITE,  # whose it is, is looked at by the room
    "query_delete": Permission.QUERIES_WRITE,
    "query_copy": Permission.QUERIES_WRITE,
    "query_run": Permission.DELIVERIES_READ,
    "query_track": Permission.QUERIES_WRITE,
    "query_untrack": Permission.QUERIES_WRITE,
    "query_counts": Permission.DELIVERIES_READ,
    "tracked_query_list": Permission.DELIVERIES_READ,
    "recent_query_list": Permission.DELIVERIES_READ,
    "recent_query_clear": Permission.QUERIES_WRITE,
    "import_upload": Permission.IMPORT,
    "import_progress": Permission.IMPORT,
    "import_facts": Permission.IMPORT,
    "source_list": Permission.DELIVERIES_READ,
    "unrecorded_list": Permission.DELIVERIES_READ,
    "unrecorded_dismiss": Permission.IMPORT,
    "remediation_create": Permission.REMEDIATE_DRAFT,  # starting at once is checked by the room
    "remediation_list": Permission.REMEDIATIONS_READ,
    "remediation_get": Permission.REMEDIATIONS_READ,
    "remediation_items": Permission.REMEDIATIONS_READ,
    "remediation_reasons": Permission.REMEDIATIONS_READ,
    "mail_server_list": Permission.REMEDIATIONS_READ,
    "mail_server_test": Permission.MAIL_SERVERS_TEST,
    "remediation_start": Permission.REMEDIATE_START,
    "remediation_cancel": Permission.REMEDIATE_START,
    "remediation_discard": Permission.REMEDIATE_DRAFT,
    "remediation_pause": Permission.REMEDIATE_START,
    "remediation_resume": Permission.REMEDIATE_START,
    "remediation_retry": Permission.REMEDIATE_START,
    "remediation_undo": Permission.REMEDIATE_UNDO,
    "remediation_edit": Permission.REMEDIATE_DRAFT,
    "remediation_amend": Permission.REMEDIATE_DRAFT,
    "remediation_propose": Permission.REMEDIATE_PROPOSE,
    "remediation_approve": Permission.REMEDIATE_APPROVE,
    "remediation_reject": Permission.REMEDIATE_APPROVE,
    "remediation_withdraw": Permission.REMEDIATIONS_READ,  # who may is decided by the room
    "remediation_break_glass": Permission.REMEDIATE_START,
    "remediation_preview": Permission.REMEDIATE_DRAFT,
    "remediation_review": Permission.REMEDIATIONS_READ,
    "remediation_affected_export": Permission.REMEDIATIONS_READ,
    "remediation_items_export": Permission.REMEDIATIONS_READ,
    "remediation_drift": Permission.REMEDIATIONS_READ,
    "remediation_drifted": Permission.REMEDIATIONS_READ,
    "remediation_container_open": Permission.REMEDIATE_DRAFT,
    "remediation_container_list": Permission.REMEDIATIONS_READ,
    "remediation_container_get": Permission.REMEDIATIONS_READ,
    "remediation_container_add": Permission.REMEDIATE_DRAFT,
    "remediation_container_remove": Permission.REMEDIATE_DRAFT,
    "remediation_container_discard": Permission.REMEDIATE_DRAFT,
    "remediation_container_propose": Permission.REMEDIATE_PROPOSE,
    "sign_in_ways": Public.PUBLIC,
    "live_updates": Known.SOMEBODY,  # each hears what they may read
    "oidc_start": Public.PUBLIC,
    "oidc_callback": Public.PUBLIC,
    "oidc_leave": Public.PUBLIC,
    "session_begin": Public.PUBLIC,
    "session_set_up": Public.PUBLIC,
    "session_passkey_options": Public.PUBLIC,
    "session_passkey": Public.PUBLIC,
    "session_second_factor_options": Known.SOMEBODY,
    "session_second_factor": Known.SOMEBODY,
    "session_step_up_options": Permission.OWN_ACCOUNT,
    "session_step_up": Permission.OWN_ACCOUNT,
    "session_get": Known.SOMEBODY,
    "session_end": Known.SOMEBODY,
    "account_factors": Permission.OWN_ACCOUNT,
    "account_password": Permission.OWN_ACCOUNT,
    "account_totp_begin": Known.SOMEBODY,
    "account_totp_confirm": Known.SOMEBODY,
    "account_totp_remove": Permission.OWN_ACCOUNT,
    "account_passkey_options": Known.SOMEBODY,
    "account_passkey_add": Known.SOMEBODY,
    "account_passkey_rename": Permission.OWN_ACCOUNT,
    "account_passkey_remove": Permission.OWN_ACCOUNT,
    "account_recovery_codes": Permission.OWN_ACCOUNT,
    "account_sessions": Permission.OWN_ACCOUNT,
    "account_session_end": Permission.OWN_ACCOUNT,
    "account_tokens": Permission.OWN_ACCOUNT,
    "account_token_create": Permission.OWN_ACCOUNT,
    "account_token_revoke": Permission.OWN_ACCOUNT,
    "person_list": Permission.PEOPLE_READ,
    "person_get": Permission.PEOPLE_READ,
    "person_create": Permission.PEOPLE_MANAGE,
    "person_edit": Permission.PEOPLE_MANAGE,
    "person_disable": Permission.PEOPLE_MANAGE,
    "person_enable": Permission.PEOPLE_MANAGE,
    "person_reset_link": Permission.PEOPLE_MANAGE,
    "person_sessions": Permission.PEOPLE_READ,
    "person_sessions_end": Permission.PEOPLE_MANAGE,
    "role_list": Known.SOMEBODY,  # the documentation has the same
    "audit_entries": Permission.AUDIT_READ,
    "audit_entry": Permission.AUDIT_READ,
    "audit_checkpoint": Permission.AUDIT_READ,
    "audit_consistency": Permission.AUDIT_READ,
    "audit_export": Permission.AUDIT_READ,
    "token_list": Permission.TOKENS_READ,
    "token_create": Permission.TOKENS_MANAGE,
    "token_revoke": Permission.TOKENS_MANAGE,
}
