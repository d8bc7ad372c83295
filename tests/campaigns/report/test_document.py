"""The report of a campaign is a document that opens, whatever stands in its mail."""

from __future__ import annotations

from io import BytesIO

import pytest
from docx import Document
from PIL import Image
from tests.campaigns.house import OTHER, PHISH, mail
from tests.campaigns.office import VERA

from clawback.campaigns.campaigns import CampaignMissingError
from clawback.campaigns.report.document import docx_of
from clawback.model.location import DeliveryLocation

HOSTILE = "\x00=HYPERLINK(\x1b) </w:t><w:p/> \ud800 \u202e"


@pytest.fixture
def reported(office):
    """The report of a campaign, opened; of mail with this subject."""

    def opened(subject):
        made = [mail(n, subject=subject, threat_type=PHISH) for n in range(3)]
        made.append(mail(4, subject=subject, original_delivery_location=DeliveryLocation.JUNK))
        office.house.stored(*made)
        (one,) = office.house.campaigns()
        return Document(BytesIO(docx_of(office.reports.gather(VERA, one.id))))

    return opened


def texts(document):
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [one.text for one in document.paragraphs] + cells


def test_it_tells_what_the_campaign_is(reported):
    """Its name, how much mail it is and where that lies, who sent it, and how to find it."""
    said = texts(reported("Parcel"))
    assert said[0] == "Parcel"
    assert said[said.index("Messages") + 1] == "4"
    assert said[said.index("Junk folder") + 1] == "1"
    assert said[said.index("Filter") + 1].startswith("campaign_id:G-")
    assert "Sender domains" in said


def test_it_has_pictures(reported):
    """Of its mail over time, and of the way of it."""
    document = reported("Parcel")
    parts = [part for part in document.part.package.iter_parts() if "png" in part.content_type]
    sizes = sorted(Image.open(BytesIO(part.blob)).size for part in parts)
    assert sizes == [(1500, 380), (1500, 620)]


def test_hostile_text_is_text(reported):
    """What XML cannot hold is shown as pictures, and markup is no markup."""
    said = texts(reported(HOSTILE))
    assert any("</w:t><w:p/>" in one for one in said)
    assert not any("\x00" in one or "\x1b" in one for one in said)


def test_it_tells_what_people_changed(office):
    """A merged campaign has no mail of its own, and says where that is and why."""
    office.house.stored(*(mail(n, subject="Parcel", threat_type=PHISH) for n in range(3)))
    office.house.stored(*(mail(n, OTHER, subject="Invoice", threat_type=PHISH) for n in (7, 8, 9)))
    ids = {one.name: one.id for one in office.house.campaigns()}
    office.house.clock.turn(seconds=1)
    office.changing.merge(VERA, ids["Parcel"], ids["Invoice"], "One kit")
    report = docx_of(office.reports.gather(VERA, ids["Parcel"]))
    said = texts(Document(BytesIO(report)))
    assert said[said.index("Merged into") + 1] == ids["Invoice"]
    assert "One kit" in said


def test_what_is_not_there_has_none(office):
    """A sentence instead of a document."""
    with pytest.raises(CampaignMissingError):
        office.reports.gather(VERA, "G-NONE")
