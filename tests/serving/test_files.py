"""Files as large as a request may be, each the worst of its kind: a sentence."""

from __future__ import annotations

import pytest

_MOST = 2_400_000  # bytes
_BODIES = {
    "lists in lists": b"[" * (_MOST // 2) + b"]" * (_MOST // 2),
    "lists beside lists": b'{"model": "matrix", "weights": [' + b"[]," * (_MOST // 3) + b"[]]}",
    "entries": b"{" + b",".join(b'"%x":0' % i for i in range(_MOST // 12)) + b"}",
    "one entry": b"{" + b'"a":0,' * (_MOST // 6) + b'"a":0}',
    "beyond double": b'{"model": "scalar", "weights": [' + b"1e400," * (_MOST // 6) + b"1]}",
    "digits": b'{"model": "scalar", "weights": [' + b"9" * _MOST + b"]}",
    "long numbers": b'{"model": "scalar", "weights": [' + (b"9" * 499 + b",") * 4_800 + b"1]}",
    "fractions": b'{"model": "scalar", "weights": [0.' + b"3" * _MOST + b"]}",
    "one text": b'{"model": "' + b"x" * _MOST + b'"}',
    "escapes": b'{"model": "' + b"\\ud800" * (_MOST // 6) + b'"}',
    "no text": b"\xff" * _MOST,
    "zeros": b"\x00" * _MOST,
    "spaces": b" " * _MOST + b"{",
    "a saved run": b'{"page": {"topic": "scalar", "query": "w=' + b"1," * (_MOST // 2) + b'"}}',
}


@pytest.mark.parametrize("kind", _BODIES)
@pytest.mark.parametrize("route", ["/api/open", "/api/matrix"])
def test_the_worst_file_is_answered_with_a_sentence(client, caplog, kind, route) -> None:
    parts = (b"; filename=x\r\n\r\n" + _BODIES[kind], b"\r\n\r\nx.json", b"\r\n\r\nfile=x.json")
    named = zip((b"file", b"name", b"state"), parts, strict=True)
    head = b"--b\r\nContent-Disposition: form-data; name="
    body = b"".join(head + name + part + b"\r\n" for name, part in named) + b"--b--\r\n"
    answer = client.post(route, data=body, content_type="multipart/form-data; boundary=b")
    assert answer.status_code == 200
    sentence = answer.json["error"]["sentence"]
    assert sentence.endswith(".")
    assert len(sentence) < 300
    assert caplog.text == ""
