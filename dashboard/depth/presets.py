"""Scenarios to start from, as links."""

from __future__ import annotations

from dashboard.parts.presets import presets

PRESETS = presets(
    "depth",
    headed=True,
    unit_steps="",
    smallest_last="order=last",
    smallest_middle="order=middle",
    balanced="fam=balanced&p=0.8&L=5&k=60",
    random="fam=random&seed=2&L=4&f=0.2",
    matrix="net=matrix&n=3&p=0.9&L=4&k=120",
    definite="n=3&fam=definite&s=0.5&p=0.9&most=16&L=5&k=120",
    unimodal="n=3&fam=unimodal&s=0.5&p=0.9&most=16&L=5&k=120",
    general="n=3&fam=general&p=0.9&most=16&L=5&k=120",
    close="s=0.5&L=2&f=0.02&k=300&tab=descent",
    below_limit="s=0.5&L=2&f=0.97&k=150&tab=descent",
    oscillating="s=0.5&L=2&f=1.15&k=150&tab=descent",
    divergent="L=4&f=3&k=60&tab=descent",
    certified_limit="f=0.56&tab=descent",
    between="f=0.8&tab=descent",
    edge="f=1.3&k=200&tab=descent",
    schedule="sched=certified&k=20&tab=steps",
    depth_20="most=20&L=20",
)
