"""The client's campaigns and the API's are one."""

from __future__ import annotations

from clawback.client.campaigns import Campaign


def test_a_shape_has_the_answers_keys(schemas):
    """No key is missing and none is made up."""
    assert set(Campaign.__annotations__) == set(schemas["CampaignOut"]["properties"])
