"""Character sets of MySQL under the names that Python gives them."""

from __future__ import annotations

_CODECS = {
    "armscii8": None,
    "ascii": "ascii",
    "big5": "big5",
    "cp1250": "cp1250",
    "cp1251": "cp1251",
    "cp1256": "cp1256",
    "cp1257": "cp1257",
    "cp850": "cp850",
    "cp852": "cp852",
    "cp866": "cp866",
    "cp932": "cp932",
    "eucjpms": "euc_jp",
    "euckr": "euc_kr",
    "gb18030": "gb18030",
    "gb2312": "gb2312",
    "gbk": "gbk",
    "greek": "iso8859_7",
    "hebrew": "iso8859_8",
    "koi8r": "koi8_r",
    "koi8u": "koi8_u",
    "latin1": "cp1252",
    "latin2": "iso8859_2",
    "latin5": "iso8859_9",
    "latin7": "iso8859_13",
    "macroman": "mac_roman",
    "sjis": "shift_jis",
    "tis620": "tis_620",
    "ujis": "euc_jp",
    "utf8": "utf-8",
    "utf8mb3": "utf-8",
    "utf8mb4": "utf-8",
}


def encoded(text: str, charset: str) -> bytes | None:
    """The text in a character set of the server; None where Python cannot write it so."""
    if text.isascii():
        return text.encode("ascii")
    codec = _CODECS.get(charset)
    if codec is None or (charset in ("utf8", "utf8mb3") and any(ord(character) > 0xFFFF for character in text)):
        return None
    try:
        return text.encode(codec)
    except UnicodeEncodeError:
        return None
