"""The compiled peers: each is told the derivative in the form that suits it best."""

from __future__ import annotations

import os
from collections.abc import Callable

import numpy as np

from core.arrays import Array

# One thread, as ours: before XLA is loaded.
os.environ.setdefault(
    "XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
)
_LONG = 1e3
_STEPS = 4096


def diffrax_times(
    weights: Array, targets: Array, level: float, rtol: float, atol: float
) -> Callable[[], Array]:
    """When the losses of four layers are `level`, all networks in one compiled call."""
    import diffrax
    import jax
    import optimistix
    from jax import numpy as jnp

    jax.config.update("jax_enable_x64", True)

    def velocity(_t, state, target):
        a, b = state[0] * state[1], state[2] * state[3]
        pull = 2.0 * (target - a * b)
        return pull * jnp.array([state[1] * b, state[0] * b, a * state[3], a * state[2]])

    def fallen(t, y, args, **_):  # named by diffrax
        return jnp.abs(args - jnp.prod(y)) - level**0.5

    def one(start, target):
        found = diffrax.diffeqsolve(
            diffrax.ODETerm(velocity),
            diffrax.Dopri8(),
            0.0,
            _LONG,
            None,
            start,
            target,
            stepsize_controller=diffrax.PIDController(rtol=rtol, atol=atol),
            event=diffrax.Event(fallen, optimistix.Newton(rtol=1e-12, atol=1e-12)),
            max_steps=_STEPS,
            adjoint=diffrax.ForwardMode(),
            throw=False,
        )
        return found.ts[0]

    together = jax.jit(jax.vmap(one))
    return lambda: np.asarray(together(weights, targets))


def numbalsoda_losses(
    weights: Array, targets: Array, times: Array, rtol: float, atol: float
) -> Callable[[], Array]:
    """The losses of four layers; half of the networks would be one thread's."""
    from numba import cfunc, njit
    from numbalsoda import lsoda, lsoda_sig

    @cfunc(lsoda_sig)
    def velocity(_t, u, du, data):
        a, b = u[0] * u[1], u[2] * u[3]
        pull = 2.0 * (data[0] - a * b)
        du[0], du[1] = pull * u[1] * b, pull * u[0] * b
        du[2], du[3] = pull * a * u[3], pull * a * u[2]

    address = velocity.address

    @njit(nogil=True)
    def together(starts, targets, times, losses):
        for i in range(targets.size):
            states, _ = lsoda(
                address, starts[i], times, data=targets[i : i + 1], rtol=rtol, atol=atol
            )
            for j in range(times.size):
                product = states[j, 0] * states[j, 1] * states[j, 2] * states[j, 3]
                losses[i, j] = (targets[i] - product) ** 2

    def answer() -> Array:
        losses = np.empty((targets.size, times.size))
        together(weights, targets, times, losses)
        return losses

    return answer
