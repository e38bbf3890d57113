"""A finished store: zarr reads it, its answers are core's own, and hostile ones are refused."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zarr

from core.atlas import evaluate
from sweep.errors import StoreError
from sweep.store import Plan, open_finished
from tests.sweep.sweeping import ENSEMBLE, GRID, begun, filled, recipe_of

RECIPE = recipe_of(GRID)


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled(tmp_path_factory.mktemp("grid") / "store", RECIPE)


@pytest.fixture
def store(tmp_path: Path, grid: Path) -> Path:
    """One that may be spoilt."""
    return Path(shutil.copytree(grid, tmp_path / "store"))


def test_values_are_those_of_core(grid: Path) -> None:
    found = open_finished(grid)
    assert found.recipe == RECIPE
    assert found.names == ("alpha_star", "tightness", "end", "status")
    places = np.array([34, 0, 17, 17, 3])
    values, true = found.values(places), evaluate(RECIPE, places)
    assert values.keys() == true.keys()
    for name, expected in true.items():
        assert values[name].dtype == expected.dtype
        np.testing.assert_array_equal(values[name], expected)
    assert list(found.values([1], "end")) == ["end"]
    assert found.values([], "end")["end"].shape == (0,)
    with pytest.raises(IndexError):
        found.values([35])


def test_values_of_many_chunks(whole: Path) -> None:
    """In any order, some twice."""
    found, recipe = open_finished(whole), recipe_of(ENSEMBLE)
    places = np.array([91, 5, 40, 88, 5, 7, 8])
    np.testing.assert_array_equal(
        found.values(places, "alpha_star")["alpha_star"], evaluate(recipe, places)["alpha_star"]
    )


def test_zarr_reads_it(grid: Path) -> None:
    """With no word of anything that it does not know."""
    group = zarr.open_group(grid, mode="r")
    arrays = dict(group.arrays())
    assert set(arrays) == {"alpha_star", "tightness", "end", "status", "checksums"}
    values = evaluate(RECIPE, np.arange(35))
    for name, expected in values.items():
        array = arrays[name]
        assert array.metadata.dimension_names == ("w1", "w2")
        np.testing.assert_array_equal(array[:], expected.reshape(7, 5))
    assert arrays["end"].attrs["codes"][:2] == ["minimum", "saddle"]
    told: Any = group.attrs["deep-linear-networks"]
    assert told["recipe"] == RECIPE.to_json()
    assert told["digest"] == RECIPE.digest()
    assert told["finished"] is True
    assert set(told["versions"]) == {"program", "python", "arithmetic", "numpy", "scipy"}
    assert told["seeds"] == {}


def test_seeds_are_in_its_attributes(whole: Path) -> None:
    told: Any = zarr.open_group(whole, mode="r").attrs["deep-linear-networks"]
    assert told["seeds"] == {"seed": 7}


def _told(change: Callable[[dict[str, Any]], None]) -> Callable[[Path], None]:
    """A change of what the store says of itself."""

    def spoil(store: Path) -> None:
        path = store / "zarr.json"
        entries = json.loads(path.read_text())
        change(entries["attributes"]["deep-linear-networks"])
        path.write_text(json.dumps(entries))

    return spoil


def _array(**changed: object) -> Callable[[Path], None]:
    def spoil(store: Path) -> None:
        path = store / "end" / "zarr.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | changed))

    return spoil


def _piped(store: Path) -> None:
    (store / "zarr.json").unlink()
    os.mkfifo(store / "zarr.json")


def _linked(store: Path) -> None:
    (store / "zarr.json").rename(store / "elsewhere.json")
    (store / "zarr.json").symlink_to("elsewhere.json")


NO_STORE = "store: is no store of a sweep."
UNFINISHED = "store: is the store of a sweep that is not finished."


@pytest.mark.parametrize(
    "spoil, says",
    [
        (shutil.rmtree, NO_STORE),
        (lambda store: (store / "zarr.json").write_bytes(b"\xff"), NO_STORE),
        (lambda store: (store / "zarr.json").write_text("[" * 10**5), NO_STORE),
        (lambda store: (store / "zarr.json").write_text('{"attributes": 1}'), NO_STORE),
        (lambda store: os.truncate(store / "zarr.json", 10**10), NO_STORE),
        (lambda store: (store / "end" / "zarr.json").write_text("["), NO_STORE),
        (lambda store: (store / "end" / "zarr.json").write_text("[" * 10**5), NO_STORE),
        (lambda store: (store / "tightness" / "zarr.json").unlink(), NO_STORE),
        (_piped, NO_STORE),
        (_linked, NO_STORE),
        (_told(lambda told: told.update(format=2)), NO_STORE),
        (_told(lambda told: told.update(recipe=[])), NO_STORE),
        (_told(lambda told: told["recipe"].update(kind="other")), NO_STORE),
        (_told(lambda told: told["recipe"]["axes"][0].update(points=8)), NO_STORE),
        (_told(lambda told: told.update(finished=1)), UNFINISHED),
        (_array(shape=[10**9, 10**9]), NO_STORE),
        (_array(codecs=[{"name": "bytes"}, {"name": "zstd"}]), NO_STORE),
        (_array(data_type="float64"), NO_STORE),
    ],
)
def test_what_is_no_finished_store(store: Path, spoil: Callable[[Path], None], says: str) -> None:
    spoil(store)
    with pytest.raises(StoreError) as refused:
        open_finished(store)
    assert str(refused.value) == says


def test_one_that_is_begun(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as refused:
        open_finished(begun(tmp_path / "store", RECIPE))
    assert str(refused.value) == UNFINISHED


def _other_link(path: Path) -> None:
    path.rename(path.with_name("other"))
    path.symlink_to("other")


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize(
    "spoil",
    [
        Path.unlink,
        _other_link,
        _pipe,
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
        lambda path: path.write_bytes(path.read_bytes() + b"\0"),
        lambda path: path.write_bytes(bytes(len(path.read_bytes()))),
        lambda path: os.truncate(path, 10**12),
        lambda path: os.truncate(path.parents[1] / "checksums" / "c.0.0.0", 10**12),
        lambda path: (path.parents[1] / "checksums" / "c.0.0.0").write_bytes(b"short"),
    ],
)
def test_a_chunk_that_is_not_as_it_was_written(store: Path, spoil: Callable[[Path], None]) -> None:
    spoil(store / "alpha_star" / "c.0.0")
    if (store / "checksums" / "c.0.0.0").stat().st_size == 10**12:
        assert open_finished(store).values([0])  # what is behind is of no account
        return
    with pytest.raises(StoreError) as refused:
        open_finished(store).values([0], "alpha_star")
    assert str(refused.value).startswith("store: chunk 0 is not as it was written; ")


def test_what_it_says_of_versions_is_short(store: Path) -> None:
    _told(lambda told: told["versions"].update(numpy="9" * 100, scipy=1, python="3\n"))(store)
    assert set(open_finished(store).versions) == {"program", "arithmetic"}


def test_the_plan_is_the_recipes() -> None:
    assert Plan(recipe_of(ENSEMBLE)).partition.chunk == (8,)
