from __future__ import annotations

import gzip

import pytest
from tests.servers.web_client import WebClient

from clawback.api.console import Console

PAGE = '<html><meta property="csp-nonce" nonce="%NONCE%"></html>'
BROWSER = {"Accept": "text/html,application/xhtml+xml"}


async def behind(scope, _receive, send):
    """What is behind the console: says its path."""
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body", "body": scope["path"].encode()})


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / "assets" / "a-1.js").write_text("let a = 1;" * 500)
    (tmp_path / "claw.svg").write_text("<svg/>")
    (tmp_path / ".secret").write_text("not for anybody")
    return tmp_path


@pytest.fixture
def browser(folder):
    with WebClient(Console(behind, folder=folder)) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/explore", "/messages/a@b", "/index.html", "/setup"])
def test_every_address_of_a_person_is_the_page(browser, path):
    """A browser that asks for any address of the console gets the page."""
    answer = browser.get(path, headers=BROWSER)
    assert answer.status_code == 200
    assert "csp-nonce" in answer.text


def test_a_page_bears_a_nonce_that_is_never_the_same(browser):
    """Styles are allowed by a nonce that nobody could have known before."""
    nonces = set()
    for _ in range(2):
        answer = browser.get("/", headers=BROWSER)
        nonce = answer.text.split('nonce="')[1].split('"')[0]
        assert f"'nonce-{nonce}'" in answer.headers["content-security-policy"]
        nonces.add(nonce)
    assert len(nonces) == 2


def test_the_policy_allows_nothing_unsafe(browser):
    """No script but our own files, no markup from text, no frame around us."""
    policy = browser.get("/", headers=BROWSER).headers["content-security-policy"]
    assert "unsafe" not in policy
    for part in (
        "default-src 'none'",
        "script-src 'self'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
        "frame-ancestors 'none'",
    ):
        assert part in policy.split("; ")


def test_assets_are_packed_and_kept(browser, folder):
    """A file whose name says its content is sent packed, once, and kept by the browser."""
    answer = browser.get("/assets/a-1.js", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    assert "javascript" in answer.headers["content-type"]
    assert answer.text == (folder / "assets" / "a-1.js").read_text()


def test_assets_are_plain_for_who_cannot_unpack(browser):
    """Without gzip among what is accepted the file comes as it lies."""
    answer = browser.get("/assets/a-1.js", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in answer.headers
    assert answer.text.startswith("let a")
    assert len(gzip.compress(answer.content)) < len(answer.content)


@pytest.mark.parametrize(
    "path",
    ["/.secret", "/../pyproject.toml", "/assets/../.secret", "/assets/missing.js", "/api/v1/x"],
)
def test_nothing_else_is_given_out(browser, path):
    """What is hidden, outside or not there is no file of the console."""
    assert browser.get(path).status_code == 418


def test_programs_are_told_by_the_api(browser):
    """Who does not ask for a page gets the API's own answer."""
    assert browser.get("/explore", headers={"Accept": "application/json"}).status_code == 418
    assert browser.post("/explore", headers=BROWSER).status_code == 418


def test_a_console_that_is_not_built_says_how(tmp_path):
    """A checkout without a built console tells how to build it."""
    with WebClient(Console(behind, folder=tmp_path)) as client:
        answer = client.get("/", headers=BROWSER)
    assert answer.status_code == 404
    assert "./run console" in answer.text
