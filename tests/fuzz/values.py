"""Values, texts and bytes that nobody sends by accident."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import strategies as st

#: What has broken programs before.
TEXTS = (
    "", " ", "\x00", "\ud800", "\r\nSet-Cookie: a=b", "../" * 8, "%00", "%", "{}", "[]", "null",
    "NaN", "1e400", "-0", "9" * 400, "0x10", "１", "−1", "1,2", "a" * 5_000, "<script>",
    "__proto__", "{0.x}", "%s%n", "';--", "\u202e", "💩", "ALL", "inf", "true",
)  # fmt: skip
NUMBERS = (0, -1, 1, 2, 7, 0.5, -0.0, 1e-320, 1e308, -1e308, 2**31, 2**63, 10**20, 10**400, True)

plain = st.one_of(
    st.none(),
    st.sampled_from(NUMBERS),
    st.sampled_from(TEXTS),
    st.text(max_size=6),
    st.floats(),
    st.sampled_from(({}, [], [[]], {"": None}, [None] * 50)).map(copy.deepcopy),  # it is changed
)
values = st.recursive(
    plain,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(TEXTS[:12]), inner, max_size=3)
    ),
    max_leaves=5,
)
deep = st.sampled_from([b"[" * 5_000, b'{"a":' * 5_000, b"[" * 300 + b"]" * 300, b"\xff\xfe{}"])


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where there is something inside a value."""
    inner: Any = enumerate(value) if isinstance(value, list) else ()
    inner = value.items() if isinstance(value, dict) else inner
    return [place for key, part in inner for place in [(*path, key), *places(part, (*path, key))]]


@st.composite
def mutated(draw: st.DrawFn, genuine: Any, kept: tuple[str, ...] = ()) -> Any:
    """A value with up to three places changed; what is below an entry of `kept` stays."""
    value = copy.deepcopy(genuine)
    for _ in range(draw(st.integers(1, 3))):
        where = [path for path in places(value) if not set(path) & set(kept)]
        if not where:
            return value
        path = draw(st.sampled_from(where))
        inner = value
        for key in path[:-1]:
            inner = inner[key]
        way = draw(st.sampled_from(("replace", "replace", "drop", "more", "wrap")))
        if way == "drop":
            del inner[path[-1]]
        elif way == "wrap":
            inner[path[-1]] = [inner[path[-1]]]
        elif way == "more" and isinstance(inner, list):
            inner.append(draw(values))
        elif way == "more":
            inner[draw(st.sampled_from(TEXTS))] = draw(values)
        else:
            inner[path[-1]] = draw(values)
    return value


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """Bytes with a part cut out, put in, turned or said twice."""
    begin = draw(st.integers(0, len(whole)))
    end = min(len(whole), begin + draw(st.integers(0, 12)))
    middle = draw(st.sampled_from((b"", whole[begin:end] * 2, whole[begin:end][::-1], None)))
    return whole[:begin] + (draw(st.binary(max_size=6)) if middle is None else middle) + whole[end:]


@st.composite
def bodies(draw: st.DrawFn, genuine: Any, kept: tuple[str, ...] = ()) -> bytes:
    """JSON, hostile in what it says, in how it is written, or in both."""
    if draw(st.integers(0, 30)) == 0:
        return draw(deep)
    value = draw(mutated(genuine, kept))
    written = json.dumps(value, ensure_ascii=draw(st.booleans()))
    data = written.encode(draw(st.sampled_from(("utf-8", "utf-8", "utf-16"))), "surrogatepass")
    return draw(damaged(data)) if draw(st.integers(0, 4)) == 0 else data
