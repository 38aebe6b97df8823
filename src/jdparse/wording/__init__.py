"""A bullet's words: normal form, tokens, fingerprint, and the guards as tables."""

from .decisions import Decisions, bullet_keys
from .evidence import differs_by
from .fingerprint import KINDS

__all__ = ["KINDS", "Decisions", "bullet_keys", "differs_by"]
