"""Five people and a server: thirty mails are deleted for good, and nobody could do it alone."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from tests.making.authenticator import Authenticator
from tests.making.company import Company
from tests.making.mails import mail
from tests.making.problems import problem
from tests.servers.clawback import Server, free_port
from tests.stories.browser import PASSWORD, Browser, Phone
from tests.stories.teller import Teller

from clawback.model.fingerprint import network_message_id

DOMAIN = "a.example"
ACCOUNTS = [f"user{number}@{DOMAIN}" for number in range(6)]
BAD, GOOD = 30, 12
SENDER = "mallory@bad.example"
FILTER = f"sender_address:{SENDER}"
WISH = {"action": "hard_delete", "filter": FILTER, "name": "Invoice fraud", "severity": "high"}
REASON = "Mallory again; I called the bank."
# Answers are any JSON.
Plan: TypeAlias = dict[str, Any]
NewBrowser: TypeAlias = Callable[[], Browser]
ENDED = {"completed", "failed", "cancelled"}

pytestmark = [pytest.mark.server, pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture
def company(tmp_path) -> Company:
    made = Company(tmp_path / "mail")
    for number in range(BAD + GOOD):
        sender = SENDER if number < BAD else "paul@sender.example"
        made.put(number, ACCOUNTS[number % len(ACCOUNTS)], sender=f"Somebody <{sender}>")
    return made


@pytest.fixture
def clawback(tmp_path, company) -> Iterator[Server]:
    port = free_port()
    text = f"""
[http]
public_url = "http://localhost:{port}"

[ingest]
own_domains = ["{DOMAIN}"]

[[mailboxes]]
kind = "maildir"
name = "files"
domains = ["{DOMAIN}"]
path = "{company.pattern}"
"""
    with Server(tmp_path / "data", settings=text, port=port) as server:
        for account in ACCOUNTS:
            where = str(company.maildir(account))
            server.cli("import", where, "--recipient", account, "--server", "files")
        server.await_count(BAD + GOOD)
        yield server


@pytest.fixture
def browser(clawback) -> Iterator[NewBrowser]:
    """Opens browsers on the server's own address."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(Browser(f"http://localhost:{clawback.port}"))


