"""That the suite runs on a ClickHouse of yours, too."""

from __future__ import annotations

import pytest
from tests.servers import clickhouse


@pytest.mark.slow
def test_the_suite_runs_on_a_server_that_is_named():
    """With an address in the environment, every test here is asked of the server there."""
    if not clickhouse.URL:
        pytest.skip("needs a ClickHouse; name one in CLAWBACK_TEST_CLICKHOUSE")
    assert clickhouse.emptied_cluster_store().newest() is None
