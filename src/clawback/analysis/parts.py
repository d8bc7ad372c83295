"""The parts of a MIME body, by the fast parser, else by the patient one (RFC 2046 §5.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message as EmailMessage

from fast_mail_parser import MimeStructureError, ParseError, PyLazyMimePart, parse_email_tree

from clawback.analysis.ambiguity import Ambiguity
from clawback.analysis.limits import AnalysisLimits, Limit
from clawback.analysis.parameters import Parameterised, parse_parameters
from clawback.analysis.transfer import KNOWN, UUENCODE, Decoded, undo
from clawback.analysis.visible import plain_name

_FIELD_CHARACTERS = 16 * 1024
_OVERHEAD = 400  # bytes of boundary and header that a part has
_QUESTIONS = 64  # question marks that are looked at one by one
_SLACK = 512  # bytes that nobody misses: preamble, epilogue
# Another reader may take other parts out of such a mail than we do.
_TWO_READINGS = frozenset(
    (
        Ambiguity.DUPLICATE_CONTENT_TYPE,
        Ambiguity.DUPLICATE_BOUNDARY,
        Ambiguity.MISSING_BOUNDARY,
        Ambiguity.CONFLICTING_ENCODING,
        Ambiguity.UNKNOWN_ENCODING,
    )
)
_PLAIN = Parameterised(value="text/plain")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A leaf of the tree, or a message within the message; `content_id` without its brackets.

    `size` is in bytes before decoding; `inside` tells that it belongs to an attached message.
    """

    content_type: str
    charset: str
    name: str
    disposition: str
    content_id: str
    size: int
    decoded: Decoded
    inside: bool = False

    @property
    def is_body(self) -> bool:
        """Whether a mail program shows it as the text of the mail."""
        shown = self.content_type in {"text/plain", "text/html"}
        return shown and self.disposition != "attachment" and not self.inside


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """All parts that could be read; `unread` tells that others may read more than that."""

    parts: tuple[Part, ...] = ()
    unread: bool = False
    cuts: tuple[Limit, ...] = ()
    ambiguities: tuple[Ambiguity, ...] = ()


def read_parts(
    fields: tuple[tuple[str, str], ...], body: bytes, limits: AnalysisLimits
) -> Structure:
    """Take `body` apart as the Content-* fields among `fields` say. Never raises."""
    content = [f"{name}: {value}\n" for name, value in fields if name[:8].lower() == "content-"]
    header = "".join(content).encode("ascii", "surrogateescape")
    raw = header + b"\n" + body
    for read in _readers(header, body):
        walk = _Walk(limits)
        try:
            read(raw, walk)
        except MimeStructureError:  # too deep, and the patient parser would go deeper still
            break
        except (ParseError, RecursionError, ValueError, LookupError):
            continue
        return walk.structure(len(body))
    return Structure(unread=bool(body), cuts=(Limit.DEPTH,))


def _readers(header: bytes, body: bytes) -> list[Callable[[bytes, _Walk], None]]:
    """The fast parser decodes the header fields of parts before it reads their structure.

    With an encoded word in them a parameter could be smuggled in, or (100,000 words) half a minute
    be spent, so such a mail goes to the patient parser, which does not decode.
    """
    nested = b"multipart/" in header.lower() or b"message/" in header.lower()
    if b"=?" in header or (nested and _may_have_words(body)):
        return [_read_patiently]
    return [_read_fast, _read_patiently]


def _may_have_words(body: bytes) -> bool:
    """Whether `=?` stands in it; question marks are few, and found much faster."""
    at = -1
    for _ in range(_QUESTIONS):
        at = body.find(b"?", at + 1)
        if at < 0:
            return False
        if body[at - 1 : at] == b"=":
            return True
    return b"=?" in body[at:]


