"""The client's way to the views."""

from __future__ import annotations

import json

import pytest

from clawback.client import views
from clawback.client.client import Client
from clawback.client.views import Drawing, Viewed

# The API's name of each shape.
NAMES = {
    "PivotName": "FieldName",
    "TopColumn": "ColumnName",
    "ViewTab": "ShownTab",
    "ViewShape": "ShownView",
    "ChartSeries": "ShownSeries",
    "ChartShape": "ShownChart",
    "TopValue": "ShownTop",
    "TopsShape": "ShownTops",
    "CampaignShape": "ShownCampaign",
    "CampaignsShape": "ShownCampaigns",
    "CountryDatabase": "Database",
    "CountryShape": "FromCountry",
    "OriginShape": "Origin",
    "ClickedEmails": "EmailsOfClicks",
}


@pytest.mark.parametrize(("ours", "theirs"), NAMES.items())
def test_a_shape_has_the_answers_keys(schemas, ours, theirs):
    """No key is missing and none is made up."""
    assert set(getattr(views, ours).__annotations__) == set(schemas[theirs]["properties"])


def test_pages_are_fetched_until_there_are_enough(served):
    """Of tops, campaigns and clicks; each asks for what is left."""
    pages = [
        {"top": [1, 2], "next": "m"},
        {"top": [3], "next": None},
        {"campaigns": [1], "next": "m"},
        {"campaigns": [2], "next": "n"},
        {"rows": [{"a": 1}], "next": "m"},
        {"rows": [{"a": 2}], "next": None},
    ]
    served.answers = [(200, json.dumps(page).encode()) for page in pages]
    asked = Viewed(view="phish", filter="x")
    with Client.at(served.url, "cb_x") as client:
        assert len(client.views.top(asked, "top_urls", 5)["top"]) == 3
        assert len(client.views.campaigns(asked, 2)["campaigns"]) == 2
        assert list(client.views.clicks(asked)) == [{"a": 1}, {"a": 2}]
    paths = [path for _, path, _, _ in served.requests]
    assert paths[1] == ("/api/v1/explorer/top?view=phish&filter=x&limit=3&tab=top_urls&cursor=m")
    assert paths[3] == "/api/v1/explorer/campaigns?view=phish&filter=x&limit=1&cursor=m"
    assert paths[5] == "/api/v1/explorer/clicks?view=phish&filter=x&limit=1000&cursor=m"


def test_charts_and_the_rest_are_asked_for(served):
    """With what is drawn and how."""
    served.answers = [(200, b"{}"), (200, b"[]"), (200, b'{"count": 3}'), (200, b"{}")]
    served.answers.append((200, b'{"countries": []}'))
    asked = Viewed(view="url_clicks", since="-7d")
    with Client.at(served.url, "cb_x") as client:
        client.views.chart(asked, Drawing(pivot="workload", bucket="day", series=3))
        assert client.views.views() == []
        assert client.views.count_clicks(asked) == 3
        client.views.emails(asked)
        assert client.views.origin(asked)["countries"] == []
    assert served.requests[0][1] == (
        "/api/v1/explorer/chart?view=url_clicks&filter=&since=-7d&pivot=workload&bucket=day"
        "&series=3"
    )