PEOPLE = {
    "ann": ("analyst", "approver"),
    "bea": ("approver",),
    "root": ("admin",),
    "carl": ("content_reader",),
    "olga": ("auditor",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Everybody at their first browser, what they carry, and ann's own token."""

    ann: Browser
    bea: Browser
    root: Browser
    carl: Browser
    phone: Phone  # ann's
    key: Authenticator  # bea's
    token: str
    links: tuple[str, ...]


def test_nobody_deletes_mail_alone(clawback, company, browser, capsys, tmp_path):
    """Every way around the second person is refused in words; with them, the files are gone."""
    say = Teller(capsys)
    cast = settled(clawback, browser, say)
    plan = proposed(clawback, cast, say)
    refused = refusals(clawback, cast, browser, plan)
    for who, sentence in refused.items():
        say(f"  {who}: {sentence}")
    assert len(company.files()) == BAD + GOOD

    agreed(cast, plan, say)
    left = company.files()
    assert len(left) == GOOD
    assert not [one for one in left if SENDER.encode() in (company.folder / one).read_bytes()]
    say(f"of {BAD + GOOD} files in the Maildirs {GOOD} are left, none of them from {SENDER}")

    look(cast, say)
    trail(clawback, plan, say)
    log = (clawback.data / "serve.log").read_text()
    secrets = [cast.token, cast.phone.secret, *(link.partition("#")[2] for link in cast.links)]
    words = [PASSWORD, REASON, "Ticket 4711", SENDER, ACCOUNTS[0]]
    assert not [one for one in (*secrets, *words) if one in log]
    say("the server's log holds no secret, no link, no reason and nobody's address")
    tampered(clawback, tmp_path, say)


def settled(clawback: Server, browser: NewBrowser, say: Teller) -> Cast:
    """Accounts by the administrator's token; then each person by their link."""
    link = {login: invite(clawback, login, roles) for login, roles in PEOPLE.items()}
    say(f"the token in admin.token made accounts for {', '.join(PEOPLE)}, with a setup link each")
    ann, bea, root, carl = browser(), browser(), browser(), browser()
    phone, key = Phone(), Authenticator(origin=ann.origin)
    assert ann.open_link(link["ann"])["stage"] == "enrolment"
    problem(ann.get("/deliveries"), 403, "sign_in_unfinished")
    assert len(ann.enrol_app(phone)) == 10
    bea.open_link(link["bea"])
    bea.enrol_passkey(key)
    root.open_link(link["root"])
    root.enrol_app(Phone())
    assert carl.open_link(link["carl"])["stage"] == "open"
    again = {"token": link["ann"].partition("#")[2], "password": PASSWORD}
    said = problem(browser().post("/session/setup", **again), 401, "link_refused")
    say("they set passwords; ann has an app that shows codes, bea a passkey")
    say(f"  ann's link once more: {said}")
    token = ann.said("/account/tokens", name="laptop", role="analyst", days=1)["secret"]
    links = tuple(link.values())
    return Cast(
        ann=ann, bea=bea, root=root, carl=carl, phone=phone, key=key, token=token, links=links
    )


def proposed(clawback: Server, cast: Cast, say: Teller) -> Plan:
    """Ann proposes on the command line of her laptop, which ends with exit code 4."""
    words = ("remediate", "hard_delete", FILTER, "--name", "Invoice fraud", "--propose")
    done = command(clawback, cast.token, *words)
    assert done.returncode == 4, done.stderr
    say(f"$ clawback {' '.join(words)}\n{done.stdout.strip()}\n[exit code {done.returncode}]")
    (plan,) = cast.ann.get("/remediations?shelf=pending").json()["items"]
    assert (plan["state"], plan["deliveries"]) == ("pending", BAD)
    return dict(plan)


def refusals(clawback: Server, cast: Cast, browser: NewBrowser, plan: Plan) -> dict[str, str]:
    """Everybody who tries to approve and may not, and what they are told."""
    path, yes, root = f"/remediations/{plan['id']}", yes_to(plan), cast.root
    second, annie = browser(), browser()
    told = {"ann, who proposed it": refused(cast.ann, path, yes, "self_approval")}
    second.sign_in("ann", cast.phone)
    told["ann, in another browser"] = refused(second, path, yes, "self_approval")
    done = command(clawback, cast.token, "remediation", "approve", plan["id"], "--reason", "?")
    assert done.returncode == 1
    told["ann's token"] = done.stderr.strip()
    clawback.cli("user", "edit", "ann", "--login", "annie", "--name", "Annie Married")
    annie.sign_in("annie", cast.phone)
    told["ann, as annie"] = refused(annie, path, yes, "self_approval")
    clawback.cli("remediation", "approve", plan["id"], codes=(1,))  # with admin.token
    own = root.said("/remediations", **{**WISH, "name": "Root's own"}, propose=True)["remediation"]
    mine = f"/remediations/{own['id']}"
    told["root, who proposed one"] = refused(root, mine, yes_to(own), "self_approval")
    at_once = root.post("/remediations", **WISH, start=True)
    told["root, starting it at once"] = problem(at_once, 409, "approval_needed")
    root.said(f"{mine}/withdraw", reason="It was a try.")
    told["carl, who only reads"] = refused(cast.carl, path, yes, "forbidden")
    minutes_go_by(clawback, "bea")
    told["bea, six minutes later"] = refused(cast.bea, path, yes, "step_up_needed")
    return told


def agreed(cast: Cast, plan: Plan, say: Teller) -> None:
    """Bea proves who she is, says yes with a reason, and starts it; once."""
    path, yes, bea = f"/remediations/{plan['id']}", yes_to(plan), cast.bea
    bea.step_up(cast.key)
    assert bea.said(f"{path}/approve", **yes)["state"] == "approved"
    refused(bea, path, yes, "proposal_closed", status=409)
    bea.said(f"{path}/start")
    ended = finished(bea, path)
    assert (ended["state"], ended["counts"]["outcomes"]) == ("completed", {"success": BAD})
    (vote,) = ended["proposal"]["votes"]
    assert (vote["name"], vote["reason"]) == ("bea", REASON)
    say(f"bea showed her passkey and approved: {vote['reason']}")
    problem(bea.post(f"{path}/undo"), 409, "nothing_to_undo")


def yes_to(plan: Plan) -> dict[str, str]:
    return {"plan_hash": plan["plan_hash"], "reason": REASON}


def refused(who: Browser, path: str, yes: dict[str, str], code: str, *, status: int = 403) -> str:
    """What somebody is told who may not approve."""
    return problem(who.post(f"{path}/approve", **yes), status, code)


def invite(clawback: Server, login: str, roles: tuple[str, ...]) -> str:
    """The setup link of a new account."""
    named = [word for role in roles for word in ("--role", role)]
    return str(clawback.json("user", "create", login, *named)["link"])


def command(clawback: Server, token: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command line with somebody's own token, as on their laptop."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("CLAWBACK_")}
    where = {"CLAWBACK_URL": f"http://127.0.0.1:{clawback.port}", "CLAWBACK_TOKEN": token}
    whole = [sys.executable, "-m", "clawback", *arguments]
    return subprocess.run(whole, capture_output=True, text=True, check=False, env=kept | where)


def minutes_go_by(clawback: Server, login: str) -> None:
    """Six minutes pass for one person's proof, without waiting for them."""
    with closing(sqlite3.connect(clawback.data / "state.sqlite", timeout=10)) as state, state:
        changed = state.execute(
            "UPDATE session SET proved_at = proved_at - 360 "
            "WHERE person = (SELECT id FROM person WHERE login = ?)",
            [login],
        )
        assert changed.rowcount > 0


def finished(who: Browser, path: str) -> Plan:
    """The remediation once it is over."""
    limit = time.monotonic() + 60
    while (now := who.get(path).json())["state"] not in ENDED:
        assert time.monotonic() < limit, now
        time.sleep(0.1)
    return dict(now)


def look(cast: Cast, say: Teller) -> None:
    """A mail's words are for those who may read them, with a reason."""
    ann, carl = cast.ann, cast.carl
    number = BAD
    raw = mail(
        number,
        to=ACCOUNTS[number % len(ACCOUNTS)],
        subject=f"Mail for {ACCOUNTS[number % len(ACCOUNTS)]}",
        sender="Somebody <paul@sender.example>",
    )
    path = f"/messages/{network_message_id(raw)}/preview"
    whose = {"recipient": ACCOUNTS[number % len(ACCOUNTS)]}
    said = problem(ann.post(path, **whose, reason="Curious."), 403, "forbidden")
    assert "content.read" in said
    problem(carl.post(path, **whose), 422, "invalid_request")
    problem(carl.post(path, **whose, reason=" "), 400, "reason_needed")
    shown = carl.said(path, **whose, reason="Ticket 4711")
    assert "see you at ten" in shown["text"]
    assert shown["source"] == "mailbox"
    say(f"ann wants to read a mail: {said}")
    say("carl reads it, with the reason 'Ticket 4711'; without one he could not")


def trail(clawback: Server, plan: Plan, say: Teller) -> None:
    """Every step is in the audit trail, and the trail is whole."""
    sealed(clawback)
    every = clawback.json("audit", "list", "--limit", "1000")
    mine = [one for one in reversed(every) if one["subject"] == f"remediation:{plan['id']}"]
    told = [(one["action"].partition(".")[2], one["result"]) for one in mine]
    denials = [one["details"] for one in mine if one["result"] == "denied"]
    done = [action for action, result in told if result == "done"]
    assert done[:4] == ["draft", "propose", "approve", "start"]
    assert [one["code"] for one in denials if one["attempt"] == "remediation.approve"] == [
        *["self_approval"] * 3,
        "step_up_needed",
    ]
    people = {one["person"] for one in mine if one["result"] == "done"}
    assert len(people - {""}) == 2
    (seen,) = [one for one in every if one["action"].startswith("content.")]
    assert seen["details"]["reason"] == "Ticket 4711"
    actions = {one["action"] for one in every}
    assert {"person.create", "person.set_up", "person.edit", "token.create"} <= actions
    assert {"factor.add", "session.sign_in", "session.step_up"} <= actions
    say("$ clawback audit list --subject remediation:…")
    for one in mine:
        what = one["details"].get("code") or one["details"].get("ground") or ""
        who, did = one["actor_name"], one["action"]
        say(f"  {one['number']:>3} {who:14} {did:20} {one['result']} {what}")
    say(f"$ clawback audit verify\n{clawback.cli('audit', 'verify').strip()}")


def sealed(clawback: Server) -> None:
    """Waits until every entry is in a checkpoint, which takes a second or two."""
    limit = time.monotonic() + 30
    while clawback.json("audit", "verify")["unsealed"]:
        assert time.monotonic() < limit
        time.sleep(0.2)


def tampered(clawback: Server, folder: Path, say: Teller) -> None:
    """Whoever takes the denials out of the trail is found out."""
    clawback.stop()
    copy = Server(folder / "copy")
    shutil.copytree(clawback.data, copy.data)
    with closing(sqlite3.connect(copy.data / "state.sqlite")) as state, state:
        for (name,) in state.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'audit%'"
        ).fetchall():
            state.execute(f"DROP TRIGGER {name}")
        gone = state.execute("DELETE FROM audit_entry WHERE result = 'denied'").rowcount
    assert gone > 0
    said = copy.cli("audit", "verify", codes=(3,))
    assert "NOT" in said
    assert "whole" in clawback.cli("audit", "verify")
    say(f"with the {gone} denials deleted from a copy of the database:\n{said.strip()}")
