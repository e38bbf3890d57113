"""Coordinates of the weights that share an imbalance: where the numerical minimum is searched.

Source: docs/mathematics.md, section 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array
from core.network import imbalances


class Chart(Protocol):
    """Coordinates x of the weights, and the equations they leave to be solved.

    Attributes
    ----------
    dimension : int
        Number of coordinates.
    start : ndarray, shape (dimension,)
        Coordinates of the given weights.
    scale : float
        Size of a coordinate that matters.
    """

    dimension: int
    start: Array
    scale: float

    def layers(self, x: Array) -> list[Array]:
        """The weights at x."""
        ...

    def pull_back(self, x: Array, gradients: Sequence[Array]) -> Array:
        """Gradient in x, shape (..., dimension), from those in the layers, (..., h_{l-1}, h_l)."""
        ...

    def equations(self, x: Array) -> Array:
        """Zero, shape (q,), where the weights have the given imbalances."""
        ...

    def equations_jacobian(self, x: Array) -> Array:
        """Shape (q, dimension)."""
        ...


class BoostChart:
    """Two layers: [W_1^T, W_2] G with G = exp([[0, X], [X^T, 0]]), which keeps D.

    The coordinates are the nm entries of Z, where X = asinh(Z) in Z's singular values: then
    G = M + sqrt(I + M^2) with M = [[0, Z], [Z^T, 0]] grows no faster than a search's step. All
    weights with this D are reached, up to rotations that leave T's eigenvalues alone, if
    [W_1^T, W_2] has full rank.
    """

    def __init__(self, weights: Sequence[Array]) -> None:
        first, second = weights
        self.n, self.m = first.shape[0], second.shape[1]
        self.stacked = np.hstack([first.T, second])
        self.dimension = self.n * self.m
        self.start = np.zeros(self.dimension)
        self.scale = 1.0

    def layers(self, x: Array) -> list[Array]:
        """The weights at x."""
        values, vectors = self._spectrum(x)
        moved = self.stacked @ ((vectors * np.exp(np.arcsinh(values))) @ vectors.T)
        return [moved[:, : self.n].T, moved[:, self.n :]]

    def pull_back(self, x: Array, gradients: Sequence[Array]) -> Array:
        """Gradient in x from those in the layers."""
        values, vectors = self._spectrum(x)
        moved = np.concatenate([np.swapaxes(gradients[0], -2, -1), gradients[1]], axis=-1)
        # Daleckii and Krein: G varies with the divided differences of x + sqrt(1 + x^2) at M's
        # eigenvalues.
        roots = np.sqrt(1 + values * values)
        differences = 1 + (values[:, None] + values) / (roots[:, None] + roots)
        inner = vectors.T @ (self.stacked.T @ moved) @ vectors
        slope = vectors @ (inner * differences) @ vectors.T
        upper = slope[..., : self.n, self.n :] + np.swapaxes(slope[..., self.n :, : self.n], -2, -1)
        flat: Array = upper.reshape(*upper.shape[:-2], self.dimension)
        return flat

    def equations(self, x: Array) -> Array:
        """No equation: shape (0,)."""
        return np.zeros(0)

    def equations_jacobian(self, x: Array) -> Array:
        """Shape (q, dimension)."""
        return np.zeros((0, self.dimension))

    def _spectrum(self, x: Array) -> tuple[Array, Array]:
        generator = np.zeros((self.n + self.m, self.n + self.m))
        generator[: self.n, self.n :] = x.reshape(self.n, self.m)
        values, vectors = np.linalg.eigh(generator + generator.T)
        return values, vectors


class LayerChart:
    """Any depth: the coordinates are the weights, and each D_l is an equation."""

    def __init__(self, weights: Sequence[Array]) -> None:
        self.shapes = [layer.shape for layer in weights]
        self.cuts = np.cumsum([layer.size for layer in weights])
        self.dimension = int(self.cuts[-1])
        self.start = np.concatenate([layer.ravel() for layer in weights])
        self.scale = float(np.sqrt(np.mean(self.start**2)))
        self.corners = [np.triu_indices(layer.shape[1]) for layer in weights[:-1]]
        self.goal = imbalances(weights)

    def layers(self, x: Array) -> list[Array]:
        """The weights at x."""
        parts = np.split(x, self.cuts[:-1])
        return [part.reshape(shape) for part, shape in zip(parts, self.shapes, strict=True)]

    def pull_back(self, x: Array, gradients: Sequence[Array]) -> Array:
        """Gradient in x from those in the layers."""
        flat = [gradient.reshape(*gradient.shape[:-2], -1) for gradient in gradients]
        return np.concatenate(flat, axis=-1)

    def equations(self, x: Array) -> Array:
        """Entries of D_l(x) - D_l on and above the diagonal, layer by layer."""
        found = zip(imbalances(self.layers(x)), self.goal, self.corners, strict=True)
        return np.concatenate([(now - goal)[corner] for now, goal, corner in found])

    def equations_jacobian(self, x: Array) -> Array:
        """Shape (q, dimension)."""
        layers = self.layers(x)
        blocks = []
        for index, corner in enumerate(self.corners):
            slopes = [np.zeros((corner[0].size, *shape)) for shape in self.shapes]
            front = gram_gradients(layers[index].T, corner)
            slopes[index] = np.swapaxes(front, 1, 2)
            slopes[index + 1] = -gram_gradients(layers[index + 1], corner)
            blocks.append(self.pull_back(x, slopes))
        return np.vstack(blocks)


def gram_gradients(matrix: Array, corner: tuple[NDArray[np.intp], NDArray[np.intp]]) -> Array:
    """Gradients of the entries (i, j) of M M^T in M: e_i M_j + e_j M_i, stacked."""
    i, j = corner
    gradients = np.zeros((i.size, *matrix.shape))
    entry = np.arange(i.size)
    gradients[entry, i] += matrix[j]
    gradients[entry, j] += matrix[i]
    return gradients


def slimmed(weights: Sequence[Array]) -> list[Array]:
    """The same network without the dimensions of hidden layers that neither side uses.

    Where h_l > h_{l-1} + h_{l+1}, [W_l^T, W_{l+1}] = Q R replaces the pair by R: the product, T and
    the nonzero part of D_l stay, and all weights with this imbalance live in the range of Q if
    D_l has full rank there.
    """
    layers = list(weights)
    slim = False
    while not slim:
        slim = True
        for index in range(len(layers) - 1):
            inner = layers[index].shape[0]
            stacked = np.hstack([layers[index].T, layers[index + 1]])
            if stacked.shape[0] > stacked.shape[1]:
                reduced = np.asarray(np.linalg.qr(stacked, mode="r"))
                layers[index], layers[index + 1] = reduced[:, :inner].T, reduced[:, inner:]
                slim = False
    return layers
