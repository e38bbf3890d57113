"""A sweep: what is missing in a store is computed by a pool and put there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

import words
from core.atlas import Recipe
from sweep.errors import StopError
from sweep.pools import Pool
from sweep.progress import Progress
from sweep.store import Plan, Store
from sweep.versions import difference
from sweep.work import Block, Job


def run(recipe: Recipe, folder: Path, pool: Pool, progress: Progress) -> None:
    """Fill the folder, from wherever an earlier run of the same recipe has come to.

    Raises
    ------
    StartError
        If it cannot begin: nothing has been changed.
    StopError
        If it ended on the way: what is finished is kept.
    """
    plan = Plan(recipe)
    with pool:
        job = Job(recipe.canonical(), tuple(sorted(pool.versions.items())))
        with Store(folder, plan, pool.versions) as store:
            missing = np.fromiter(store.missing(), dtype=np.int64)
            store.require_room(len(missing))
            left = sum(len(plan.partition.points(int(index))) for index in missing)
            chunks = plan.partition.chunks
            if len(missing) < chunks:
                values = {"folder": str(folder), "chunks": chunks}
                finished = chunks - len(missing)
                progress.say(words.text("sweeps.finished", finished=finished, **values))
            progress.begin(recipe.points, recipe.points - left)
            try:
                for block in pool.blocks(job, iter(missing.tolist())):
                    store.put(block.index, _files(block, job))
                    progress.advance(len(plan.partition.points(block.index)))
            finally:
                progress.end()
            store.finish()


def _files(block: Block, job: Job) -> Mapping[str, bytes]:
    if block.files is None:  # of a worker that has come since the sweep began
        theirs, ours = dict(block.versions), dict(job.versions)
        name = difference(theirs, ours)
        values = {"name": name, "theirs": theirs.get(name, "?"), "ours": ours.get(name, "?")}
        raise StopError("sweeps.other_worker", **values)
    return block.files
