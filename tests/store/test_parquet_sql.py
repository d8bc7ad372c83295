from __future__ import annotations

import pytest

from clawback.filters.fields import FIELDS
from clawback.store.parquet_sql import column_sql


@pytest.mark.parametrize(
    ("name", "sql"),
    [
        ("subject", """(coalesce(v, ''))::VARCHAR AS "subject\""""),
        ("url_domain", """(coalesce(v, []))::VARCHAR[] AS "url_domain\""""),
        (
            "time_received",
            """((v AT TIME ZONE 'UTC'))::TIMESTAMP WITH TIME ZONE AS "time_received\"""",
        ),
        ("spf", """(v)::VARCHAR AS "spf\""""),
        ("clicked", """(v)::BOOLEAN AS "clicked\""""),
    ],
)
def test_a_column_has_the_type_of_its_field(name, sql):
    """Missing text is empty, missing lists are empty, and what is missing else is NULL."""
    assert column_sql(FIELDS[name], "v") == sql
