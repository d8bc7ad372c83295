"""Who sent it and who got it."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter

from clawback.filters.fields.field import Kind, Origin, one, text, texts

PEOPLE = (
    text("sender_address", "Sender address", "The visible From address.", "ceo@example.com"),
    text(
        "sender_display_name", "Sender display name", "The visible From name.", '"Jane Doe (CEO)"'
    ),
    text("sender_domain", "Sender domain", "Domain of the From address.", "example.com"),
    text(
        "sender_mail_from_address",
        "Sender mail from address",
        "The envelope sender (SMTP MAIL FROM).",
        "*@bounces.example.com",
    ),
    text(
        "sender_mail_from_domain",
        "Sender mail from domain",
        "Domain of the envelope sender.",
        "bounces.example.com",
    ),
    text("return_path", "Return path", "The Return-Path header's address.", "a@example.com"),
    text("return_path_domain", "Return path domain", "Domain of the Return-Path.", "example.com"),
    texts("reply_to", "Reply to", "Addresses that an answer would go to.", "*@gmail.com"),
    text("recipient", "Recipient", "The person it was delivered to.", "bob@example.org"),
    text("recipient_domain", "Recipient domain", "Domain of the recipient.", "example.org"),
    replace(
        texts("tags", "Tags", "Tags of the recipient, as the settings give them out.", "vip"),
        origin=Origin.RECIPIENT,
        read=attrgetter("tags"),
    ),
    texts(
        "distribution_list",
        "Distribution list",
        "The mailing list it came through, by its List-Id or a journal report.",
        "*.lists.example.org",
    ),
    texts(
        "impersonated_user",
        "Impersonated user",
        "The person whom the sender pretends to be, as a filter found.",
        '"Jane Doe"',
    ),
    texts(
        "impersonated_domain",
        "Impersonated domain",
        "The domain that the sender pretends to be, as a filter found.",
        "example.org",
    ),
    one(
        Kind.IP,
        "sender_ip",
        "Sender IP",
        "Address of the server that handed the mail over.",
        "sender_ip:192.0.2.0/24",
    ),
)
