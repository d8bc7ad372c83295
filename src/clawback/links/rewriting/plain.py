"""Links of a plain text changed where they stand."""

from __future__ import annotations

from clawback.analysis.charsets import codec_of
from clawback.analysis.urls.text import spans_in
from clawback.links.rewriting.markup import LONGEST_LINE, Change, Edited


def edited_text(data: bytes, charset: str, change: Change, *, short: bool) -> Edited:
    """The text with each link (with a scheme) as `change` has it.

    A text that its charset does not give back byte for byte stays as it is. With `short`, a link
    that would make a line longer than mail may have stays too.
    """
    codec = codec_of(charset) or ("ascii" if data.isascii() else "utf_8")
    try:
        text = data.decode(codec)
        if text.encode(codec) != data:
            return Edited(data=data)
    except UnicodeError:
        return Edited(data=data)
    lines = [_line(line, codec, change, short=short) for line in text.split("\n")]
    links = sum(count for _, count in lines)
    whole = "\n".join(line for line, _ in lines)
    return Edited(data=whole.encode(codec) if links else data, links=links)


def _line(line: str, codec: str, change: Change, *, short: bool) -> tuple[str, int]:
    pieces: list[str] = []
    done = 0
    if "://" not in line:
        return line, 0
    for start, end in spans_in(line):
        new = change(line[start:end])
        if new is not None and _fits(new, codec):
            pieces += (line[done:start], new)
            done = end
    changed = "".join((*pieces, line[done:]))
    if short and len(changed) > max(LONGEST_LINE, len(line)):
        return line, 0
    return changed, len(pieces) // 2


def _fits(new: str, codec: str) -> bool:
    try:
        new.encode(codec)
    except UnicodeError:
        return False
    return True
