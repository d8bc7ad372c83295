"""What a filter can talk about: deliveries, or clicks. One language, a vocabulary for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clawback.filters.fields import ALIASES, FIELDS, Field, header_field


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Vocabulary:
    """The fields of one kind of row, and how sentences speak of it.

    `words` are the fields in which bare words are looked for, and `places` says where that is.
    `list:name` compares the folded text of `listed_texts`, and hosts, links and addresses with
    `listed_host`, `listed_url` and `listed_ip`. Each vocabulary has `recipient` and `tags`, by
    which rows are narrowed to what a caller may see.
    """

    fields: Mapping[str, Field]
    aliases: Mapping[str, str]
    words: Sequence[str]
    places: str
    listed_texts: Sequence[str]
    listed_host: str
    listed_url: str
    listed_ip: str
    one: str
    many: str

    def named(self, name: str) -> Field | None:
        """The field of this name or alias, in any case, hyphens as good as underscores."""
        plain = name.lower().replace("-", "_")
        return self.fields.get(self.aliases.get(plain, plain)) or self._header(name)

    def field(self, name: str) -> Field:
        """The field that a checked tree names."""
        return self.fields.get(name) or self._header(name) or self.fields[name]

    def _header(self, name: str) -> Field | None:
        """`header.<name>` is a field where `header` is one; there are too many to list."""
        return header_field(name) if "header" in self.fields else None


DELIVERIES = Vocabulary(
    fields=FIELDS,
    aliases=ALIASES,
    words=(
        "subject",
        "sender_address",
        "sender_display_name",
        "sender_mail_from_address",
        "reply_to",
        "recipient",
        "url",
        "attachment_filename",
    ),
    places="in the subject, addresses, names, URLs or file names",
    listed_texts=(
        "network_message_id",
        "internet_message_id",
        "attachment_sha256",
        "raw_sha256",
        "sender_address",
        "sender_domain",
        "recipient",
    ),
    listed_host="url_domain",
    listed_url="url",
    listed_ip="sender_ip",
    one="delivery",
    many="deliveries",
)
"""Mail, as `FIELDS` describes a delivery; `url` holds the wrappers too."""
