import pytest

from clawback.demo.mail.filtering import FULL, JUNK_AT, Filter, Nature, score_headers
from clawback.demo.seed import chance


@pytest.mark.parametrize("nature", Nature)
@pytest.mark.parametrize("score", [-1.0, 3.0, 12.5])
def test_rspamd_says_the_score_and_junk_at_its_threshold(nature, score):
    """Header and score agree for whatever was seen."""
    lines = score_headers(chance("t"), FULL, score, nature, by=Filter.RSPAMD)
    assert f"default: {score >= JUNK_AT} [{score:.2f} / 15.00]" in lines[0]
    assert ("X-Spam: Yes" in lines) == (score >= JUNK_AT)


@pytest.mark.parametrize(("score", "flag"), [(2.0, False), (9.3, True)])
def test_spam_assassin_says_yes_from_five_on(score, flag):
    """Its flag stands only on junk."""
    lines = score_headers(chance("t"), FULL, score, Nature.SPAM, by=Filter.SPAM_ASSASSIN)
    assert ("X-Spam-Flag: YES" in lines) == flag
    assert any(f"score={score:.1f} required=5.0" in line for line in lines)


def test_ordinary_mail_is_never_called_a_threat():
    """No rule that proves a threat fires on newsletters and the like."""
    for draw in range(50):
        for nature in (Nature.ORDINARY, Nature.MAILING, Nature.LURE):
            said = score_headers(chance(draw), FULL, 4.0, nature, by=Filter.RSPAMD)[0]
            assert "PHISH" not in said
            assert "VIRUS" not in said
