"""Which rules of an organisation or a person acted on a message, in the reference's words."""

from __future__ import annotations

from clawback.model.labelled import Labelled


class Context(Labelled):
    """Under which circumstances a message was judged."""

    EVALUATION = "evaluation", "Evaluation"
    PRIORITY_ACCOUNT_PROTECTION = "priority_account_protection", "Priority account protection"


class PrimaryOverride(Labelled):
    """What changed the outcome that the filters alone would have given."""

    ALLOWED_BY_ORGANIZATION = (
        "allowed_by_organization_policy",
        "Allowed by organization policy",
    )
    ALLOWED_BY_USER = "allowed_by_user_policy", "Allowed by user policy"
    BLOCKED_BY_ORGANIZATION = (
        "blocked_by_organization_policy",
        "Blocked by organization policy",
    )
    BLOCKED_BY_USER = "blocked_by_user_policy", "Blocked by user policy"
    FILE_EXTENSION_BLOCKED = (
        "file_extension_blocked_by_organization_policy",
        "File extension blocked by organization policy",
    )
    NONE = "none", "None"


class OverrideSource(Labelled):
    """The reference product's 25 names for where an override comes from."""

    THIRD_PARTY_FILTER = "3rd_party_filter", "3rd Party Filter"
    ADMIN_TIME_TRAVEL = "admin_initiated_time_travel", "Admin initiated time travel"
    FILE_TYPE_BLOCK = (
        "antimalware_policy_block_by_file_type",
        "Antimalware policy block by file type",
    )
    ANTISPAM_POLICY = "antispam_policy_settings", "Antispam policy settings"
    CONNECTION_POLICY = "connection_policy", "Connection policy"
    TRANSPORT_RULE = "exchange_transport_rule", "Exchange transport rule"
    EXCLUSIVE_MODE_USER = "exclusive_mode_user_override", "Exclusive mode (User override)"
    ON_PREM_SKIPPED = (
        "filtering_skipped_due_to_on_prem_organization",
        "Filtering skipped due to on-prem organization",
    )
    IP_REGION_FILTER = "ip_region_filter_from_policy", "IP region filter from policy"
    LANGUAGE_FILTER = "language_filter_from_policy", "Language filter from policy"
    PHISHING_SIMULATION = "phishing_simulation", "Phishing Simulation"
    QUARANTINE_RELEASE = "quarantine_release", "Quarantine release"
    SECOPS_MAILBOX = "secops_mailbox", "SecOps Mailbox"
    SENDER_LIST_ADMIN = (
        "sender_address_list_admin_override",
        "Sender address list (Admin Override)",
    )
    SENDER_LIST_USER = "sender_address_list_user_override", "Sender address list (User override)"
    DOMAIN_LIST_ADMIN = (
        "sender_domain_list_admin_override",
        "Sender domain list (Admin Override)",
    )
    DOMAIN_LIST_USER = "sender_domain_list_user_override", "Sender domain list (User override)"
    TENANT_FILE_BLOCK = (
        "tenant_allow_block_list_file_block",
        "Tenant Allow/Block List file block",
    )
    TENANT_SENDER_BLOCK = (
        "tenant_allow_block_list_sender_email_address_block",
        "Tenant Allow/Block List sender email address block",
    )
    TENANT_SPOOF_BLOCK = (
        "tenant_allow_block_list_spoof_block",
        "Tenant Allow/Block List spoof block",
    )
    TENANT_URL_BLOCK = "tenant_allow_block_list_url_block", "Tenant Allow/Block List URL block"
    TRUSTED_CONTACTS_USER = (
        "trusted_contact_list_user_override",
        "Trusted contact list (User override)",
    )
    TRUSTED_DOMAIN_USER = "trusted_domain_user_override", "Trusted domain (User override)"
    TRUSTED_RECIPIENT_USER = (
        "trusted_recipient_user_override",
        "Trusted recipient (User override)",
    )
    TRUSTED_SENDERS_ONLY_USER = (
        "trusted_senders_only_user_override",
        "Trusted senders only (User override)",
    )


class PolicyType(Labelled):
    """Kinds of policy that can act on a message."""

    ANTI_MALWARE = "anti_malware_policy", "Anti-malware policy"
    ANTI_PHISHING = "anti_phishing_policy", "Anti-phishing policy"
    TRANSPORT_RULE = "exchange_transport_rule", "Exchange transport rule"
    CONTENT_FILTER = "hosted_content_filter_policy", "Hosted content filter policy"
    OUTBOUND_SPAM_FILTER = (
        "hosted_outbound_spam_filter_policy",
        "Hosted outbound spam filter policy",
    )
    SAFE_ATTACHMENTS = "safe_attachments_policy", "Safe Attachments policy"
    UNKNOWN = "unknown", "Unknown"


class PolicyAction(Labelled):
    """What a policy did with a message."""

    ADD_X_HEADER = "add_x_header", "Add x-header"
    BCC_MESSAGE = "bcc_message", "Bcc message"
    DELETE_MESSAGE = "delete_message", "Delete message"
    MODIFY_SUBJECT = "modify_subject", "Modify subject"
    MOVE_TO_JUNK = "move_to_junk_email_folder", "Move to Junk Email folder"
    NO_ACTION = "no_action_taken", "No action taken"
    REDIRECT_MESSAGE = "redirect_message", "Redirect message"
    SEND_TO_QUARANTINE = "send_to_quarantine", "Send to quarantine"
