"""Which machines are played where."""

from __future__ import annotations

import pytest

from tests.arithmetic.machines import machines

AVX2 = ["X86_V3"]
AVX512 = ["X86_V3", "X86_V4", "AVX512_ICL"]
OLD, MIDDLE, NEW = "Prescott", "Haswell", "SkylakeX"


@pytest.mark.parametrize(
    "architecture, groups, forced, expected",
    [
        ("x86_64", AVX512, None, {OLD: AVX512, MIDDLE: ["X86_V4", "AVX512_ICL"]}),
        ("AMD64", AVX2, None, {OLD: AVX2}),
        ("x86_64", [], None, {}),
        # A kernel set from outside: the processor's own is then another arithmetic too.
        ("x86_64", AVX512, OLD, {OLD: AVX512, MIDDLE: ["X86_V4", "AVX512_ICL"], NEW: []}),
        ("x86_64", AVX2, MIDDLE, {OLD: AVX2}),
        ("x86_64", AVX2, OLD, {OLD: AVX2, MIDDLE: []}),
        ("aarch64", ["ASIMDHP", "SVE"], None, {}),
        ("arm64", ["ASIMDHP"], OLD, {}),
    ],
)
def test_each_is_played_where_the_processor_can(architecture, groups, forced, expected):
    """None whose instructions it lacks, and not the one that it is."""
    environ = {"OPENBLAS_CORETYPE": forced} if forced else {}
    found = {play.kernel: list(play.disabled) for play in machines(architecture, groups, environ)}
    assert found == expected
