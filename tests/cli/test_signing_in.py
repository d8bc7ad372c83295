"""People at the command line: signing in, approving, signing out."""

from __future__ import annotations

import io
import json
import re

import pyotp
import pytest
from tests.cli.conftest import import_mails, serving, settle_in
from tests.making.house import PASSWORD, TurnedClock

from clawback.cli import kept_session
from clawback.cli.exit_code import ExitCode
from clawback.identity.person import Wanted
from clawback.identity.role import Role
from clawback.model.actor import SYSTEM
from clawback.remediation.policy import Policy

pytestmark = pytest.mark.slow

WISH = ("remediate", "hard_delete", "subject~invoice", "--name", "Wave", "--propose")


class Office:
    """A server with people, and a terminal at which one after the other sits down."""

    def __init__(self, parts, clock, url, *, run, monkeypatch, capsys):
        self.parts, self.clock, self.url = parts, clock, url
        self.run = run
        self.monkeypatch = monkeypatch
        self.secrets: dict[str, str] = {}
        self.capsys = capsys

    def says(self, *arguments, typed=()):
        """What a command said when a person typed this."""
        text = "".join(f"{line}\n" for line in typed)
        self.monkeypatch.setattr("sys.stdin", io.StringIO(text))
        return self.run(*arguments)

    def invite(self, login, *roles):
        """A setup link, as an administrator hands it over."""
        wanted = Wanted(login=login, name=login.title(), roles=frozenset(roles))
        _, link = self.parts.identity.people.create(SYSTEM, wanted)
        return f"{self.url}{link.path}"

    def code(self, login):
        """What the person's app shows now, never the same twice."""
        self.clock.turn(seconds=30)
        return pyotp.TOTP(self.secrets[login]).at(self.clock.moment)

    def set_up(self, login, *roles):
        """Follows the link with an app where the role needs one; what was said."""
        link = self.invite(login, *roles)
        answers = [link, PASSWORD, PASSWORD]
        self.monkeypatch.setattr("sys.stdin", _Typing(answers, self, login))
        return self.run("setup")

    def shown_secret(self):
        """What an app is told by the screen."""
        found = re.search(r"secret   (\S+)", self.capsys.readouterr().err)
        assert found is not None
        return found.group(1)


class _Typing(io.StringIO):
    """Types a code when the answers are at their end: the app has read the secret by then."""

    def __init__(self, answers, office, login):
        super().__init__("".join(f"{one}\n" for one in answers))
        self.office, self.login = office, login

    def readline(self, size=-1, /):
        line = super().readline(size)
        if line:
            return line
        self.office.secrets[self.login] = self.office.shown_secret()
        return f"{self.office.code(self.login)}\n"


@pytest.fixture
def office(tmp_path, mailboxes, monkeypatch, clawback, capsys):
    clock = TurnedClock()
    with serving(tmp_path, mailboxes, clock=clock, policy=Policy(break_glass=True)) as served:
        parts, environment = served
        settle_in(monkeypatch, environment)
        import_mails(clawback, tmp_path, mailboxes)
        monkeypatch.delenv("CLAWBACK_TOKEN")
        yield Office(
            parts,
            clock,
            environment["CLAWBACK_URL"],
            run=clawback,
            monkeypatch=monkeypatch,
            capsys=capsys,
        )


def _object(said):
    assert said.code in {ExitCode.DONE, ExitCode.WAITING_FOR_APPROVAL}, said.err
    return json.loads(said.out)


def test_two_people_at_a_terminal(office, mailboxes):
    """One proposes and cannot approve; the other approves after a fresh proof; the mail is gone."""
    office.set_up("ann", Role.ANALYST, Role.APPROVER)
    plan = _object(office.says(*WISH, "--format", "json"))
    assert plan["state"] == "pending"
    own = office.says("remediation", "approve", plan["id"])
    assert own.code is ExitCode.ERROR
    assert "You had a hand in this plan" in own.err
    assert office.says("logout").code is ExitCode.DONE
    entered = office.set_up("bea", Role.APPROVER)
    assert len(entered.out.split()) == 10, "the recovery codes, and nothing else"
    office.clock.turn(minutes=6)
    approve = ("remediation", "approve", plan["id"], "--start", "--wait")
    unproved = office.says(*approve)
    assert (unproved.code, "Confirm that it is you" in unproved.err) == (ExitCode.ERROR, True)
    wrong = office.says(*approve, typed=["000000"])
    assert (wrong.code, "This did not work" in wrong.err) == (ExitCode.ERROR, True)
    done = office.says(*approve, typed=[office.code("bea")])
    assert (done.code, "3 success" in done.out) == (ExitCode.DONE, True), done.err
    assert not mailboxes.folders("bob@example.org")["INBOX"].mails
    again = office.says("remediation", "approve", plan["id"])
    assert again.code is ExitCode.ERROR


def test_signing_in_again(office):
    """Name, password and code; a recovery code is good for it once, and for a proof never."""
    codes = office.set_up("bea", Role.APPROVER).out.split()
    assert office.says("logout").code is ExitCode.DONE
    entered = office.says("login", "bea", typed=[PASSWORD, office.code("bea")])
    assert (entered.code, "Signed in as Bea (approver)" in entered.err) == (ExitCode.DONE, True)
    office.says("logout")
    for expected in (ExitCode.DONE, ExitCode.ERROR):
        assert office.says("login", "bea", typed=[PASSWORD, codes[0]]).code is expected
        office.says("logout")
        office.clock.turn(minutes=10)


