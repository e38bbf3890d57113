"""A text inside a link: compressed, in letters that an address may have."""

from __future__ import annotations

import base64
import binascii
import zlib

#: Characters inside a link: with 4 kB mail, chat and servers still take it whole.
MOST = 4_000
#: Bytes that are worth a try to compress to `MOST`; numbers need half of themselves.
_HOPELESS = 100_000
#: Links lose at their end what might belong to the sentence around them (`links.CLOSING`), and some
#: lose more: this is no such letter, and shows that all is there.
_END = "-"


def packed(data: bytes) -> str:
    """The text of `data`; empty if it would be longer than `MOST`."""
    if len(data) > _HOPELESS:
        return ""
    text = base64.urlsafe_b64encode(zlib.compress(data, 9)).decode().rstrip("=") + _END
    return text if len(text) <= MOST else ""


def unpacked(text: str, most: int) -> bytes | None:
    """What a text holds; None if it is none of ours, damaged, or more than `most` bytes.

    No more than that is ever written out, whatever the text promises.
    """
    if len(text) > MOST or not text.endswith(_END):
        return None
    text = text.removesuffix(_END)
    try:
        data = base64.b64decode(f"{text}{'=' * (-len(text) % 4)}", altchars=b"-_", validate=True)
        reader = zlib.decompressobj()
        found = reader.decompress(data, most)
    except (ValueError, binascii.Error, zlib.error):
        return None
    return found if reader.eof and not reader.unused_data else None
