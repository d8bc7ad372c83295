"""Alerts in the console: policies are made and tried, alerts taken, commented and resolved."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests.console.making import deleted, delivered, posted
from tests.console.places import seen_in_every_look
from tests.console.test_every_page import faults

SUBJECT = "Heard of by a policy"


@pytest.fixture(scope="module")
def policy(company, chromium):
    """A policy of the test's own, which goes with it."""
    with company.at_desk(chromium, "ada") as page:
        page.goto("/alerts")
        body = {"name": "Heard of", "condition": {"filter": f'subject:"{SUBJECT}"'}}
        made = posted(page, "/api/v1/alert-policies", body)["id"]
        yield made
        deleted(page, f"/api/v1/alert-policies/{made}")


def alerted(page, company, policy):
    """The page of an alert that the policy has just made."""
    delivered(company, SUBJECT)
    page.goto(f"/alerts?policy={policy}")
    page.get_by_role("table", name="Alerts").get_by_role("link", name="Heard of").first.click()
    expect(page.get_by_role("heading", name="Heard of")).to_be_visible()
    return page


def test_an_alert_is_taken_commented_and_resolved(desk, company, policy):
    """Each step stands in its history; its mail is a click away; it can be opened again."""
    page = alerted(desk("nora"), company, policy)
    history = page.get_by_role("table", name="History")
    page.get_by_role("button", name="Take it").click()
    expect(page.get_by_text("In progress", exact=True)).to_be_visible()
    page.get_by_label("Comment").fill("Looks real")
    page.get_by_role("button", name="Add the comment").click()
    expect(history).to_contain_text("Looks real")
    page.get_by_role("button", name="Resolve").click()
    expect(page.get_by_role("button", name="Open it again")).to_be_visible()
    expect(history).to_contain_text("New → In progress")
    page.get_by_role("link", name="Show its mail in Explore").click()
    expect(page.get_by_role("grid", name="Deliveries")).to_contain_text(SUBJECT)


def test_a_policy_is_made_tried_turned_off_and_removed(desk):
    """The form says how often it would have made an alert; shipped policies are only set back."""
    page = desk("ada")
    page.goto("/alerts?tab=policies")
    page.get_by_role("button", name="New policy…").click()
    asked = page.get_by_role("dialog", name="New policy")
    keep = asked.get_by_role("button", name="Keep it")
    expect(keep).to_have_accessible_description("Give it a name.")
    asked.get_by_label("Name").fill("All phish")
    asked.get_by_label("Filter").fill("threat_type:phish")
    asked.get_by_role("button", name="Try it on the last 7 days").click()
    expect(asked.get_by_text(re.compile(r"\d+ alerts? from \d+ deliver"))).to_be_visible()
    keep.click()
    expect(asked).to_have_count(0)
    row = page.get_by_role("table", name="Policies").get_by_role("row").filter(has_text="All phish")
    row.get_by_role("button", name="Turn All phish off").click()
    expect(row.get_by_text("Off", exact=True)).to_be_visible()
    row.get_by_role("button", name="Remove All phish").click()
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(row).to_have_count(0)


def test_a_filter_that_cannot_be_read_is_told_in_the_form(desk):
    """With the sentence of the filter language; nothing is kept."""
    page = desk("ada")
    page.goto("/alerts?tab=policies")
    page.get_by_role("button", name="New policy…").click()
    asked = page.get_by_role("dialog", name="New policy")
    asked.get_by_label("Name").fill("Wrong")
    asked.get_by_label("Filter").fill("sendr:x")
    asked.get_by_role("button", name="Keep it").click()
    expect(asked.get_by_role("alert")).to_contain_text("sendr")


def test_who_may_not_change_policies_reads_why(desk):
    """The button stands there; without channels it is said how to have one."""
    page = desk("vera")
    page.goto("/alerts?tab=policies")
    expect(page.get_by_role("button", name="New policy…")).to_have_accessible_description(
        "Your role changes no policies of alerts."
    )
    page.get_by_role("tab", name="Channels").click()
    expect(page.get_by_text("No channel is set up")).to_be_visible()


def test_its_page_can_be_used_by_everybody(desk, company, policy, axe, screens):
    """Nothing serious for axe; with pictures."""
    for page, look in seen_in_every_look(desk, "nora", lambda page: alerted(page, company, policy)):
        page.screenshot(path=screens / f"alert-{look}.png", full_page=True)
        assert faults(page, axe) == []