def test_rejecting_and_breaking_the_glass(office):
    """A no with its reason ends a proposal; an approver may start a draft alone where allowed."""
    office.set_up("ann", Role.RESPONDER)
    plan = _object(office.says(*WISH, "--format", "json"))
    drafted = office.says(*WISH[:-1], "--yes")
    assert drafted.code is ExitCode.ERROR
    (draft,) = re.findall(r"R-\w+", drafted.err)
    told = office.says("remediation", "break-glass", draft, "--reason", "It burns.")
    assert (told.code, "switched off, or you may not" in told.err) == (ExitCode.ERROR, True)
    office.says("logout")
    office.set_up("bea", Role.APPROVER)
    no = office.says("remediation", "reject", plan["id"], "--reason", "Not phish.")
    assert "Bea rejected. Not phish." in no.out
    burning = office.says("remediation", "break-glass", draft, "--reason", "It burns.", "--wait")
    assert (burning.code, "3 success" in burning.out) == (ExitCode.DONE, True), burning.err
    shown = _object(office.says("remediation", "show", draft, "--format", "json"))
    assert (shown["ground"], shown["started_by"]) == ("emergency", "Bea")


def test_a_container_is_proposed_by_a_person(office):
    """Somebody must stand behind it: a service's token cannot propose, a person can."""
    office.set_up("ann", Role.RESPONDER)
    opened = _object(
        office.says("container", "open", "Wave", "--action", "soft_delete", "--format", "json")
    )
    empty = office.says("container", "propose", opened["id"])
    assert "Nothing has been added" in empty.err
    office.says("container", "add", opened["id"], "subject~invoice")
    made = office.says("container", "propose", opened["id"])
    assert made.code is ExitCode.WAITING_FOR_APPROVAL, made.err
    assert "Proposed by Ann; 0 of 1 approvals" in made.out
    assert "R-" in office.says("container", "list", "--closed").out


def test_whoever_signed_in_acts_as_themselves(office, sessions_folder):
    """Session file 0600 and no secret in it but the session; CLAWBACK_TOKEN goes before it."""
    office.set_up("ann", Role.READER)
    (file,) = sessions_folder.iterdir()
    assert PASSWORD not in file.read_text()
    assert "may not" not in office.says("search", "--count").err
    refused = office.says(*WISH)
    assert "reader" in refused.err
    office.monkeypatch.setenv("CLAWBACK_TOKEN", "cb_nonsense")
    assert office.says("search", "--count").code is ExitCode.ERROR
    office.monkeypatch.delenv("CLAWBACK_TOKEN")
    office.monkeypatch.delenv("CLAWBACK_URL")
    assert office.says("search", "--count").out == "3\n", "the one server somebody is signed in at"
    assert office.says("logout").code is ExitCode.DONE
    assert "Which server?" in office.says("search", "--count").err


def test_a_session_elsewhere(office, tmp_path):
    """`--session` keeps it in a file of one's own choice, which is then named again."""
    office.set_up("ann", Role.READER)
    office.says("logout")
    file = tmp_path / "mine"
    named = ("--session", str(file))
    assert office.says("login", "ann", *named, typed=[PASSWORD]).code is ExitCode.DONE
    kept = kept_session.read(file)
    assert kept is not None
    assert kept.login == "ann"
    assert "Nobody is signed in" in office.says("search", "--count").err
    assert office.says("search", "--count", *named).out == "3\n"
    assert "signed out" in office.says("logout", *named).err
    assert "Nobody is signed in" in office.says("logout", *named).err


def test_a_session_that_ended_is_forgotten(office, sessions_folder):
    """The refusal says so, the file goes, and signing out of it is no error."""
    office.set_up("ann", Role.READER)
    office.clock.turn(minutes=31)
    ended = office.says("search", "--count")
    assert (ended.code, "Sign in" in ended.err) == (ExitCode.ERROR, True)
    assert list(sessions_folder.iterdir()) == []


def test_guesses_are_slowed(office):
    """The fifth wrong password makes everybody wait, and the sentence says for how long."""
    office.set_up("ann", Role.READER)
    office.says("logout")
    said = [office.says("login", "ann", typed=["wrong password"]) for _ in range(6)]
    assert [one.code for one in said] == [ExitCode.ERROR] * 6
    assert ["Try again in" in one.err for one in said] == [False] * 5 + [True]
    assert not any("wrong password" in one.err + one.out for one in said)
    slowed = office.says("login", "ann", typed=[PASSWORD])
    assert slowed.code is ExitCode.ERROR, "the right one is not let through either"


def test_answers_that_are_missing(office):
    """Two different passwords, no answers at all: a sentence each, and nothing is set."""
    link = office.invite("ann", Role.READER)
    differ = office.says("setup", typed=[link, PASSWORD, PASSWORD + "x"])
    assert (differ.code, "two different" in differ.err) == (ExitCode.USAGE, True)
    for command in (("setup",), ("login", "ann")):
        nobody = office.says(*command)
        assert (nobody.code, "was asked for" in nobody.err) == (ExitCode.USAGE, True)
    assert office.says("setup", typed=[link, PASSWORD, PASSWORD]).code is ExitCode.DONE
    used = office.says("setup", typed=[link, PASSWORD, PASSWORD])
    assert "This setup link cannot be used" in used.err


def test_a_passkey_alone_needs_a_browser(office, monkeypatch):
    """The sentence says what to do; the step before it is not kept as a session."""
    me = {"stage": "second_factor", "second_factors": ["passkey"]}
    monkeypatch.setattr("clawback.client.sessions.OwnSession.begin", lambda *_: me)
    refused = office.says("login", "ann", typed=[PASSWORD])
    assert (refused.code, "which takes a browser" in refused.err) == (ExitCode.ERROR, True)
    assert "Nobody is signed in" in office.says("search").err
