"""In which countries the senders' networks lie.

All of it is invented: documentation addresses (RFC 5737, RFC 3849) lie nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from clawback.demo.mmdb import geolite, mmdb
from clawback.demo.partners import Partner

FILE_NAME = "countries.mmdb"
KIND = "Clawback-Demo-Country"

_NAMES = {
    "AE": "United Arab Emirates",
    "CA": "Canada",
    "DE": "Germany",
    "ES": "Spain",
    "FR": "France",
    "GB": "United Kingdom",
    "IE": "Ireland",
    "IN": "India",
    "IT": "Italy",
    "JP": "Japan",
    "LU": "Luxembourg",
    "NG": "Nigeria",
    "NL": "Netherlands",
    "NO": "Norway",
    "PL": "Poland",
    "SG": "Singapore",
    "TR": "Türkiye",
    "UA": "Ukraine",
    "US": "United States",
}
_HOSTED = {
    "198.51.100.16/28": "IE",  # who sends newsletters for others
    "198.51.100.32/27": "US",  # services that write by themselves
    "198.51.100.64/30": "CA",  # the attackers' hosts
    "198.51.100.68/30": "NL",
    "198.51.100.76/30": "SG",
    "198.51.100.88/29": "LU",
    "203.0.113.240/30": "NL",
    "203.0.113.248/29": "US",
    "198.51.100.96/27": "US",  # spam
    "198.51.100.128/26": "CA",
    "198.51.100.192/26": "SG",
    "2001:db8::/34": "US",
    "2001:db8:4000::/34": "NL",
    "2001:db8:8000::/34": "CA",
    "2001:db8:c000::/34": "SG",
}


def country_database(partners: Iterable[Partner], built: datetime) -> bytes:
    """An MMDB file with the countries of everybody outside who writes to us; `built` is aware."""
    theirs = {f"{partner.ip}/32": partner.country for partner in partners}
    networks = {**_HOSTED, **theirs}
    records = {network: geolite(code, _NAMES[code]) for network, code in networks.items()}
    return mmdb(records, KIND, built)
