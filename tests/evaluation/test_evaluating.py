"""Labelled mail is measured, and the shipped playbook holds on mail of another hand."""

from __future__ import annotations

import json

import pytest
from tests.evaluation.labelled_mail import Mixture, Writer
from tests.making.deliveries import NOW

from clawback.cli.main import run
from clawback.evaluation.evaluating import Wanted, evaluate
from clawback.evaluation.settings import settings_of
from clawback.evaluation.stand import Held
from clawback.model.clock import FixedClock

pytestmark = pytest.mark.slow


def test_waves_are_found_and_no_clean_mail_with_them(tmp_path, capsys):
    """A tenth of each campaign is recognised, and one in twenty of each mailing misjudged."""
    Writer("oak", Mixture(campaigns=8)).write(tmp_path)
    wanted = Wanted(held=Held(recognised=0.1, misjudged=0.05), roots=1)
    found = evaluate(tmp_path, settings_of(None), wanted, FixedClock(NOW))
    with capsys.disabled():
        print(found.clustering, found.investigations)  # noqa: T201
    assert found.clustering.precision >= 0.99
    assert found.clustering.recall >= 0.9
    assert found.investigations.recall >= 0.98
    assert found.investigations.clean == 0


def test_the_command_prints_what_was_measured(tmp_path, capsys):
    """As sentences, and as an object."""
    Writer("ash", Mixture(campaigns=2, mailings=1, singles=5, each=(4, 6))).write(tmp_path)
    run(["evaluate", str(tmp_path), "--roots", "1", "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    assert told["clustering"]["campaigns"] == 2
    assert (told["investigations"]["investigations"], told["investigations"]["waves"]) == (4, 2)
    assert [one["label"] for one in told["campaigns"]] == ["campaign-0", "campaign-1", "", ""]
    run(["evaluate", str(tmp_path), "--roots", "1", "--recognised", "0"])
    shown = capsys.readouterr()
    assert "2 investigations of campaigns found 0.0% of their waves" in shown.err
    assert "campaign-1" in shown.out
