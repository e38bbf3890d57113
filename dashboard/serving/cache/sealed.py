"""Values as they lie where others may write: bytes that prove where they come from."""

from __future__ import annotations

import hmac
import struct

from dashboard.version import version

#: Of this way to write a value. A program that writes another way has another number.
FORMAT = 1
_HEAD = struct.Struct(">4sBI")  # what it is, its format, the length of the text
_MARK = b"DLNC"
_DIGEST = 32  # bytes of SHA-256
#: How much longer a sealed value is than its text.
OVERHEAD = _HEAD.size + _DIGEST


class Seal:
    """Writes and reads values with a secret; whoever has it not can write none that is read.

    A value is its head, a digest and the text. The digest is keyed (HMAC) with the secret and the
    version of the program, and covers the name of the entry too: a value that was changed, cut,
    written by another version, or moved from one entry to another does not verify. Nothing is ever
    executed, unpickled or parsed before it verifies.
    """

    def __init__(self, secret: str, program: str | None = None) -> None:
        about = f"dashboard cache {FORMAT} {version() if program is None else program}"
        self._key = hmac.digest(secret.encode(), about.encode(), "sha256")

    def name(self, key: str) -> str:
        """The name of the entry for a key: nobody else can tell which question it answers.

        Another secret or version makes another name, so machines that do not agree share nothing
        and do not disturb one another either.
        """
        return hmac.digest(self._key, b"name " + key.encode(), "sha256").hex()

    def seal(self, name: str, text: bytes) -> bytes:
        """The bytes to store under a name."""
        head = _HEAD.pack(_MARK, FORMAT, len(text))
        return head + self._digest(name, head, text) + text

    def unseal(self, name: str, data: bytes) -> bytes | None:
        """The text that was stored under a name, or None when this is nothing of ours."""
        if len(data) < OVERHEAD:
            return None
        head, digest, text = data[: _HEAD.size], data[_HEAD.size : OVERHEAD], data[OVERHEAD:]
        if _HEAD.unpack(head) != (_MARK, FORMAT, len(text)):
            return None
        if not hmac.compare_digest(digest, self._digest(name, head, text)):
            return None
        return text

    def _digest(self, name: str, head: bytes, text: bytes) -> bytes:
        digest = hmac.new(self._key, f"value {name} ".encode(), "sha256")
        digest.update(head)
        digest.update(text)
        return digest.digest()
