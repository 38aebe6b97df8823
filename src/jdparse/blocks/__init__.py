"""Readers of the renderings: each turns one page into the same stream of typed blocks."""
