"""What our own judges go by."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from clawback.analysis.addresses import parse_addresses
from clawback.filters.list_name import LIST_NAME
from clawback.model.address import Address
from clawback.model.folding import fold

_ListName = Annotated[str, StringConstraints(pattern=rf"^(?:{LIST_NAME.pattern})$")]
_Entries = Annotated[
    frozenset[str], AfterValidator(lambda names: frozenset(fold(name.strip()) for name in names))
]


def _person(text: str) -> str:
    (read,) = parse_addresses(text, 2) or (Address(),)
    if not read.strict or not read.display_name or not read.domain:
        raise ValueError("must be a name with an address, such as `Ann Doe <ann@example.org>`")
    return text


class JudgesSettings(BaseModel):
    """Section `judges` of the settings: lists that decide, and whom nobody may pretend to be."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    block_lists: tuple[_ListName, ...] = Field(
        default=(),
        description="Uploaded lists whose addresses, domains, IP addresses, links and files are "
        "blocked. A block beats every allowance.",
    )
    allow_lists: tuple[_ListName, ...] = Field(
        default=(),
        description="Uploaded lists whose addresses, domains and IP addresses are allowed as "
        "senders, unless authentication failed. Never for malware or phish of high confidence.",
    )
    people: tuple[Annotated[str, AfterValidator(_person)], ...] = Field(
        default=(),
        description="People whom nobody else may pretend to be, each as `Ann Doe "
        "<ann@example.org>`; who writes from several addresses stands there several times.",
    )
    partners: _Entries = Field(
        default=frozenset(),
        description="Domains of others that nobody may pretend to be, beside `ingest.own_domains`.",
    )
    trusted: _Entries = Field(
        default=frozenset(),
        description="Addresses and domains that may look like somebody protected.",
    )
    brands: bool = Field(
        default=True,
        description="Look for well-known brands that write from domains which are not theirs.",
    )
    spoofing: bool = Field(
        default=True,
        description="Take mail for phish whose sender failed authentication on your servers: as "
        "one of you, as a partner, or against the DMARC policy of its domain.",
    )

    site_model: bool = Field(
        default=False,
        description="Let the site model decide, once it has learnt from 1,000 good and 100 bad "
        "mails and was measured well. Until then its score is only told.",
    )

    @property
    def addresses(self) -> tuple[Address, ...]:
        """The people, read."""
        return tuple(parse_addresses(person, 1)[0] for person in self.people)
