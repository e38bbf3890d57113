"""Where a matrix network starts: recipes with a seed, and what they make.

A recipe is frozen and small, so that it can be a link; explicit weights come on the command line.
Two Gaussian layers may have any width: with [W_1^T, W_2] = Q R, nothing but R enters the flow, and
R can be drawn directly, chi variables on its diagonal and normals above it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from core import fields
from core.arrays import Array
from core.errors import ScenarioError, named, shown
from core.fields import MAX_SEED, number_of
from core.matrix import lambda_balanced
from core.matrix.frames import orthonormal
from core.network import MAX_DEPTH
from core.scalar.network import from_imbalance

KINDS = ("gaussian", "balanced", "spectral", "homogeneous", "lambda_balanced", "imbalance")
#: Those whose product has given singular values.
WITH_MODES = ("balanced", "spectral", "homogeneous", "lambda_balanced")
#: Sides of the product, hidden widths that are drawn in full, and those beyond two layers, whose
#: imbalances are matrices of that side.
MAX_SIDE, MAX_WIDTH, MAX_DEEP_WIDTH = 64, 4096, 1024
#: Numbers in all layers of three or more: their flow is kept at some hundred times.
MAX_WEIGHTS = 200_000
#: Hidden width of two Gaussian layers: they cost nothing.
MAX_FREE_WIDTH = 10**9
#: Lists of numbers, and the kinds that need them.
_LISTS = {
    "singular_values": WITH_MODES,
    "imbalance": ("homogeneous", "lambda_balanced"),
    "scales": ("imbalance",),
}


@dataclass(frozen=True, eq=False)
class Start:
    """The layers that a recipe makes.

    Attributes
    ----------
    weights : tuple of ndarray
        Layers. Of two layers only the part inside the span of [W_1^T, W_2] is kept: the hidden
        side is at most n + m.
    width : int
        True hidden width of two layers; the hidden side of the first layer otherwise.
    basis : tuple of ndarray or None
        Left and right singular vectors (n, k) and (m, k) of the product, where the recipe chose
        them.
    """

    weights: tuple[Array, ...]
    width: int
    basis: tuple[Array, Array] | None = None


@dataclass(frozen=True, kw_only=True)
class Initialization:
    """A recipe.

    Attributes
    ----------
    kind : {"gaussian", "balanced", "spectral", "homogeneous", "lambda_balanced", "imbalance"}
        gaussian: independent entries of variance `scale`^2 h^-`exponent`, with h the (first) hidden
        width; balanced: every D_l = 0, product with the given `singular_values`; spectral: the same
        with the singular vectors of the target; homogeneous: D_l = d_l I, all widths n = m, modes
        `singular_values`; lambda_balanced: two layers of any shape with D = lambda I, where there
        are such (`core.matrix.lambda_balanced`); imbalance: Gaussian, a factor a layer in place of
        `scale`.
    n, m : int
        Sides of the product.
    widths : tuple of int
        Hidden widths h_1 .. h_{L-1}; none for one layer.
    seed : int
    scale, exponent : float
        gaussian; the exponent for imbalance too. Exponent 1/2 is the NTK scaling.
    singular_values : tuple of float
        `WITH_MODES`: those of the initial product, min(n, m) of them.
    imbalance : tuple of float
        homogeneous: d_1 .. d_{L-1}; lambda_balanced: lambda alone.
    scales : tuple of float
        imbalance: one factor a layer.

    Raises
    ------
    ScenarioError
        With the field `initialization.<entry>`.
    """

    kind: str
    n: int
    m: int
    widths: tuple[int, ...]
    seed: int = 0
    scale: float = 1.0
    exponent: float = 0.5
    singular_values: tuple[float, ...] = ()
    imbalance: tuple[float, ...] = ()
    scales: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise _refused("kind", "field.one_of", options=KINDS)
        for name in ("n", "m"):
            _set(self, name, _whole(name, getattr(self, name), 1, MAX_SIDE))
        _set(self, "widths", self._checked_widths())
        _set(self, "seed", _whole("seed", self.seed, 0, MAX_SEED))
        _set(self, "scale", fields.positive("initialization.scale", self.scale))
        _set(self, "exponent", number_of("initialization.exponent", self.exponent))
        if not -4.0 <= self.exponent <= 4.0:
            raise _refused("exponent", "field.from_to", least=-4, most=4, value=self.exponent)
        self._check_lists()

    @property
    def depth(self) -> int:
        """L."""
        return len(self.widths) + 1

    def draw(self, target_basis: tuple[Array, Array] | None = None) -> Start:
        """The layers. `target_basis`: singular vectors of the target, for a spectral start."""
        random = np.random.default_rng(self.seed)
        if self.kind == "gaussian":
            return self._gaussian(random, [self.scale] * self.depth)
        if self.kind == "imbalance":
            return self._gaussian(random, self.scales)
        if self.kind == "lambda_balanced":
            return self._lambda_balanced(random)
        basis = target_basis if self.kind == "spectral" else None
        basis = basis or (
            orthonormal(random, self.n, self._rank),
            orthonormal(random, self.m, self._rank),
        )
        return self._aligned(random, basis)

    def to_json(self) -> dict[str, Any]:
        """The recipe as JSON values."""
        entries = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in entries.items()
            if value != ()
        }

    @property
    def _rank(self) -> int:
        return min(self.n, self.m)

    def _checked_widths(self) -> tuple[int, ...]:
        if not isinstance(self.widths, list | tuple):
            raise _refused("widths", "initialization.widths_list")
        if len(self.widths) > MAX_DEPTH - 1:
            raise _refused(
                "widths",
                "initialization.depth",
                count=len(self.widths) + 1,
                most=MAX_DEPTH,
            )
        free = self.kind == "gaussian" and len(self.widths) == 1
        most = MAX_FREE_WIDTH if free else MAX_WIDTH if len(self.widths) == 1 else MAX_DEEP_WIDTH
        widths = tuple(
            _whole(f"widths[{index}]", width, 1, most) for index, width in enumerate(self.widths)
        )
        sides = (self.n, *widths, self.m)
        if len(widths) > 1 and sum(a * b for a, b in pairwise(sides)) > MAX_WEIGHTS:
            raise _refused("widths", "initialization.weights", most=MAX_WEIGHTS)
        return widths

    def _check_lists(self) -> None:
        for name, kinds in _LISTS.items():
            if self.kind not in kinds and len(_sequence(name, getattr(self, name))):
                raise _refused(name, "initialization.goes_with", kinds=kinds, kind=self.kind)
            if self.kind not in kinds:
                _set(self, name, ())
        if self.kind in WITH_MODES:
            values = _numbers("singular_values", self.singular_values, self._rank)
            for index, value in enumerate(values):
                if value < 0.0:
                    raise _refused(f"singular_values[{index}]", "field.not_negative", value=value)
            _set(self, "singular_values", values)
            if self.widths and min(self.widths) < self._rank:
                raise _refused("widths", "initialization.narrow", rank=self._rank)
        if self.kind == "homogeneous":
            given = _sequence("imbalance", self.imbalance)
            if given or self.widths:  # one layer has none
                _set(self, "imbalance", _numbers("imbalance", given, len(self.widths)))
            if len({self.n, self.m, *self.widths}) > 1:
                raise _refused("widths", "initialization.homogeneous")
        if self.kind == "lambda_balanced":
            self._check_lambda()
        if self.kind == "imbalance":
            _set(self, "scales", _numbers("scales", self.scales, self.depth))

    def _check_lambda(self) -> None:
        if len(self.widths) != 1:
            raise _refused("widths", "initialization.two_layers", count=self.depth)
        _set(self, "imbalance", _numbers("imbalance", self.imbalance, 1))
        (value,), (width,) = self.imbalance, self.widths
        if not lambda_balanced.fits(self.n, self.m, width, value):
            most, side = (self.n, "n") if value > 0.0 else (self.m, "m")
            raise _refused("widths", "initialization.wide", most=most, side=side, value=value)

    def _gaussian(self, random: np.random.Generator, factors: Sequence[float]) -> Start:
        """Independent normal entries; two layers through R."""
        width = self.widths[0] if self.widths else 1
        deviation = width ** (-self.exponent / 2.0)
        if len(self.widths) == 1:
            stack = _reduced_gaussian(random, width, self.n + self.m)
            first, second = stack[:, : self.n].T, stack[:, self.n :]
            weights = (first * (deviation * factors[0]), second * (deviation * factors[1]))
            return Start(tuple(map(np.ascontiguousarray, weights)), width)
        sides = (self.n, *self.widths, self.m)
        layers = tuple(
            random.standard_normal(shape) * (deviation * factor)
            for shape, factor in zip(pairwise(sides), factors, strict=True)
        )
        return Start(layers, layers[0].shape[1])

    def _lambda_balanced(self, random: np.random.Generator) -> Start:
        weights, basis = lambda_balanced.layers(
            random,
            self.n,
            self.m,
            self.widths[0],
            self.imbalance[0],
            np.array(self.singular_values),
        )
        return Start(weights, self.widths[0], basis)

    def _aligned(self, random: np.random.Generator, basis: tuple[Array, Array]) -> Start:
        """Layers that share singular vectors, U S_1 Q_1^T, Q_1 S_2 Q_2^T, ..., S_L V^T."""
        values = np.asarray(self.singular_values)
        imbalance = self.imbalance or (0.0,) * len(self.widths)
        modes = np.array([np.abs(_mode(imbalance, value)) for value in values])  # (rank, L)
        frames = [basis[0], *(orthonormal(random, h, self._rank) for h in self.widths), basis[1]]
        layers = tuple(
            (left * modes[:, layer]) @ right.T
            for layer, (left, right) in enumerate(pairwise(frames))
        )
        return Start(layers, layers[0].shape[1], basis)


def initialization_from_json(entries: object) -> Initialization:
    """The recipe that JSON values describe."""
    if not isinstance(entries, Mapping):
        raise ScenarioError("initialization", "scenario.not_object")
    known = Initialization.__dataclass_fields__
    for name in entries:
        if name not in known:
            raise _refused(named(name), "initialization.unknown_entry")
    for name in ("kind", "n", "m", "widths"):
        if entries.get(name) is None:
            raise _refused(name, "scenario.missing")
    return Initialization(**{name: value for name, value in entries.items() if value is not None})


def reduce_width(first: Array, second: Array) -> tuple[Array, Array]:
    """Two layers in the span of [W_1^T, W_2]: the same products, with a hidden side <= n + m.

    Parameters
    ----------
    first : ndarray, shape (n, h)
    second : ndarray, shape (h, m)
    """
    n, width = first.shape
    if width <= n + second.shape[1]:
        return first, second
    triangle = np.asarray(np.linalg.qr(np.concatenate([first.T, second], axis=1), mode="r"))
    return np.ascontiguousarray(triangle[:, :n].T), np.ascontiguousarray(triangle[:, n:])


def _reduced_gaussian(random: np.random.Generator, width: int, columns: int) -> Array:
    """R of a width x columns matrix of normals, or the matrix itself if it is wide enough."""
    if width <= columns:
        return random.standard_normal((width, columns))
    above = np.triu(random.standard_normal((columns, columns)), 1)
    # The squared length of what is left of a column after the ones before it.
    freedom = width - np.arange(columns)
    triangle: Array = above + np.diag(np.sqrt(random.chisquare(freedom)))
    return triangle


def _mode(imbalance: Sequence[float], product: float) -> Array:
    """Singular values of the layers of one mode, from its imbalances and its product."""
    network = from_imbalance(imbalance, product, 0.0)
    return network.weights(network.start)


# ---- checks -------------------------------------------------------------------------------------


def _set(recipe: Initialization, name: str, value: object) -> None:
    object.__setattr__(recipe, name, value)


def _refused(entry: str, code: str, /, **values: object) -> ScenarioError:
    return ScenarioError(f"initialization.{entry}", code, **values)


def _whole(entry: str, value: object, least: int, most: int) -> int:
    number = value
    if isinstance(number, float) and number.is_integer():
        number = int(number)
    if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= most:
        raise _refused(entry, "field.whole", least=least, most=most, value=shown(value))
    return number


def _sequence(entry: str, values: object) -> Sequence[object]:
    if not isinstance(values, list | tuple):
        raise _refused(entry, "field.not_numbers", value=shown(values))
    return values


def _numbers(entry: str, values: object, count: int) -> tuple[float, ...]:
    array = fields.vector(f"initialization.{entry}", values)
    if array.size != count:
        raise _refused(entry, "field.count", needed=count, count=array.size)
    return tuple(array.tolist())
