"""Invented job-level pages: a deterministic stream of any size, with the truth beside every page."""
