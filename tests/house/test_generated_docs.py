from __future__ import annotations

from pathlib import Path

import pytest
from tests.house.generated_docs import PAGES, rendered, with_table

_DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", PAGES)
def test_generated_pages_are_up_to_date(name):
    """What `./run docs` would write is what stands there."""
    assert rendered(name) == (_DOCS / name).read_text("utf-8")


def test_a_table_replaces_the_one_with_its_first_row():
    """Rows change; what stands around the table, other tables too, does not."""
    page = "# A\n\n| x |\n|---|\n| old |\n\n| y |\n|---|\n| kept |\n"
    written = with_table(page, "| x |\n|---|\n| new |\n| newer |\n")
    assert written == "# A\n\n| x |\n|---|\n| new |\n| newer |\n\n| y |\n|---|\n| kept |\n"


def test_a_table_without_a_place_is_an_error():
    """A generated table is never dropped in silence."""
    with pytest.raises(ValueError, match="is not in list"):
        with_table("# A\n", "| x |\n|---|\n")