class _Walk:
    """What one parser found, counted against the limits."""

    def __init__(self, limits: AnalysisLimits) -> None:
        self._limits = limits
        self._parts: list[Part] = []
        self._cuts: set[Limit] = set()
        self._ambiguities: set[Ambiguity] = set()
        self._accounted = 0
        self._broken = False

    def room(self, depth: int) -> bool:
        """Whether a node at `depth` may still be read."""
        if len(self._parts) >= self._limits.parts:
            self._cuts.add(Limit.PARTS)
        elif depth > self._limits.depth:
            self._cuts.add(Limit.DEPTH)
        else:
            return True
        return False

    def add(self, part: Part, depth: int) -> None:
        self._parts.append(part)
        self._broken |= not part.decoded.complete
        if not part.inside:
            self._accounted += part.size + _OVERHEAD * (depth > 0)

    def doubt(self, ambiguity: Ambiguity) -> None:
        self._ambiguities.add(ambiguity)

    def structure(self, size: int) -> Structure:
        unread = size - self._accounted > _SLACK + _OVERHEAD
        return Structure(
            parts=tuple(self._parts),
            unread=size > 0 and (unread or self._broken or bool(_TWO_READINGS & self._ambiguities)),
            cuts=tuple(self._cuts),
            ambiguities=tuple(self._ambiguities),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fields:
    """What the header of one part says."""

    content_type: Parameterised
    disposition: Parameterised
    encoding: str
    content_id: str


def _fields(headers: Mapping[str, list[str]], walk: _Walk) -> _Fields:
    types = headers.get("content-type", [])
    if len(types) > 1:
        walk.doubt(Ambiguity.DUPLICATE_CONTENT_TYPE)
    encodings = {value.strip().lower() for value in headers.get("content-transfer-encoding", [])}
    if len(encodings) > 1:
        walk.doubt(Ambiguity.CONFLICTING_ENCODING)
    if not encodings <= KNOWN:
        walk.doubt(Ambiguity.UNKNOWN_ENCODING)
    dispositions = headers.get("content-disposition", [""])
    content_type = _parameters(types[0]) if types else _PLAIN
    if "boundary" in content_type.repeated:
        walk.doubt(Ambiguity.DUPLICATE_BOUNDARY)
    return _Fields(
        content_type=content_type if content_type.value else _PLAIN,
        disposition=_parameters(dispositions[0]),
        encoding=next(iter(headers.get("content-transfer-encoding", [""]))).strip().lower(),
        content_id=headers.get("content-id", [""])[0].strip(" \t\r\n<>")[:_FIELD_CHARACTERS],
    )


def _parameters(raw: str) -> Parameterised:
    cut = raw[:_FIELD_CHARACTERS]
    return parse_parameters(" ".join(map(str.strip, cut.split("\n"))) if "\n" in cut else cut)


def _part(fields: _Fields, size: int, decoded: Decoded, *, inside: bool) -> Part:
    given = fields.disposition.parameters.get("filename") or fields.content_type.parameters.get(
        "name", ""
    )
    return Part(
        content_type=fields.content_type.value,
        charset=fields.content_type.parameters.get("charset", ""),
        name=plain_name(given),
        disposition=fields.disposition.value,
        content_id=fields.content_id,
        size=size,
        decoded=decoded,
        inside=inside,
    )


# --- the fast parser ---------------------------------------------------------------------------


def _read_fast(raw: bytes, walk: _Walk) -> None:
    """Raises `DecodeError` when a part cannot be decoded, so that the patient parser has a try."""
    stack = [(parse_email_tree(raw, mode="lazy"), 0, False)]
    while stack:
        node, depth, inside = stack.pop()
        if not walk.room(depth):
            break
        fields = _fields(_lowered(node.headers), walk)
        if node.content_type.startswith("multipart/"):
            if "boundary" not in fields.content_type.parameters:
                walk.doubt(Ambiguity.MISSING_BOUNDARY)
        else:
            decoded = _decode_fast(node, fields)
            size = node.encoded_size or len(decoded.content)
            walk.add(_part(fields, size, decoded, inside=inside), depth)
        within = inside or node.is_message
        stack.extend((child, depth + 1, within) for child in reversed(node.children))


def _lowered(headers: Mapping[str, list[str]]) -> dict[str, list[str]]:
    lowered: dict[str, list[str]] = {}
    for name, values in headers.items():
        lowered.setdefault(name.lower(), []).extend(values)
    return lowered


def _decode_fast(node: PyLazyMimePart, fields: _Fields) -> Decoded:
    content = node.content or b""
    if fields.encoding in UUENCODE:
        return undo(content, fields.encoding)
    return Decoded(content=content, complete=fields.encoding in KNOWN)


# --- the patient parser ------------------------------------------------------------------------


def _read_patiently(raw: bytes, walk: _Walk) -> None:
    stack: list[tuple[EmailMessage, int, bool]] = [
        (message_from_bytes(raw), 0, False)  # the default policy is compat32, and must be
    ]
    while stack:
        node, depth, inside = stack.pop()
        if not walk.room(depth):
            break
        fields = _fields(_raw_headers(node), walk)
        payload = node.get_payload()
        listed = payload if isinstance(payload, list) else []
        children = [child for child in listed if isinstance(child, EmailMessage)]
        is_message = fields.content_type.value.startswith("message/")
        if fields.content_type.value.startswith("multipart/") and not children:
            walk.doubt(Ambiguity.MISSING_BOUNDARY)
        elif not children:
            walk.add(_leaf(payload, fields, walk, inside=inside), depth)
        elif is_message:
            walk.add(_attached(children[0], fields, inside=inside), depth)
        within = inside or is_message
        stack.extend((child, depth + 1, within) for child in reversed(children))


def _leaf(payload: object, fields: _Fields, walk: _Walk, *, inside: bool) -> Part:
    text = payload if isinstance(payload, str) else ""
    encoded = text.encode("ascii", "surrogateescape")
    decoded = undo(encoded, fields.encoding)
    if fields.encoding == "base64" and not decoded.complete:
        walk.doubt(Ambiguity.BAD_BASE64)
    return _part(fields, len(encoded), decoded, inside=inside)


def _attached(message: EmailMessage, fields: _Fields, *, inside: bool) -> Part:
    """An attached message, put together again; one of several parts cannot be, byte for byte."""
    lines = [f"{name}: {value}\n" for name, value in message.raw_items()]
    payload = message.get_payload()
    text = "".join((*lines, "\n", payload if isinstance(payload, str) else ""))
    content = text.encode("utf-8", "surrogateescape")
    whole = Decoded(content=content, complete=isinstance(payload, str))
    return _part(fields, len(content), whole, inside=inside)


def _raw_headers(node: EmailMessage) -> dict[str, list[str]]:
    headers: dict[str, list[str]] = {}
    for name, value in node.raw_items():
        text = value.encode("ascii", "surrogateescape").decode("utf-8", "replace")
        headers.setdefault(name.lower(), []).append(text)
    return headers
