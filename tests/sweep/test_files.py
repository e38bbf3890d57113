"""Files of a store, where somebody else has put something in their way."""

from __future__ import annotations

from pathlib import Path

import pytest

from sweep.store.files import write


def test_a_link_in_place_of_what_is_begun_leads_nowhere(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("not ours")
    (tmp_path / "c.0.partial").symlink_to(other)
    with pytest.raises(OSError, match="symbolic links"):
        write(tmp_path / "c.0", b"ours")
    assert other.read_text() == "not ours"
    write(tmp_path / "c.0", b"ours")  # the link itself is gone
    assert (tmp_path / "c.0").read_bytes() == b"ours"
