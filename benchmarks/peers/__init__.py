"""The same four plots made by others; run by benchmarks/peers."""
