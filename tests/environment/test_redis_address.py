"""An address of Redis: taken apart, or refused in a sentence that repeats none of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis.connection import parse_url

from dashboard.environment import RedisAddress, SettingError, read_address

#: Stands in every address that is refused below; no sentence may hold it.
SECRET = "hunter2"


@pytest.mark.parametrize(
    "url, found",
    [
        ("redis://cache", RedisAddress(host="cache")),
        ("redis://cache:7/3", RedisAddress(host="cache", port=7, database=3)),
        ("redis://10.0.0.1?db=3", RedisAddress(host="10.0.0.1", database=3)),
        ("redis://[::1]:7", RedisAddress(host="::1", port=7)),
        ("redis://:p%40s%2Fs%23%3F%3A@cache", RedisAddress(host="cache", password="p@s/s#?:")),
        ("redis://me:a:b@cache", RedisAddress(host="cache", username="me", password="a:b")),
        ("redis://:%C3%A9%20@cache/", RedisAddress(host="cache", password="é ")),
        ("rediss://cache", RedisAddress(host="cache", tls=True)),
        ("rediss://c?ssl_cert_reqs=none", RedisAddress(host="c", tls=True, verified=False)),
        (f"rediss://c?ssl_ca_certs={__file__}", RedisAddress(host="c", tls=True, ca_file=__file__)),
        ("unix:///run/r.sock", RedisAddress(path="/run/r.sock")),
        (
            "unix://me@/run/r%20.sock?db=2&password=w%26",
            RedisAddress(path="/run/r .sock", database=2, username="me", password="w&"),
        ),
    ],
)
def test_an_address_is_taken_apart(url, found):
    assert read_address("REDIS", url) == found


@pytest.mark.parametrize(
    "url, why",
    [
        ("http://:hunter2@cache", "must begin with"),
        ("hunter2", "must begin with"),
        ("redis:hunter2@cache", "must begin with"),
        ("redis://:hunter2@", "names no host"),
        ("redis://:hunter2@/0", "names no host"),
        ("redis://:hunter2@cache:port", "names no host and port"),
        ("redis://:hunter2@cache:0", "names no host and port"),
        ("redis://:hunter2@cache:65536", "names no host and port"),
        ("redis://:hunter2@cache:-1", "names no host and port"),
        ("redis://:hunter2@[::1", "names no host and port"),
        ("redis://:hunter2@::1:7", "names no host and port"),
        ("redis://:hunter2@one,two", "names no host and port"),
        ("redis://:hun@ter2hunter2@cache", "names no host and port"),
        ("redis://:hunter2/3@cache", "/ is %2F"),
        ("redis://:hunter2?@cache", r"\? is %3F"),
        ("redis://:hunter2#@cache", "# is written %23"),
        ("redis://:hunter2é@cache", "é %C3%A9"),
        ("redis://:hunter 2hunter2@cache", "a space %20"),
        ("redis://:hunter2\t@cache", "holds a sign"),
        ("redis://:hunter2@cache\n", "holds a sign"),
        ("redis://:hunter2@cache/zero", "no number of a database"),
        ("redis://:hunter2@cache/0/1", "no number of a database"),
        ("redis://:hunter2@cache/-1", "no number of a database"),
        ("redis://:hunter2@cache/1?db=1", "no number of a database"),
        ("redis://:hunter2@cache/99999999999", "no number of a database"),
        ("redis://:hunter2@cache?socket_timeout=9", "each once: db"),
        ("redis://:hunter2@cache?db=1&db=2", "each once: db"),
        ("redis://cache?password=hunter2", "each once: db"),
        ("rediss://:hunter2@cache?ssl_cert_reqs=maybe", "required or none"),
        ("rediss://:hunter2@cache?ssl_ca_certs=/hunter2", "names no file here"),
        ("unix://hunter2/run/r.sock", "names no socket"),
        ("unix://?password=hunter2", "names no socket"),
        ("unix:///hunter2%00", "names no socket"),
        (f"unix:///hunter2{'x' * 107}", "names no socket"),
    ],
)
def test_what_is_no_address_is_said_in_a_sentence_without_it(url, why):
    with pytest.raises(SettingError, match=f"^REDIS .*{why}") as caught:
        read_address("REDIS", url)
    said = str(caught.value)
    assert SECRET not in said
    assert "\n" not in said
    assert said.endswith(".")


def test_it_is_not_shown_with_its_password():
    assert SECRET not in repr(read_address("REDIS", "redis://hunter2:hunter2@cache"))


PARTS = ["redis", "rediss", "unix", "://", ":", "@", "/", "?", "#", "[", "]", "%", "%40", "db", "="]
PARTS += ["&", "0", "7", "::1", "cache", "hunter2", " ", "\0", "é", "..", "-"]


@given(st.lists(st.sampled_from(PARTS), max_size=14))
def test_whatever_is_taken_is_understood_by_the_client_library_too(parts):
    """And whatever is not is refused in words."""
    url = "redis://" + "".join(parts)
    found, said = None, ""
    try:
        found = read_address("REDIS", url)
    except SettingError as error:
        said = str(error)
    assert SECRET not in said
    if found is None:
        return
    theirs = parse_url(url)
    assert (found.host, found.port) == (theirs["host"], theirs.get("port", 6379))
    assert found.database == theirs.get("db", 0)
    assert (found.username, found.password) == (theirs.get("username"), theirs.get("password"))
