"""The gate's settings: sane without any, refused where they say nothing."""

import pytest
from pydantic import ValidationError

from clawback.ingest.gate.policy import Threat
from clawback.ingest.gate.settings import GateSettings
from clawback.ingest.ruling import GateAction
from clawback.ingest.settings import IngestSettings


def test_without_settings_nothing_is_done_and_the_policy_is_mild():
    """It observes; in force, it refuses nothing, and every threat has its action."""
    plain = GateSettings()
    actions = plain.policy(frozenset()).actions
    assert plain.mode == "observe"
    assert set(actions) == set(Threat)
    assert GateAction.REJECT not in actions.values()


def test_journal_addresses_get_their_copies():
    """Whatever the policy says; names are folded."""
    policy = GateSettings(exempt=frozenset({" Abuse@Example.ORG", "@lab.example"})).policy(
        frozenset({"journal@example.org"})
    )
    assert policy.exempt == {"abuse@example.org", "lab.example", "journal@example.org"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"mode": "watch"},
        {"seconds": 0},
        {"seconds": 60},
        {"malware": "delete"},
        {"tag": " "},
        {"tag": "a\nb"},
        {"tag": "x" * 41},
        {"directions": ["up"]},
        {"unknown": 1},
    ],
)
def test_what_cannot_be_meant_is_refused(wrong):
    """With the setting's name."""
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        GateSettings.model_validate(wrong)


def test_a_gate_needs_a_milter():
    """There is no other place to stand at."""
    with pytest.raises(ValidationError, match=r"needs milter\.listen"):
        IngestSettings.model_validate({"gate": {"mode": "enforce"}})
