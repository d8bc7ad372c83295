"""Settings from the file and the environment."""

from __future__ import annotations

import os

import pytest

from clawback.settings import SettingsError, load_settings


@pytest.fixture
def load(tmp_path, monkeypatch):
    """Loads settings from a text and variables."""
    for name in os.environ:
        if name.startswith("CLAWBACK_"):
            monkeypatch.delenv(name)

    def loaded(text="", **variables):
        (tmp_path / "clawback.toml").write_text(text)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return load_settings(tmp_path, file=None, environment=os.environ)

    return loaded


def test_nothing_needs_to_be_set(load):
    """An empty file gives a server on loopback."""
    assert load().http.listen == "127.0.0.1:8025"


def test_a_missing_file_is_fine_unless_it_was_named(tmp_path):
    """The file in the data folder is optional; one named by hand is not."""
    assert load_settings(tmp_path, file=None, environment=()).log.level == "info"
    with pytest.raises(SettingsError, match=r"no settings file .*other\.toml"):
        load_settings(tmp_path, file=tmp_path / "other.toml", environment=())


def test_the_environment_wins(load):
    """A variable replaces its setting and leaves its neighbours."""
    text = '[http]\nlisten = "127.0.0.1:1"\n[log]\nlevel = "error"'
    settings = load(text, CLAWBACK_HTTP__LISTEN="127.0.0.1:2")
    assert settings.http.listen == "127.0.0.1:2"
    assert settings.log.level == "error"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[htpp]", "no setting `htpp`. Did you mean `http`?"),
        ('[http]\nlsten = "x"', "no setting `http.lsten`. Did you mean `http.listen`?"),
        ("[http]\nlisten = 5", "`http.listen`: Input should be a valid string"),
        ("[http", "not TOML"),
        ('[http]\nlisten = "\\ud800"', "not TOML"),
    ],
)
def test_a_mistake_is_told_in_a_sentence(load, text, said):
    """Unknown keys name the nearest one; wrong values say what is wanted."""
    with pytest.raises(SettingsError) as caught:
        load(text)
    assert said in str(caught.value)


def test_a_variable_that_sets_nothing_is_a_mistake(load):
    """A misspelt variable does not pass in silence."""
    with pytest.raises(SettingsError, match="CLAWBACK_HTPP__LISTEN"):
        load(CLAWBACK_HTPP__LISTEN="x")


def test_a_misspelt_part_of_a_variable_is_a_mistake(load):
    """The same holds after the section's name."""
    with pytest.raises(SettingsError, match=r"http\.lsten"):
        load(CLAWBACK_HTTP__LSTEN="x")


def test_variables_of_the_command_line_are_no_settings(load):
    """What the CLI and the tests read from the environment is left alone."""
    load(CLAWBACK_DATA="x", CLAWBACK_URL="x", CLAWBACK_TOKEN="x", CLAWBACK_TEST_CLICKHOUSE="x")


def test_a_wrong_secret_is_not_repeated(load):
    """The value that was refused is not part of the error."""
    with pytest.raises(SettingsError) as caught:
        load('[log]\nlevel = "hunter2"')
    assert "hunter2" not in str(caught.value)


def test_settings_of_the_rooms_are_there(load):
    """Ingest and mail servers are set in the same file."""
    settings = load(
        """
        [ingest]
        own_domains = ["Example.org"]
        [[mailboxes]]
        name = "here"
        kind = "maildir"
        domains = ["example.org"]
        path = "/srv/mail/{local}"
        """
    )
    assert settings.ingest.own_domains == {"example.org"}
    assert settings.mailboxes[0].name == "here"


def test_a_mistake_in_a_mail_server_names_its_place(load):
    """Tables of a list are counted, and a secret in one is not repeated."""
    text = """
        [[mailboxes]]
        name = "here"
        kind = "imap"
        domains = ["example.org"]
        host = "imap.example.org"
        master_user = "clawback"
        master_pasword = "hunter2"
        """
    with pytest.raises(SettingsError) as caught:
        load(text)
    assert "master_password" in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_links_need_to_know_whose_mail_goes_out(load):
    """Or replies would carry protected links to everybody."""
    text = '[links]\nbase_url = "https://links.example.org"\n'
    with pytest.raises(SettingsError, match=r"toml: Value error, links\.base_url needs ingest"):
        load(text)
    assert load(text + '[ingest]\nown_domains = ["example.org"]\n').links.base_url
