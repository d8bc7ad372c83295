"""The commands, by name; each is loaded when it is called."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches

from cyclopts import App, CycloptsError, Group, MissingArgumentError, UnknownCommandError

from clawback.cli.exit_code import ExitCode
from clawback.cli.failure import tell, tell_fault
from clawback.cli.help_page import HelpPage
from clawback.cli.terminal import harmless, say
from clawback.model.errors import ClawbackError

_FIND = Group("Find deliveries", sort_key=1)
_BRING = Group("Bring mail in", sort_key=2)
_PULL = Group("Pull mail back", sort_key=3)
_ADMINISTER = Group("Administer", sort_key=4)
_RUN = Group("Run a server", sort_key=5)
_HERE = "clawback.cli"
# Name, where it is, what it does in a sentence (said without loading it), where help lists it.
COMMANDS: tuple[tuple[str, str, str, Group], ...] = (
    ("search", "search:search", "Finds deliveries by a filter.", _FIND),
    ("views", "views:views", "Lists the views, their charts and tabs.", _FIND),
    ("chart", "chart:chart", "Draws deliveries or clicks over time.", _FIND),
    ("top", "top:top", "Lists the most frequent senders, URLs, users …", _FIND),
    ("clicks", "clicks:clicks", "Finds clicks on links by a filter.", _FIND),
    ("groups", "groups:groups", "Puts deliveries together by a value they share.", _FIND),
    ("export", "exporting:app", "Takes much away in files, made by the server.", _FIND),
    ("explain", "explain:explain", "Says what a filter means, in a sentence.", _FIND),
    ("fields", "fields:fields", "Lists the fields a filter can name.", _FIND),
    (
        "message",
        "message:app",
        "Tells all about one message, and shows it.",
        _FIND,
    ),
    ("links", "links:app", "Takes links apart, and traces them through all mail.", _FIND),
    ("query", "queries:app", "Keeps filters under a name, and runs them again.", _FIND),
    ("list", "lists:app", "Keeps named lists of values for filters.", _FIND),
    ("import", "importing:import_mail", "Brings mail in from files and folders.", _BRING),
    ("sources", "sources:sources", "Tells how fresh each source of mail is.", _BRING),
    ("unrecorded", "unrecorded:app", "Lists mail that passed without a record.", _BRING),
    ("remediate", "remediate:remediate", "Acts on every delivery that a filter finds.", _PULL),
    ("remediation", "remediation:app", "Follows, stops and takes back remediations.", _PULL),
    ("container", "container:app", "Gathers deliveries, to propose as one.", _PULL),
    ("campaign", "campaigns:app", "Lists mail that belongs together, as campaigns.", _FIND),
    ("quarantine", "quarantine:app", "Lists held mail, lets it go, or deletes it.", _PULL),
    ("entry", "entries:app", "Blocks and allows senders, URLs, files …", _PULL),
    ("judge", "judging:judge", "Judges delivered mail again, and has it pulled back.", _PULL),
    ("judgement", "judging:app", "Tells what was judged again, and what came of it.", _PULL),
    ("inquiry", "inquiry:app", "Has engines asked again about stored mail.", _PULL),
    ("submit", "submitting:app", "Sends mail, URLs, files for another judgement.", _PULL),
    ("submission", "submission:app", "Follows submissions, and shows them.", _PULL),
    ("investigate", "investigating:app", "Gathers evidence about mail like this.", _PULL),
    ("investigation", "investigation:app", "Follows investigations, and shows them.", _PULL),
    ("alert", "alerts:app", "Lists alerts, takes and closes them.", _PULL),
    ("login", "signing_in:login", "Signs in, to act as oneself.", _ADMINISTER),
    ("logout", "signing_in:logout", "Signs out.", _ADMINISTER),
    ("setup", "signing_in:setup", "Follows a setup link, and signs in.", _ADMINISTER),
    ("user", "user:app", "Makes accounts for people, changes and closes them.", _ADMINISTER),
    ("role", "role:app", "Shows the roles and what each may do.", _ADMINISTER),
    ("token", "token:app", "Gives out API tokens and takes them back.", _ADMINISTER),
    ("mail-server", "mail_server:app", "Tries whether a mail server lets us in.", _ADMINISTER),
    ("model", "site_model:app", "Shows the site model, and lets it learn.", _ADMINISTER),
    ("retention", "retaining:app", "Tells what is kept how long; forgets the rest.", _ADMINISTER),
    ("versions", "versions:versions", "Tells which versions a server runs on.", _ADMINISTER),
    ("audit", "audit:app", "Shows the audit trail, and proves that it is whole.", _ADMINISTER),
    ("serve", "serve:serve", "Runs the server.", _RUN),
    ("evaluate", "evaluate:evaluate", "Measures itself on mail that is labelled.", _RUN),
    ("demo", "demo:demo", "Runs a server on a made-up organisation.", _RUN),
    (
        "migrate",
        "migrate:app",
        "Brings a folder to this release, or its mail to another store.",
        _RUN,
    ),
    ("config", "config:app", "Checks and shows the settings.", _RUN),
    ("doctor", "doctor:doctor", "Looks whether everything is as it should be.", _RUN),
)


def build(called: str = "") -> App:
    """The application with every command; `called` says by its own docstring what it does."""
    app = App(
        name="clawback",
        help="Find the bad mail that got in, pull it back, prove it, undo it.",
        version=_version,
        help_format="plaintext",
        help_formatter=HelpPage(),
        result_action="return_value",
    )
    for name, path, sentence, group in COMMANDS:
        told = None if name == called else sentence
        app.command(f"{_HERE}.{path}", name=name, help=told, group=group)
    return app


def run(arguments: Sequence[str]) -> ExitCode:
    """Runs one command; everything that can go wrong ends here, in words."""
    app = build(next(iter(arguments), ""))
    try:
        outcome = app(list(arguments), exit_on_error=False, print_error=False)
    except CycloptsError as error:
        say(f"clawback: {harmless(_mistake(error, app))}")
        say("Run `clawback --help`, or a command with --help, to see what it takes.")
        return ExitCode.USAGE
    except ClawbackError as error:
        return tell(error)
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough; Python must not complain about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.DONE
    except Exception as error:  # noqa: BLE001 - the last place before the person: no tracebacks
        return tell_fault(error)
    return outcome if isinstance(outcome, ExitCode) else ExitCode.DONE


def _mistake(error: CycloptsError, app: App) -> str:
    """What is wrong, said without loading every command, which takes a second and more."""
    if type(error) is MissingArgumentError and error.argument is not None and not error.keyword:
        command = " ".join(error.command_chain or ())
        return f"`clawback {command}` needs {error.argument.name}."
    if not isinstance(error, UnknownCommandError) or error.app is not app:
        return str(error)
    given = (error.unused_tokens or [""])[0]
    close = get_close_matches(given, [name for name, *_ in COMMANDS], n=1)
    return f'Unknown command "{given}".' + (f' Did you mean "{close[0]}"?' if close else "")


def _version() -> str:
    from importlib.metadata import version  # noqa: PLC0415 - slow to load, and seldom asked

    return f"clawback {version('clawback')}"
