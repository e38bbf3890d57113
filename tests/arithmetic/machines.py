"""Other machines that this one can play.

numpy, OpenBLAS and the C library each choose their code by the processor, and their results differ
in the last bits. Environment variables make them choose as an older processor would.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Machine:
    """A processor of the past, and how this one plays it.

    Attributes
    ----------
    name : what sets it apart.
    disabled : the groups of numpy's vector code that it lacks and this processor has.
    kernel : OpenBLAS's name for its kernels.
    tunables : what else the GNU C library is told; another C library reads nothing of it.
    """

    name: str
    disabled: tuple[str, ...]
    kernel: str
    tunables: str = ""

    @property
    def environ(self) -> dict[str, str]:
        """Variables to set before Python starts; what is empty stays as it is."""
        settings = {
            "NPY_DISABLE_CPU_FEATURES": " ".join(self.disabled),
            "OPENBLAS_CORETYPE": self.kernel,
            "GLIBC_TUNABLES": self.tunables,
        }
        return {name: value for name, value in settings.items() if value}


def found_groups() -> tuple[str, ...]:
    """numpy's optional groups of vector code that this processor has, the oldest first."""
    return tuple(np.show_config(mode="dicts")["SIMD Extensions"].get("found", ()))


def machines(architecture: str, groups: Iterable[str], environ: Mapping[str, str]) -> list[Machine]:
    """The machines that can be played, without the one that the first run of the tests is on.

    Groups above X86_V4 (AVX512_ICL and the like) go with it. Kernels that the processor cannot run
    would end the process: each is asked for only where numpy found its instructions.
    """
    if architecture.lower() not in ("x86_64", "amd64"):
        return []
    groups = tuple(groups)
    beyond_v3 = tuple(group for group in groups if group != "X86_V3")
    plays = [Machine("without AVX2", groups, "Prescott", "glibc.cpu.hwcaps=-AVX2,-FMA")]
    if "X86_V3" in groups:
        plays.append(Machine("AVX2 without AVX-512", beyond_v3, "Haswell"))
    if "X86_V4" in groups:
        plays.append(Machine("AVX-512", (), "SkylakeX"))
    forced = environ.get("OPENBLAS_CORETYPE")
    return [play for play in plays if play.disabled or (forced and forced != play.kernel)]


def played(environ: Mapping[str, str]) -> list[Machine]:
    """What a run of the tests plays here: the machine nearest to this one; all if MACHINES=all."""
    every = machines(platform.machine(), found_groups(), environ)
    return every if environ.get("MACHINES") == "all" else every[-1:]


PLAYED = played(os.environ)
