"""What stands in the body: text to read, links to follow, files to open."""

from __future__ import annotations

from clawback.analysis import html
from clawback.analysis.ambiguity import Ambiguity
from clawback.analysis.attachments import attachment_of, may_hold_links
from clawback.analysis.charsets import decode
from clawback.analysis.found import Found
from clawback.analysis.header import Header
from clawback.analysis.inside.bodies import Bodies, Page, body_finds, is_picture
from clawback.analysis.inside.budget import Budget
from clawback.analysis.inside.looking import Looker
from clawback.analysis.inside.passwords import passwords_in
from clawback.analysis.limits import AnalysisLimits, Limit
from clawback.analysis.links import links_in
from clawback.analysis.parts import Part, Structure
from clawback.analysis.sweep import MOST_BYTES, texts_in
from clawback.analysis.urls.collect import UrlCollector
from clawback.analysis.visible import visible_lines
from clawback.model.attachment import Attachment
from clawback.model.url import UrlSource

_LINK_HEADERS = ("list-unsubscribe", "list-help", "list-archive", "x-report-abuse")
_UNREAD = (Ambiguity.UNREAD_BYTES,)
_HTML_TYPES = frozenset(("text/html", "text/x-amp-html", "application/xhtml+xml"))
_PASSWORDS = 64 * 1024  # characters in which one is looked for
_HTML_FILES = frozenset(("html", "svg"))


def read_content(
    structure: Structure, header: Header, swept: bytes, limits: AnalysisLimits
) -> Found:
    """Read the parts of `structure`, and `swept` for URLs where no parser could."""
    reader = _Reader(limits, structure)
    for name in _LINK_HEADERS:
        for value in header.all(name):
            reader.urls.add_text(value, UrlSource.EMAIL_HEADER)
    reader.urls.add_text(header.readable("subject"), UrlSource.SUBJECT)
    for part in structure.parts:
        reader.take(part)
    if swept:
        reader.sweep(swept)
    if limits.attachments.opened:
        reader.look_inside(header.readable("subject"))
    return reader.found()


class _Reader:
    """Reads part after part until the limits are reached."""

    def __init__(self, limits: AnalysisLimits, structure: Structure) -> None:
        self._structure = structure
        self.urls = UrlCollector(limits)
        self._limits = limits
        self._budget = limits.body_characters
        self._cuts: set[Limit] = set()
        self._plain: list[str] = []
        self._visible: list[str] = []
        self._tags: tuple[str, ...] = ()
        self._files: list[tuple[Attachment, bytes]] = []
        self._attachments: list[Attachment] = []
        self._pages: list[Page] = []
        self._pictures: dict[str, bytes] = {}

    def take(self, part: Part) -> None:
        attachment = attachment_of(part)
        if attachment:
            self._attachments.append(attachment)
            self._files.append((attachment, part.decoded.content))
            if part.content_id and is_picture(attachment.file_type):
                self._pictures[part.content_id] = part.decoded.content
        if not may_hold_links(part, attachment):
            return
        text = self._text_of(part)
        kind = attachment.file_type if attachment else ""
        if part.content_type in _HTML_TYPES or kind in _HTML_FILES:
            self._take_html(part, text)
        else:
            self._take_text(part, text)

    def sweep(self, raw: bytes) -> None:
        if len(raw) > MOST_BYTES:
            self._cuts.add(Limit.BODY)
        for text in texts_in(raw):
            self.urls.add_text(text, UrlSource.EMAIL_BODY, weak=True)

    def look_inside(self, subject: str) -> None:
        """Into files, and for codes in what the mail shows."""
        texts = (*self._plain, *self._visible)
        budget = Budget(self._limits.attachments)
        told = "\n".join((subject, *texts))[:_PASSWORDS]
        looker = Looker(self.urls, budget, lambda: passwords_in(told))
        bodies = Bodies(texts=texts, pages=self._pages, pictures=self._pictures)
        looker.guarded(body_finds(bodies, budget))
        looker.look(self._files)
        self._attachments = looker.files
        self._cuts |= looker.cuts

    def found(self) -> Found:
        plain = "\n".join(self._plain)
        text = plain if plain.strip() else "\n".join(self._visible)
        return Found(
            text=visible_lines(text[: self._limits.text_characters]),
            tags=self._tags,
            urls=self.urls.urls,
            attachments=tuple(self._attachments),
            cuts=(*self._structure.cuts, *self._cuts, *self.urls.cuts),
            ambiguities=(*self._structure.ambiguities, *_UNREAD * self._structure.unread),
        )

    def _text_of(self, part: Part) -> str:
        data = part.decoded.content
        cut = len(data) > self._budget
        if cut:
            self._cuts.add(Limit.BODY)
            data = data[: self._budget]
        self._budget -= len(data)
        return decode(data, part.charset, cut=cut)

    def _take_text(self, part: Part, text: str) -> None:
        self.urls.add_text(text, _source(part))
        if part.is_body:
            self._plain.append(text)

    def _take_html(self, part: Part, text: str) -> None:
        tree = html.parse(text)
        for link in links_in(tree):
            self.urls.add(link.url, _source(part), text=link.text, weak=link.weak)
        seen = html.visible_text(tree)
        self.urls.add_text(seen, _source(part))
        if part.is_body:
            self._visible.append(seen)
            self._pages.append(Page(tree=tree, cells=html.count(tree, "td")))
            self._tags = self._tags or html.tag_sequence(tree)


def _source(part: Part) -> UrlSource:
    return UrlSource.EMAIL_BODY if part.is_body else UrlSource.ATTACHMENTS
