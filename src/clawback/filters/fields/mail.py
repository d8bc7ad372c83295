"""The mail itself, and how it came."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from clawback.filters.fields.field import (
    Kind,
    boolean,
    choice,
    corrected,
    one,
    some_of,
    text,
    texts,
)
from clawback.model.delivery import Row
from clawback.model.labelled import Labelled
from clawback.model.location import Directionality
from clawback.model.policy import Context


class Weekday(Labelled):
    """Days of the week, as ISO 8601 orders them."""

    MONDAY = "monday", "Monday"
    TUESDAY = "tuesday", "Tuesday"
    WEDNESDAY = "wednesday", "Wednesday"
    THURSDAY = "thursday", "Thursday"
    FRIDAY = "friday", "Friday"
    SATURDAY = "saturday", "Saturday"
    SUNDAY = "sunday", "Sunday"


_WEEKDAYS = tuple(Weekday)


def _weekday(row: Row) -> Weekday:
    return _WEEKDAYS[row.delivery.time_received.astimezone(UTC).weekday()]


def _time_of_day(row: Row) -> int:
    at = row.delivery.time_received.astimezone(UTC)
    return (at.hour * 60 + at.minute) * 60 + at.second


MAIL = (
    one(
        Kind.TIME,
        "time_received",
        "Time received",
        "When the mail was delivered.",
        "time_received>=-7d",
    ),
    replace(
        one(
            Kind.CLOCK,
            "time_of_day",
            "Time of day",
            "At what time of day it was delivered, in UTC unless an offset is given.",
            "time_of_day:22:00..06:00",
        ),
        read=_time_of_day,
        shown=False,
    ),
    replace(
        choice("weekday", "Weekday", "On which day of the week it was delivered (UTC).", Weekday),
        read=_weekday,
        shown=False,
    ),
    text("subject", "Subject", "The subject line.", '"Your invoice"'),
    text(
        "network_message_id",
        "Network message ID",
        "Our id of the message, equal for all its recipients.",
        "018f2c4e-9a00-8abc-9def-0123456789ab",
    ),
    text(
        "internet_message_id",
        "Internet message ID",
        "The Message-ID header; angle brackets may be left out.",
        "<a1b2@mail.example.com>",
    ),
    text(
        "raw_sha256",
        "Message SHA256",
        "SHA-256 of the whole mail as it came in.",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    ),
    text(
        "cluster_id",
        "Cluster ID",
        "Equal for mails that read or look alike; a mail that says little has none.",
        "G-1M8MBMX0GA893",
    ),
    one(Kind.SIZE, "email_size", "Email size", "Size of the whole mail.", "email_size>1mb"),
    text("language", "Language", "The language it is written in, as the mail says.", "en"),
    choice("directionality", "Directionality", "Which way the mail went.", Directionality),
    boolean(
        "forwarded_message",
        "Forwarded message",
        "Whether a rule or a setting of one of our mailboxes sent it on.",
    ),
    corrected(text("connector", "Connector", "Name of the connector it came through.", "partner*")),
    corrected(
        texts(
            "transport_rule",
            "Exchange transport rule",
            "Mail flow rules that acted on it.",
            "*legal*",
        )
    ),
    texts(
        "data_loss_prevention_rule",
        "Data loss prevention rule",
        "Rules against data loss that acted on it.",
        "*cards*",
    ),
    some_of("context", "Context", "Under which circumstances it was judged.", Context),
    text("source", "Source", "Which intake brought it to Clawback.", "lmtp"),
    text(
        "parse",
        "Parse",
        "How well the mail could be read: complete, limited:… or failed:….",
        "limited*",
    ),
)
