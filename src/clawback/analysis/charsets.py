"""Bytes to text, never raising: declared charset, then UTF-8, cp1252, latin-1.

Only charsets that mail uses are honoured. Python knows codecs that are not charsets (`idna` and
`punycode` take quadratic time, `unicode_escape` warns), so a name from a mail never reaches
`codecs.lookup`.
"""

from __future__ import annotations

import re
from encodings.aliases import aliases
from functools import lru_cache

# What browsers and mail programs read these labels as (WHATWG Encoding §4.2).
_READ_AS = {
    "ascii": "utf_8",
    "iso8859_1": "cp1252",
    "latin_1": "cp1252",
    "iso8859_9": "cp1254",
    "iso8859_11": "cp874",
    "tis_620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "ks_c_5601_1987": "cp949",
    "shift_jis": "cp932",
    "x_sjis": "cp932",
    "x_gbk": "gb18030",
    "iso_8859_8_i": "iso8859_8",
    "unicode_1_1_utf_7": "utf_7",
    "windows_31j": "cp932",
    "big5": "big5hkscs",
}
_KNOWN = re.compile(
    r"utf_(7|8|8_sig|16|16_le|16_be|32|32_le|32_be)|koi8_[ru]|mac_(roman|cyrillic)"
    r"|cp(125[0-8]|437|85[025]|86[26]|874|932|949|950)|iso8859_([2-8]|1[03-6])"
    r"|gb18030|hz|big5(hkscs)?|johab|euc_jp|shift_jis_2004|shift_jisx0213"
    r"|iso2022_(kr|jp|jp_1|jp_2|jp_2004|jp_3|jp_ext)"
)
_SHIFTING = re.compile("utf_7|iso2022|hz")
_NAME_LIMIT = 40
_WIDEST = 4  # bytes of a character
_SURROGATE = re.compile("[\ud800-\udfff]")
_SEPARATORS = str.maketrans("-. ", "___")


@lru_cache(maxsize=256)
def codec_of(label: str) -> str:
    """The Python codec for a charset label of a mail; empty when it names none that mail uses."""
    name = label[:_NAME_LIMIT].strip(" \"'").lower().translate(_SEPARATORS)
    name = aliases.get(name, name)
    name = _READ_AS.get(name, name)
    return name if _KNOWN.fullmatch(name) else ""


def decode(data: bytes, label: str = "", *, cut: bool = False) -> str:
    """Text of `data`, without lone surrogates, so that it can be written anywhere.

    `cut` tells that `data` may end within a character, which is then left off.
    """
    declared = codec_of(label)
    if data.isascii() and not _means_other(declared, data):
        return data.decode("ascii")
    for codec in (declared, "utf_8", "cp1252"):
        if not codec:
            continue
        try:
            return without_surrogates(data.decode(codec))
        except UnicodeDecodeError as error:
            if cut and error.start >= len(data) - _WIDEST:
                return without_surrogates(data[: error.start].decode(codec))
        except UnicodeError:
            continue
    return data.decode("latin-1")


def _means_other(codec: str, data: bytes) -> bool:
    """Whether ASCII bytes may mean other characters; wide ones need NULs, whatever the label."""
    wide = codec.startswith(("utf_16", "utf_32"))
    return b"\0" in data if wide else _SHIFTING.match(codec) is not None


def without_surrogates(text: str) -> str:
    """`text` with each lone surrogate replaced by U+FFFD."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)
