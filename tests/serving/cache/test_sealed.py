"""A value proves where it comes from, or is none."""

from __future__ import annotations

import pickle

from hypothesis import given
from hypothesis import strategies as st

from dashboard.serving.cache.sealed import OVERHEAD, Seal

SEAL = Seal("the secret of a lab", "1")
TEXT = '{"α": [1, 2]}'.encode()
KEYS = st.text(st.characters(codec="utf-8"))


@given(KEYS, st.binary())
def test_what_was_sealed_comes_back(key, text):
    name = SEAL.name(key)
    assert SEAL.unseal(name, SEAL.seal(name, text)) == text


@given(st.binary(max_size=300))
def test_bytes_of_others_are_nothing(data):
    assert SEAL.unseal("a", data) is None


def test_every_changed_cut_or_added_byte_shows():
    data = SEAL.seal("a", TEXT)
    assert len(data) == OVERHEAD + len(TEXT)
    for place in range(len(data)):
        for bit in (1, 0x80):
            changed = bytearray(data)
            changed[place] ^= bit
            assert SEAL.unseal("a", bytes(changed)) is None
        assert SEAL.unseal("a", data[:place]) is None
    assert SEAL.unseal("a", data + b"\0") is None


def test_a_value_belongs_to_its_entry_its_secret_and_its_version():
    data = SEAL.seal("a", TEXT)
    assert SEAL.unseal("b", data) is None
    assert Seal("another secret!!", "1").unseal("a", data) is None
    assert Seal("the secret of a lab", "2").unseal("a", data) is None
    assert Seal("the secret of a lab", "1").unseal("a", data) == TEXT


def test_names_tell_nothing_and_differ_by_secret_and_version():
    names = {SEAL.name("k"), SEAL.name("l"), Seal("another secret!!", "1").name("k")}
    names.add(Seal("the secret of a lab", "2").name("k"))
    assert len(names) == 4
    assert Seal("the secret of a lab", "1").name("k") in names


def test_a_name_is_no_digest_of_a_value():
    """Both are made with one key: whoever sees names must not learn how to sign."""
    assert bytes.fromhex(SEAL.name("k")) not in SEAL.seal("k", b"")
    assert SEAL.name("value a ") != SEAL.seal("a", b"")[OVERHEAD - 32 : OVERHEAD].hex()


class _Bomb:
    def __reduce__(self):
        return (pickle.PickleError, ("unpickled",))  # what unpickling would call


def test_a_pickle_is_never_read(monkeypatch):
    monkeypatch.setattr(pickle, "loads", None)
    for data in (pickle.dumps(_Bomb()), b"!" + pickle.dumps(_Bomb())):
        assert SEAL.unseal("a", data) is None
