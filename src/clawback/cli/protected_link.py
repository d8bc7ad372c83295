"""What a protected link of our own says of itself, in `clawback links decode`."""

from __future__ import annotations

from typing import TypedDict

from clawback.analysis.urls.decoding import OURS, Decoded
from clawback.cli.headers import line
from clawback.cli.output import local_time
from clawback.links.terms import ClickTerms
from clawback.model.protected_link import ANY_RECIPIENT, ProtectedLink, read


class ProtectedPart(TypedDict):
    """As JSON. `recipient` is the blinded address in hex, or empty for any of the mail's."""

    url: str
    network_message_id: str
    recipient: str
    made_at: str
    key: int
    click_through: str | None
    track: bool


def protected_part(decoded: Decoded) -> ProtectedLink | None:
    """The outermost of our own layers."""
    ours = (layer.url for layer in decoded.layers if layer.vendor == OURS)
    return next((read(url).link for url in ours), None)


def as_object(link: ProtectedLink) -> ProtectedPart:
    terms = ClickTerms.read(link.terms)
    return {
        "url": link.url,
        "network_message_id": link.network_message_id,
        "recipient": "" if link.recipient == ANY_RECIPIENT else link.recipient.hex(),
        "made_at": link.made_at.isoformat(),
        "key": link.key,
        "click_through": terms.click_through.value if terms.click_through else None,
        "track": terms.track,
    }


def show_protected(link: ProtectedLink) -> None:
    """For a person, with what is not known without the keys."""
    said = as_object(link)
    line("Message", said["network_message_id"] or "-")
    line(
        "Recipient", f"{said['recipient']} (blinded)" if said["recipient"] else "any of the mail's"
    )
    line("Protected", local_time(said["made_at"]))
    line("Going on", said["click_through"] or "as the click service is set to")
    line("Clicks", "kept" if said["track"] else "not kept")
    line("Key", f"{link.key}. Whether it really signed this link, only the click service can tell.")
