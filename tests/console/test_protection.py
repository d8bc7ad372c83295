"""Links and clicks in the console: a click is answered with a block, rules are kept and tried."""

from __future__ import annotations

from playwright.sync_api import expect


def test_a_click_is_answered_with_a_block(desk):
    """The whole host is blocked from a click, stands among the entries, and is taken back."""
    page = desk("nora")
    page.goto("/protection")
    clicks = page.get_by_role("table", name="Clicks")
    clicks.get_by_role("button", name="Block or allow…").first.click()
    asked = page.get_by_role("dialog", name="Block or allow")
    asked.get_by_role("button", name="Take the whole host").click()
    host = asked.get_by_label("What", exact=True).input_value()
    asked.get_by_label("Why").fill("A kit")
    asked.get_by_label("How long").select_option("For 7 days")
    asked.get_by_role("button", name="Block", exact=True).click()
    expect(asked).to_have_count(0)
    page.goto("/entries?place=click")
    row = page.get_by_role("row").filter(has_text=host.replace(".", "[.]"))
    expect(row).to_contain_text("A kit")
    row.get_by_role("button", name=f"Remove {host}").click()
    expect(page.get_by_text("No entry is like this")).to_be_visible()


def test_clicks_are_filtered(desk):
    """By the language of clicks; what is like nothing says so."""
    page = desk("nora")
    page.goto("/protection")
    search = page.get_by_label("Filter of clicks")
    search.fill("click_verdict:blocked")
    search.press("Enter")
    verdicts = page.get_by_role("table", name="Clicks").get_by_text("Allowed")
    expect(verdicts).to_have_count(0)
    page.goto("/protection?filter=url_domain:nowhere.example")
    expect(page.get_by_text("No click is like this")).to_be_visible()


def test_rules_are_kept_put_in_order_and_tried(desk):
    """By who runs the place; the first that fits counts."""
    page = desk("ada")
    page.goto("/protection?tab=rules")
    for name, whom in (("Board", "chair@example.org"), ("Lab", "lab.example.org")):
        page.get_by_role("button", name="New rule…").click()
        asked = page.get_by_role("dialog", name="New rule")
        asked.get_by_label("Name").fill(name)
        asked.get_by_label("For whom").fill(whom)
        asked.get_by_label("Rewrites").select_option("No links")
        asked.get_by_role("button", name="Keep it").click()
        expect(asked).to_have_count(0)
    page.get_by_role("button", name="Move Lab up").click()
    rows = page.get_by_role("table", name="Policies").get_by_role("row")
    expect(rows.nth(1)).to_contain_text("Lab")
    page.get_by_label("To", exact=True).fill("chair@example.org")
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_text("The rule Board counts")).to_be_visible()
    for name in ("Board", "Lab"):
        page.get_by_role("button", name=f"Remove {name}").click()
        page.get_by_role("dialog").get_by_role("button", name="Remove").click()
        expect(page.get_by_role("button", name=f"Remove {name}")).to_have_count(0)


def test_a_link_is_spared_and_not_any_more(desk):
    """Stands with who and why; one that names no host is refused with a sentence."""
    page = desk("ada")
    page.goto("/protection?tab=spared")
    page.get_by_role("button", name="Spare a link…").click()
    asked = page.get_by_role("dialog", name="Never rewrite a link")
    asked.get_by_label("Host, or host and path").fill("*")
    asked.get_by_role("button", name="Spare it").click()
    expect(asked.get_by_text("names no host")).to_be_visible()
    asked.get_by_label("Host, or host and path").fill("https://Intranet.example.org/")
    asked.get_by_role("button", name="Spare it").click()
    row = page.get_by_role("row").filter(has_text="intranet.example.org")
    expect(row).to_contain_text("here")
    row.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("No link is spared")).to_be_visible()


def test_who_only_reads_changes_no_rule(desk):
    """The buttons say whose that is."""
    page = desk("nora")
    page.goto("/protection?tab=rules")
    expect(page.get_by_role("button", name="New rule…")).to_have_accessible_description(
        "Only who runs the place says which links are protected."
    )
