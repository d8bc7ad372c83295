"""The table of views fits the registry."""

from __future__ import annotations

import pytest

from clawback.filters.click_fields import CLICKS
from clawback.filters.fields import FIELDS
from clawback.filters.views import (
    VIEWS,
    Shows,
    UnknownTabError,
    UnknownViewError,
    mail_view,
    view_named,
)
from clawback.filters.vocabulary import DELIVERIES
from clawback.filters.write import write


@pytest.mark.parametrize("view", VIEWS.values(), ids=list(VIEWS))
def test_a_view_names_what_there_is(view):
    """Pivots and tabs are about fields of the right vocabulary; columns are those of a choice."""
    assert view.pivots
    assert set(view.pivots) <= set(view.about.fields)
    assert len({tab.name for tab in view.tabs}) == len(view.tabs)
    for tab in view.tabs:
        assert tab.known
        assert not tab.split or tab.about.field(tab.split).choices
        assert (tab.shows is not Shows.ROWS) is bool(tab.field)
    assert isinstance(write(view.filter, view.about), str)


def test_the_first_pivot_is_the_reference_products():
    """Delivery action, malware family, URL domain."""
    first = {view.name: view.pivots[0] for view in VIEWS.values()}
    assert first["all_email"] == first["phish"] == "delivery_action"
    assert (first["malware"], first["url_clicks"]) == ("malware_family", "url_domain")


def test_campaigns_are_shown_when_mail_knows_its_campaign():
    """The view and the tab come with the field."""
    known = "campaign_id" in FIELDS
    assert ("campaigns" in VIEWS) is known
    assert any(tab.name == "campaign" for tab in VIEWS["all_email"].tabs) is known


def test_what_is_not_there_is_said():
    """With the nearest name, or with all of them."""
    with pytest.raises(UnknownViewError, match='Did you mean "malware"'):
        view_named("mallware")
    with pytest.raises(UnknownViewError, match="There is all_email"):
        view_named("x")
    with pytest.raises(UnknownViewError, match="not one of mail"):
        mail_view("url_clicks")
    with pytest.raises(UnknownTabError, match="It has results"):
        view_named("url_clicks").tab("email")
    assert mail_view("phish").about is DELIVERIES
    assert view_named("url_clicks").about is CLICKS
