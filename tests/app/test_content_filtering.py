"""The content filter as the settings make it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from tests.ingest.receivers.mail_client import LmtpClient
from tests.making.mails import mail
from tests.servers.basis import basis_in
from tests.servers.clawback import free_port
from tests.servers.letterbox import Letterbox

from clawback.api.health import Checks
from clawback.app.building import open_application
from clawback.app.content_filtering import content_filtering
from clawback.app.link_protection import links_of_mail
from clawback.app.serving import at_work
from clawback.app.watched import checks
from clawback.ingest.receivers.dialect import LMTP
from clawback.settings import Settings
from clawback.worker.data_folder import DataFolder

GUIDE = (Path(__file__).parents[2] / "docs/guides/content-filter.md").read_text("utf-8")
(TEXT,) = re.findall(r"^```toml\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
PAGE = '<a href="https://shop.example/a?b=c">x</a>'


def test_the_guides_settings_are_understood(tmp_path):
    """LMTP, the next hop of the guide, and none of it without the section."""
    settings = Settings(**tomllib.loads(TEXT))
    basis = basis_in(tmp_path, settings)
    with content_filtering(settings, links_of_mail(basis), basis.clock) as passage:
        assert passage is not None
        assert passage.dialect is LMTP
        assert (passage.next_hop.host, passage.next_hop.port) == ("127.0.0.1", 10026)
    plain = Settings(**tomllib.loads(TEXT.partition("[links.filter]")[0]))
    with content_filtering(plain, links_of_mail(basis_in(tmp_path, plain)), basis.clock) as none:
        assert none is None


@pytest.mark.slow
async def test_a_server_filters(tmp_path):
    """A whole server: the gate rewrites nothing, the filter does, and says when it cannot."""
    with Letterbox.open() as box:
        port = free_port()
        gate = '[ingest.gate]\nmode = "enforce"\n'
        gate += f'[ingest.milter]\nlisten = "{tmp_path / "milter"}"\n'
        text = TEXT.replace("10025", str(port)).replace("10026", str(box.port)) + gate
        folder = DataFolder(tmp_path / "data")
        folder.prepare()
        settings = Settings(**tomllib.loads(text))
        with open_application(settings, folder) as parts, at_work(parts):
            assert parts.gate is not None
            assert not parts.gate.rewrites
            client = await LmtpClient.open(f"127.0.0.1:{port}")
            await client.greet()
            to = ("anna@example.org", "bob@example.org")
            replies = await client.send(mail(html=PAGE), *to)
            assert [one[:3] for one in replies] == ["250", "250"]
            one, two = (each.raw for each in box.mails)
            assert one != two
            assert b"https://links.example.org/s/" in one
            assert "content_filter" not in Checks(checks(parts)).failing()
            await client.close()
            box.answers = {"": b"421 4.3.2 Closed"}
            client = await LmtpClient.open(f"127.0.0.1:{port}")
            assert (await client.greet())[:3] == "421"
            await client.close()
            found = parts.content_filter
            assert found is not None
            assert found.tally.away == "the next hop takes no mail: 421 4.3.2 Closed"
            assert found.tally.away in Checks(checks(parts)).failing()["content_filter"]
