"""Injected faults: every case is a function that returns a Tally, small in CI, large in ``make torture``."""
