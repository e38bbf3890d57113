"""How long the answers of all pages take: random settings from end to end of every slider.

Time is the processor's, so that what else the machine does counts little, and nothing is remembered
from one answer to the next. Beside it: how many of them the estimate (`dashboard.<topic>.cost`)
sends the right way.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks.report import print_promise, print_title
from dashboard.depth import controls as depth_controls
from dashboard.depth.answer import depth_answer
from dashboard.depth.cost import cost as depth_cost
from dashboard.depth.presets import PRESETS as DEPTH_PRESETS
from dashboard.matrix import controls as matrix_controls
from dashboard.matrix.answer import matrix_answer
from dashboard.matrix.cost import cost as matrix_cost
from dashboard.matrix.presets import PRESETS as MATRIX_PRESETS
from dashboard.parts.entries import Entry
from dashboard.parts.exchange.memory import Memory
from dashboard.parts.page.rows import HORIZON
from dashboard.parts.presets import Preset
from dashboard.regimes import controls as regimes_controls
from dashboard.regimes.answer import regimes_answer
from dashboard.regimes.cost import cost as regimes_cost
from dashboard.regimes.presets import PRESETS as REGIMES_PRESETS
from dashboard.scalar import controls as scalar_controls
from dashboard.scalar.answer import scalar_answer
from dashboard.scalar.cost import cost as scalar_cost
from dashboard.scalar.panel import CURVES
from dashboard.scalar.presets import PRESETS as SCALAR_PRESETS
from words import RefusalError

SEED = 1
LONGEST, LONG, SLOW, QUICK = 3.0, 1.0, 0.1, 0.05  # seconds
_WORST = 3  # settings that are shown
_CONDITION = (
    8.0  # decades of the condition number, half of the time: the box takes more than the slider
)

Draw = Callable[[random.Random], str]


@dataclass(frozen=True)
class Page:
    """A page, and how settings of it are drawn."""

    count: int
    draw: Draw
    presets: Sequence[Preset]
    read: Callable[[str], Any]
    answer: Callable[..., object]
    cost: Callable[[Any], float]


@dataclass(frozen=True)
class Timed:
    """A setting, and the seconds that it took and was said to take."""

    query: str
    seconds: float
    estimate: float


def run() -> None:
    # What is remembered would be measured as if it cost nothing.
    Memory.recall = lambda _self, question, compute: compute(question)  # type: ignore[method-assign]
    for topic, page in PAGES.items():
        print_title(f"Random settings of /{topic}: seconds of the processor")
        show([*measure(page, page.count, SEED), *_presets(page)])


def measure(page: Page, count: int, seed: int) -> Iterator[Timed]:
    """`count` settings that have an answer."""
    rng = random.Random(seed)
    while count:
        found = timed(page, page.draw(rng))
        if found is not None:
            count -= 1
            yield found


def timed(page: Page, query: str) -> Timed | None:
    """A setting; None if the page refuses it."""
    begin = time.process_time()
    try:
        state = page.read(query)
        estimate = page.cost(state)
        page.answer(state, ())
    except RefusalError:
        return None
    return Timed(query, time.process_time() - begin, estimate)


def show(found: Sequence[Timed]) -> None:
    """The figures that the promises are about."""
    seconds = [each.seconds for each in found]
    print(f"  {len(found)} settings, median {median(seconds):.3f} s")
    long = _share(found, lambda each: each.seconds > LONG)
    print_promise("the longest takes at most 3 s", max(seconds), max(seconds) <= LONGEST)
    print_promise("at most 0.5 % take over 1 s; percent", 100.0 * long, long <= 0.005)
    print(f"  over 0.1 s: {100.0 * _share(found, lambda each: each.seconds > SLOW):.1f} %")
    slow = [each for each in found if each.seconds > SLOW]
    if slow:
        known = _share(slow, lambda each: each.estimate > SLOW)
        print_promise("of these, at least 90 % are estimated so", 100.0 * known, known >= 0.9)
    quick = [each for each in found if each.seconds < QUICK]
    if quick:
        wrong = _share(quick, lambda each: each.estimate > SLOW)
        print_promise("of those below 0.05 s, at most 2 % too", 100.0 * wrong, wrong <= 0.02)
    for each in sorted(found, key=lambda each: -each.seconds)[:_WORST]:
        print(f"  {each.seconds:.2f} s (estimated {each.estimate:.2f}): {each.query}")


def _share(found: Sequence[Timed], holds: Callable[[Timed], bool]) -> float:
    return sum(map(holds, found)) / len(found)


def _presets(page: Page) -> Iterator[Timed]:
    for preset in page.presets:
        found = timed(page, f"?{preset.query}")
        if found is not None:
            yield found


def _drawn(rng: random.Random, entries: Sequence[Entry]) -> dict[str, Any]:
    """Every entry, evenly from end to end of its slider; the last time by itself or not."""
    chosen = [*entries, HORIZON] if rng.random() < 0.3 else entries
    return {entry.name: _value(rng, entry) for entry in chosen}


def _value(rng: random.Random, entry: Entry) -> Any:
    if entry.options:
        return rng.choice(entry.options)
    value = rng.uniform(entry.low, entry.high)
    return _number(10.0**value if entry.powers else value, whole=entry.whole)


def _number(value: float, *, whole: bool = False) -> str:
    return str(round(value)) if whole else f"{value:.4g}"


def _query(values: dict[str, Any]) -> str:
    return "?" + "&".join(f"{name}={value}" for name, value in values.items())


def _table(entries: Sequence[Entry]) -> Draw:
    return lambda rng: _query(_drawn(rng, entries))


def _matrix(rng: random.Random) -> str:
    values = _drawn(rng, matrix_controls.ENTRIES)
    if rng.random() < 0.5:
        values["kappa"] = _number(10.0 ** rng.uniform(0.0, _CONDITION))
    # Most widths and objectives of other shapes are refused: no work.
    if values["f"] == "logistic":
        values["m"] = 1
    if values["init"] == "homogeneous":
        values["m"] = values["n"]
    if values["init"] == "lambda":
        values["L"] = 2
    if values["L"] != 2:
        values["h"] = round(10.0 ** rng.uniform(0.0, 2.2))
    return _query(values)


def _scalar(rng: random.Random) -> str:
    def numbers(count: int, most: float) -> str:
        return ",".join(_number(rng.uniform(-most, most)) for _ in range(count))

    depth = rng.randint(1, 12)
    values: dict[str, Any] = {"y": numbers(1, 3.0)}
    if rng.random() < 0.5:
        values["w"] = numbers(depth, 3.0)
    else:
        values |= {"d": numbers(depth - 1, 5.0), "p": numbers(1, 3.0)}
    values["show"] = ",".join(name for name in CURVES if rng.random() < 0.5)
    if depth > 1:
        values["starts"] = ";".join(numbers(2, 3.0) for _ in range(rng.choice((0, 0, 1, 8))))
    if rng.random() < 0.3:
        values["T"] = _value(rng, HORIZON)
    return _query(values)


PAGES = {
    "scalar": Page(
        500, _scalar, SCALAR_PRESETS, scalar_controls.read, scalar_answer, scalar_cost
    ),
    "matrix": Page(
        200, _matrix, MATRIX_PRESETS, matrix_controls.read, matrix_answer, matrix_cost
    ),
    "regimes": Page(
        50, _table(regimes_controls.ENTRIES), REGIMES_PRESETS, regimes_controls.read,
        regimes_answer, regimes_cost,
    ),
    "depth": Page(
        200, _table(depth_controls.ENTRIES), DEPTH_PRESETS, depth_controls.read, depth_answer,
        depth_cost,
    ),
}  # fmt: skip
