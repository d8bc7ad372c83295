"""Playbooks are read whole or not at all."""

from __future__ import annotations

import pytest

from clawback.investigations.investigation import ClusterKind
from clawback.investigations.playbook import SHIPPED, BadPlaybookError, read_playbook


def test_the_shipped_one_has_a_rule_for_every_kind():
    """So that nothing is left out unseen, and broad kinds need a greater share than narrow ones."""
    playbook = read_playbook("mail")
    assert set(playbook.rules) == set(ClusterKind)
    assert playbook.title == "mail@2"
    assert playbook.rules[ClusterKind.SENDER_IP].share > playbook.rules[ClusterKind.FILE].share


def test_a_sites_own_wins(tmp_path):
    """The file in the folder is followed in place of the shipped one of its name."""
    own = (SHIPPED / "mail.toml").read_text().replace("version = 2", "version = 7")
    (tmp_path / "mail.toml").write_text(own)
    assert read_playbook("mail", tmp_path).title == "mail@7"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("share = 0.1", "share = 3"), "clusters.similarity.share"),
        (("version = 2", "edition = 2"), "version"),
        (("version = 2", "version ="), "cannot be read"),
    ],
)
def test_a_mistake_is_named(tmp_path, change, told):
    """With the place where it is."""
    (tmp_path / "mail.toml").write_text((SHIPPED / "mail.toml").read_text().replace(*change))
    with pytest.raises(BadPlaybookError, match=told):
        read_playbook("mail", tmp_path)


def test_one_that_is_not_there_is_said():
    """By its name."""
    with pytest.raises(BadPlaybookError, match="no playbook 'nowhere'"):
        read_playbook("nowhere")
