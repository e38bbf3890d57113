"""Many networks at once, ours and the peers'; run by benchmarks/atlas/run.py."""
