"""The links in it."""

from __future__ import annotations

from dataclasses import replace

from clawback.filters.fields.field import number, some_of, urls
from clawback.model.delivery import Row
from clawback.model.url import UrlSource
from clawback.model.verdict import ThreatType


def _url_and_wrappers(row: Row) -> tuple[str, ...]:
    return row.delivery.url + row.delivery.url_wrapper


LINKS = (
    replace(
        urls(
            "url",
            "URL",
            "A link in the mail, unwrapped; a link that was wrapped around it matches too.",
            "evil.example/login",
        ),
        read=_url_and_wrappers,
    ),
    urls("url_domain", "URL domain", "Host of a link.", "*.evil.example"),
    urls("url_path", "URL path", "Path of a link.", "/wp-includes/*"),
    urls(
        "url_domain_and_path",
        "URL domain and path",
        "Host and path of a link, without its query.",
        "evil.example/login",
    ),
    urls(
        "url_wrapper",
        "URL wrapper",
        "A protected link that was taken off another link.",
        "*safelinks.protection.outlook.com*",
    ),
    some_of("url_source", "URL source", "Where in the mail a link stood.", UrlSource),
    some_of("url_threat", "URL threat", "Threats found in a link.", ThreatType),
    number("url_count", "URL count", "Number of different links.", ">10"),
)
