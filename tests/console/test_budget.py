from __future__ import annotations

MOST = 350_000  # bytes of JavaScript, packed: what a slow line loads in a few seconds


def test_no_page_loads_more_than_its_share(desk):
    """Explore, which loads the most, loads at most 350 kB of JavaScript, packed, editor and all."""
    page = desk("nora")
    loaded: dict[str, int] = {}

    def noted(response):
        if response.url.endswith(".js"):
            loaded[response.url] = int(response.headers["content-length"])

    page.on("response", noted)
    page.goto("/explore?since=-30d")
    page.get_by_role("grid").get_by_role("row").nth(1).click()
    page.get_by_role("tab", name="Summary").wait_for()
    page.wait_for_load_state("networkidle")
    assert len(loaded) > 5
    assert sum(loaded.values()) <= MOST
