"""A bullet's words: normal form, tokens, fingerprint, and the guards as tables."""

from .fingerprint import KINDS, wording_keys

__all__ = ["KINDS", "wording_keys"]
