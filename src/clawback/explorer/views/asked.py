"""What one request of a view asks: which mail, which clicks, and in a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from clawback.explorer.sight import Sight
from clawback.filters.click_fields import CLICKS
from clawback.filters.describe import describe
from clawback.filters.errors import pointing_into
from clawback.filters.lists import Lists, resolve
from clawback.filters.parse import parse
from clawback.filters.span import Span
from clawback.filters.tree import Everything, both
from clawback.filters.views import View
from clawback.filters.vocabulary import Vocabulary
from clawback.model.errors import BadInputError
from clawback.store.port import ClickQuery, Query


class NoMailError(BadInputError):
    """This view is one of clicks. Ask for mail in another view."""

    code = "no_mail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The rows of a view that a filter finds, within what the caller may see.

    In a view of mail the filter is one about mail, and `clicks` are those on its links. In the view
    of clicks it is one about clicks, and there is no `mail`.
    """

    view: View
    mail: Query | None
    clicks: ClickQuery
    sentence: str

    @property
    def clicks_sentence(self) -> str:
        """Which clicks these are."""
        if self.mail is None:
            return self.sentence
        return f"Clicks on the links of {self.sentence[:1].lower()}{self.sentence[1:]}"

    def about(self, vocabulary: Vocabulary) -> Query | ClickQuery:
        """The rows of this kind. Raises `NoMailError`."""
        return self.clicks if vocabulary is CLICKS else self.mail_alone()

    def mail_alone(self) -> Query:
        """The mail. Raises `NoMailError` in the view of clicks."""
        if self.mail is None:
            raise NoMailError
        return self.mail


def ask(view: View, text: str, span: Span, sight: Sight, lists: Lists) -> Asked:
    """Reads the filter in the words of the view.

    Raises:
        FilterError: it has a mistake, at a position of `text`, or names what does not exist.
    """
    own = parse(text, view.about)
    tree = both(view.filter, own)
    sentence = describe(tree, view.about)
    with pointing_into(text):
        found = resolve(own, lists)
        if view.about is CLICKS:
            clicks = sight.clicks(tree, span.since, span.until, found)
            return Asked(view=view, mail=None, clicks=clicks, sentence=sentence)
        mail = sight.query(tree, span.since, span.until, found)
        clicks = sight.clicks(Everything(), of=mail)
        return Asked(view=view, mail=mail, clicks=clicks, sentence=sentence)
