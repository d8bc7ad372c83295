"""Nothing that stands in a mail runs in the console or makes it call anybody."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import Dialog, Request, expect
from tests.console.hostile_company import hostile_company_in
from tests.servers.canary import canary

# Goes to a tab of a message without loading the console anew; done when the tab is drawn whole.
_GO = """async ([to, tab]) => {
  history.pushState({}, "", to);
  dispatchEvent(new PopStateEvent("popstate"));
  const open = () => document.querySelector("[role=tab][aria-selected=true]")?.textContent ?? "";
  const waits = () => document.querySelector("[role=status][aria-label^='Loading ']");
  for (let frames = 0; frames < 1000; frames++) {
    await new Promise(requestAnimationFrame);
    if (open().toLowerCase().startsWith(tab) && !waits()) return true;
  }
  return false;
}"""
_COLUMNS = (
    "time_received,sender_display_name,sender_address,reply_to,subject,internet_message_id,"
    "file_name,url,mailing_list"
)


@pytest.fixture(scope="module")
def bird():
    with canary() as listening:
        yield listening


@pytest.fixture(scope="module")
def hostile(tmp_path_factory, bird):
    with hostile_company_in(tmp_path_factory.mktemp("hostile"), bird.url) as made:
        yield made


@pytest.fixture(params=[False, True], ids=["with-its-policy", "without-its-policy"])
def page(request, chromium, hostile):
    """A page that notes what runs and who is called; also without the policy that would stop it."""
    ran: list[str] = []
    called: list[str] = []
    own = (hostile.company.url, "data:", "blob:")

    def shown(dialog: Dialog) -> None:
        ran.append(dialog.message)
        dialog.dismiss()

    def asked(request: Request) -> None:
        if not request.url.startswith(own):
            called.append(request.url)

    with hostile.company.at_desk(chromium, "nora", bypass_csp=request.param) as opened:
        opened.context.expose_function("__ran", lambda *_: ran.append(opened.url))
        opened.on("dialog", shown)
        opened.on("request", asked)
        yield opened
        assert ran == []
        assert called == []


def test_a_table_of_hostile_mail_runs_nothing(page, hostile, bird):
    """Every payload in every column of the table is text, and nobody is called."""
    page.goto(f"/explore?since=-7d&columns={quote(_COLUMNS)}")
    grid = page.get_by_role("grid").first
    expect(grid).to_be_visible()
    seen = set()
    for _ in range(200):
        seen |= set(grid.get_by_role("row").all_inner_texts())
        grid.hover()
        page.mouse.wheel(0, 800)
        page.wait_for_timeout(30)
        if len(seen) > len(hostile.payloads):
            break
    shown = "\n".join(seen)
    assert sum("__ran" in one for one in seen) > 200
    assert "<script>__ran()</script>" in shown
    assert bird.heard == []


def deliveries(page):
    """Every message's id and recipient."""
    answer = page.request.get("/api/v1/deliveries?limit=1000&fields=network_message_id,recipient")
    return answer.json()["rows"]


def walk(page, row, tab):
    """Goes to a tab of a message's page, as a link inside the console does."""
    where = f"/messages/{row['network_message_id']}?recipient={quote(row['recipient'])}"
    assert page.evaluate(_GO, [f"{where}&tab={tab}", tab])


def test_messages_that_are_hostile_run_nothing(page, hostile, bird):
    """Every part of the page of every message shows its payload as text, and nobody is called."""
    rows = deliveries(page)
    assert len(rows) == len(hostile.payloads)
    page.goto("/explore?since=-7d")
    shown = []
    for row in rows[::3]:
        for tab in ("summary", "headers", "links", "attachments"):
            walk(page, row, tab)
        shown.append(page.get_by_role("main").inner_text())
    assert sum("__ran" in one or "127.0.0.1" in one for one in shown) > 100
    assert bird.heard == []


def test_the_preview_of_hostile_mail_runs_nothing(page, bird):
    """The HTML of a mail, shown in its frame, runs nothing and loads nothing."""
    page.goto("/explore?since=-7d")
    for row in deliveries(page)[::12]:
        walk(page, row, "preview")
        page.get_by_label("Reason", exact=True).fill("a test")
        page.get_by_role("button", name="Show the mail").click()
        frame = page.get_by_title("The HTML of the mail, made harmless")
        expect(frame.content_frame.locator("body")).to_contain_text("b")
        assert frame.get_attribute("sandbox") == ""
    assert bird.heard == []
