"""`clawback model`."""

from __future__ import annotations

import json

from clawback.cli.exit_code import ExitCode


def test_the_model_is_shown_and_taught(served, clawback):
    """Why it does not decide, from what it was learnt, and how it does; as an object too."""
    assert "Nothing was learnt yet" in clawback("model", "show").out
    taught = clawback("model", "train", "--wait")
    assert taught.code is ExitCode.DONE, taught.err
    for shown in ("no. It is still learning", "0 good mails", "0 of 0 bad mails", "Precision"):
        assert shown in taught.out, shown
    served.learning.wait()
    assert json.loads(clawback("model", "show", "--format", "json").out)["acts"] is False
