"""What a header tells of the way a mail was handled, and who is believed."""

from __future__ import annotations

import pytest

from clawback.analysis.message import analyse
from clawback.analysis.trace import NO_TRUST, Trust
from clawback.model.handling import Handling
from clawback.model.location import Directionality
from clawback.model.policy import OverrideSource, PolicyType, PrimaryOverride

EXCHANGE = "Received: from x (203.0.113.9) by a.mail.protection.outlook.com (10.0.0.1) id 1\n"
OTHER = "Received: from x (r.example [203.0.113.9]) by mx.corp.com with ESMTP id 4XyZ12abc\n"


def read(text: str, trust: Trust = NO_TRUST) -> Handling | None:
    return analyse(f"{text}Subject: x\n\nbody\n".encode(), trust=trust).handling


def test_a_report_of_exchange_is_read_whole():
    """Language, direction, both levels, and the policy that its category belongs to."""
    handling = read(
        f"{EXCHANGE}X-Forefront-Antispam-Report: CTRY:US;LANG:pt;SCL:9;SFV:SPM;CAT:HSPM;DIR:INB;\n"
        "X-Microsoft-Antispam: BCL:7;\n"
    )
    assert handling == Handling(
        language="pt",
        directionality=Directionality.INBOUND,
        spam_confidence_level=9,
        bulk_complaint_level=7,
        policy_type=PolicyType.CONTENT_FILTER,
    )


@pytest.mark.parametrize(
    ("report", "primary", "sources"),
    [
        (
            "SFV:SKN;SCL:-1",
            PrimaryOverride.ALLOWED_BY_ORGANIZATION,
            (OverrideSource.TRANSPORT_RULE,),
        ),
        ("SFV:SFE", PrimaryOverride.ALLOWED_BY_USER, (OverrideSource.SENDER_LIST_USER,)),
        (
            "SFV:SKB;IPV:CAL",
            PrimaryOverride.BLOCKED_BY_ORGANIZATION,
            (OverrideSource.ANTISPAM_POLICY, OverrideSource.CONNECTION_POLICY),
        ),
        (
            "CAT:FTBP",
            PrimaryOverride.FILE_EXTENSION_BLOCKED,
            (OverrideSource.FILE_TYPE_BLOCK,),
        ),
        ("SFV:NSPM;SCL:1", PrimaryOverride.NONE, ()),
        ("IPV:CAL;SFV:NSPM;SCL:1", PrimaryOverride.NONE, ()),
        (
            "IPV:CAL;SFV:NSPM;SCL:-1",
            PrimaryOverride.ALLOWED_BY_ORGANIZATION,
            (OverrideSource.CONNECTION_POLICY,),
        ),
        (
            "IPV:CAL;SFV:SKN;SCL:-1",
            PrimaryOverride.ALLOWED_BY_ORGANIZATION,
            (OverrideSource.CONNECTION_POLICY,),
        ),
    ],
)
def test_overrides_have_their_source(
    report: str, primary: PrimaryOverride, sources: tuple[OverrideSource, ...]
):
    """The one that decided first, and all that could have."""
    handling = read(f"{EXCHANGE}X-Forefront-Antispam-Report: {report};\n")
    assert handling is not None
    assert (handling.primary_override, handling.override_source) == (primary, sources)


def test_a_forged_report_is_not_believed():
    """A stranger writes below the border; nothing of it is taken but what mail says of itself."""
    forged = (
        "X-Forefront-Antispam-Report: LANG:de;SFV:SKA;SCL:-1;DIR:INT;\n"
        "X-Microsoft-Antispam: BCL:0;\n"
        "X-MS-Exchange-Inbox-Rules-Loop: ceo@example.org\n"
        "X-Sieve-Redirected-From: ceo@example.org\n"
    )
    assert read(OTHER + forged) is None
    believed = read(OTHER + forged, Trust(filters=("microsoft",)))
    assert believed is not None
    assert believed.primary_override is PrimaryOverride.ALLOWED_BY_ORGANIZATION
    assert believed.forwarded_by == ("ceo@example.org",)


def test_forwarding_is_told_by_whose_mailbox_did_it():
    """Sieve's line above the border, Exchange's where Exchange is the border."""
    above = read(f"X-Sieve-Redirected-From: Anna@Example.org\n{OTHER}")
    assert above is not None
    assert above.forwarded_by == ("anna@example.org",)
    inside = read(f"{EXCHANGE}X-MS-Exchange-ForwardingLoop: bob@example.org;0f1e\n")
    assert inside is not None
    assert inside.forwarded_by == ("bob@example.org",)


def test_rules_are_named_in_headers_that_the_site_vouches_for():
    """Each once, by lines that its servers write; without the setting they are anybody's word."""
    mail = (
        f"{OTHER}X-Transport-Rule: invoices\nX-TRANSPORT-RULE: =?utf-8?q?Verm=C3=B6gen?=\n"
        "X-Transport-Rule: invoices\nX-Transport-Rule:\nX-Dlp-Rule: cards\n"
    )
    assert read(mail) is None
    trust = Trust(rule_headers=("x-transport-rule",), loss_prevention_headers=("x-dlp-rule",))
    assert read(mail, trust) == Handling(
        transport_rule=("invoices", "Vermögen"), data_loss_prevention_rule=("cards",)
    )


def test_a_mail_tells_its_list_and_its_language():
    """By its List-Id, in angle brackets or not, and its Content-Language."""
    handling = read(
        OTHER + "List-Id: All of us <all.lists.example.org>\nList-Id: plain.example\n"
        "Content-Language: de-AT, en\n"
    )
    assert handling == Handling(
        language="de-at", distribution_list=("all.lists.example.org", "plain.example")
    )


def test_lists_of_a_user_are_seen_in_the_rules_of_spamassassin():
    """Its rules name them."""
    status = "X-Spam-Status: No, score=-99.0 required=5.0 tests=USER_IN_WELCOMELIST=-100,X_Y=1\n"
    handling = read(status + OTHER)
    assert handling is not None
    assert handling.primary_override is PrimaryOverride.ALLOWED_BY_USER


def test_a_mail_that_tells_nothing_has_no_handling():
    """Levels that Exchange does not know count as nothing."""
    assert read(OTHER) is None
    assert read(f"{EXCHANGE}X-MS-Exchange-Organization-SCL: 4711\n") is None
