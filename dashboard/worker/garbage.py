"""Python's collector of garbage, for a process that loads much once and answers ever after.

Left alone it goes through everything that is loaded, some hundred thousand objects, again and
again: of a short answer that is a twentieth. What is loaded stays. What answers leave in cycles is
little, a dozen objects each and no arrays: all else goes as soon as nobody has it.
"""

from __future__ import annotations

import gc

#: Objects made and not yet gone at which it looks at these; Python's own 700 are there amid an
#: answer, whose arrays and pictures are all in use.
YOUNG = 10_000


def settle() -> None:
    """All that is here is here to stay, and the collector is to come less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
