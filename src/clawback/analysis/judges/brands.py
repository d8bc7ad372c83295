"""Brands that mail pretends to be from, and the names under which they really register: a table.

A brand is known by its words in a display name. Its mail comes from a domain whose registered name
is one of `labels`, whatever the ending, so that its houses in all countries are honest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """A brand's name for people, the words that make it out, and its registered names."""

    name: str
    words: tuple[str, ...]
    labels: frozenset[str]


# Name | further registered names. The name itself without blanks is one.
_TABLE = """
adobe | adobesign echosign
airbnb |
alibaba | aliexpress
amazon | amazonaws amazonses amazonbusiness awsapps audible
american express | americanexpress amex aexp
apple | icloud itunes me mac
bank of america | bankofamerica bofa ml
booking.com | booking
capital one | capitalone
citibank | citi citigroup
coinbase |
commerzbank | comdirect
crypto.com | crypto
deutsche bank | db deutschebank
deutsche post | deutschepost dhl dpdhl
dhl | dpdhl
docusign | docusign
dropbox | dropboxmail dropboxforms
ebay | ebayinc
facebook | facebookmail fb meta metamail
fedex |
google | gmail youtube googlemail
hsbc | hsbcnet
instagram | facebookmail meta
intuit | quickbooks turbotax mailchimp
linkedin | e-linkedin
lloyds bank | lloydsbank lloydsbanking
metamask | consensys
microsoft | microsoftonline outlook office office365 microsoft365 live hotmail msn skype
netflix |
office 365 | microsoft microsoftonline office office365
onedrive | microsoft microsoftonline sharepointonline sharepoint
paypal | paypal-communication paypalobjects
postbank | deutsche-bank
revolut |
sharepoint | microsoft microsoftonline sharepointonline
spotify |
trust wallet | trustwallet
usps | uspsinformeddelivery
wells fargo | wellsfargo
western union | westernunion
whatsapp | facebook facebookmail meta
zalando |
"""


def brands() -> Iterator[Brand]:
    """Every brand of the table."""
    for line in _TABLE.strip().splitlines():
        name, _, others = (part.strip() for part in line.partition("|"))
        own = name.replace(" ", "").removesuffix(".com")
        yield Brand(
            name=name.title() if len(name) > 4 else name.upper(),  # noqa: PLR2004 - DHL, USPS
            words=tuple(name.replace(".", " ").split()),
            labels=frozenset({own, *others.split()}),
        )
