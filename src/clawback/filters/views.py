"""The explorer's views, as one table: what each shows, what it can be charted by, and its tabs.

The console and the command line show what stands here. A pivot or a tab whose field the registry
does not have is left out, and so is a view that asks about one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from types import MappingProxyType

from clawback.filters.click_fields import CLICKS
from clawback.filters.tree import AnyOf, Everything, Filter, Present
from clawback.filters.vocabulary import DELIVERIES, Vocabulary
from clawback.model.errors import BadInputError


class Shows(StrEnum):
    """What a tab shows."""

    ROWS = "rows"  # deliveries or clicks themselves
    TOP = "top"  # the most frequent values of a field
    COUNTRIES = "countries"
    CAMPAIGNS = "campaigns"


class UnknownViewError(BadInputError):
    """There is no such view."""

    code = "unknown_view"


class UnknownTabError(BadInputError):
    """The view has no such tab."""

    code = "unknown_tab"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tab:
    """One look at what a view finds.

    `about` says of which rows; in a view of mail, a tab about clicks shows those on the links of
    the mail that was found. A top has a `field`, and may have columns, one for each value of
    `split`. `pivots` are what a tab has a chart of its own by.
    """

    name: str
    label: str
    shows: Shows
    about: Vocabulary = DELIVERIES
    field: str = ""
    split: str = ""
    pivots: Sequence[str] = ()

    @property
    def known(self) -> bool:
        """Whether the registry has its fields."""
        named = {self.field, self.split, *self.pivots} - {""}
        return named <= set(self.about.fields)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class View:
    """A named part of the mail, or of the clicks; the first pivot and the first tab are shown."""

    name: str
    label: str
    meaning: str
    about: Vocabulary = DELIVERIES
    filter: Filter = Everything()
    pivots: Sequence[str]
    tabs: Sequence[Tab]

    def tab(self, name: str) -> Tab:
        """The tab of this name. Raises `UnknownTabError`."""
        found = next((tab for tab in self.tabs if tab.name == name), None)
        if found is None:
            there = ", ".join(tab.name for tab in self.tabs)
            raise UnknownTabError(f'The view "{self.name}" has no tab "{name}". It has {there}.')
        return found


def view_named(name: str) -> View:
    """The view of this name. Raises `UnknownViewError`."""
    if name not in VIEWS:
        near = get_close_matches(name, VIEWS, n=1, cutoff=0.6)
        hint = f'Did you mean "{near[0]}"?' if near else f"There is {', '.join(VIEWS)}."
        raise UnknownViewError(f'There is no view "{name[:64]}". {hint}')
    return VIEWS[name]


def mail_view(name: str) -> View:
    """The view of this name, which must be one of mail. Raises `UnknownViewError`."""
    view = view_named(name)
    if view.about is not DELIVERIES:
        raise UnknownViewError(f'The view "{name}" is not one of mail. Ask for another one.')
    return view


def _top(name: str, label: str, field: str) -> Tab:
    return Tab(name=name, label=label, shows=Shows.TOP, field=field, split="delivery_action")


def _top_of_clicks(name: str, label: str, field: str) -> Tab:
    split = "click_verdict"
    return Tab(name=name, label=label, shows=Shows.TOP, about=CLICKS, field=field, split=split)


_LINKS = ("url", "url_domain", "url_domain_and_path")
_EMAIL = Tab(name="email", label="Email", shows=Shows.ROWS)
_URL_CLICKS = Tab(
    name="url_clicks",
    label="URL clicks",
    shows=Shows.ROWS,
    about=CLICKS,
    pivots=("url_domain", "click_verdict", "url", "url_domain_and_path"),
)
_TOP_URLS = _top("top_urls", "Top URLs", "url")
_TOP_CLICKS = _top_of_clicks("top_clicks", "Top clicks", "url")
_TOP_USERS = _top("top_targeted_users", "Top targeted users", "recipient")
_TOP_CLICKERS = _top_of_clicks("top_targeted_users", "Top targeted users", "recipient")
_TOP_FAMILIES = _top("top_malware_families", "Top malware families", "malware_family")
_TOP_SENDERS = (
    _top("top_senders", "Top senders", "sender_address"),
    _top("top_sender_domains", "Top sender domains", "sender_domain"),
    _top("top_sender_ips", "Top sender IPs", "sender_ip"),
)
_ORIGIN = Tab(name="email_origin", label="Email origin", shows=Shows.COUNTRIES, field="sender_ip")
_CAMPAIGN = Tab(name="campaign", label="Campaign", shows=Shows.CAMPAIGNS, field="campaign_id")
_SENDER = ("sender_domain", "sender_ip")
_FINDING = ("detection_technology", "threat_classification")
_LINKED = (_URL_CLICKS, _TOP_URLS, _TOP_CLICKS)

_ALL = (
    View(
        name="all_email",
        label="All email",
        meaning="All mail, inbound, outbound and between your own people, good or bad.",
        pivots=("delivery_action", *_SENDER, *_FINDING, *_LINKS),
        tabs=(_EMAIL, *_LINKED, _TOP_USERS, *_TOP_SENDERS, _ORIGIN, _CAMPAIGN),
    ),
    View(
        name="malware",
        label="Malware",
        meaning="Mail in which malware was found.",
        filter=AnyOf("threat_type", ("malware",)),
        pivots=("malware_family", *_SENDER, "delivery_action", *reversed(_FINDING)),
        tabs=(_EMAIL, _TOP_FAMILIES, _TOP_USERS, *_TOP_SENDERS, _ORIGIN, _CAMPAIGN),
    ),
    View(
        name="phish",
        label="Phish",
        meaning="Mail that was found to be phish.",
        filter=AnyOf("threat_type", ("phish",)),
        pivots=("delivery_action", *_SENDER, *_FINDING, *_LINKS),
        tabs=(_EMAIL, *_LINKED, _TOP_USERS, *_TOP_SENDERS, _ORIGIN, _CAMPAIGN),
    ),
    View(
        name="campaigns",
        label="Campaigns",
        meaning="Mail that belongs to a campaign.",
        filter=Present("campaign_id"),
        pivots=(
            *("threat_type", "campaign_name", "campaign_subtype", *_SENDER, "delivery_action"),
            *("detection_technology", *_LINKS),
        ),
        tabs=(_CAMPAIGN, _ORIGIN, _EMAIL, *_LINKED),
    ),
    View(
        name="url_clicks",
        label="URL clicks",
        meaning="Clicks on links, from mail, files and chats.",
        about=CLICKS,
        pivots=(
            *("url_domain", "workload", "detection_technology", "threat_type"),
            *("click_verdict", "url", "url_domain_and_path"),
        ),
        tabs=(
            Tab(name="results", label="Results", shows=Shows.ROWS, about=CLICKS),
            _TOP_CLICKS,
            _TOP_CLICKERS,
        ),
    ),
)


def _known(views: Iterable[View]) -> dict[str, View]:
    return {
        view.name: View(
            name=view.name,
            label=view.label,
            meaning=view.meaning,
            about=view.about,
            filter=view.filter,
            pivots=tuple(name for name in view.pivots if name in view.about.fields),
            tabs=tuple(tab for tab in view.tabs if tab.known),
        )
        for view in views
        if not isinstance(view.filter, Present) or view.filter.field in view.about.fields
    }


VIEWS: Mapping[str, View] = MappingProxyType(_known(_ALL))
