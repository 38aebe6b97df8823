"""Hostile and mangled pages by the thousand: what they are made of, and what must hold for each."""
