"""A bullet's words: normal form, tokens, fingerprint, and the guards as tables."""

from .decisions import Decisions, bullet_keys
from .evidence import differs_by
from .fingerprint import KINDS
from .guards import Guards, guard_tables

__all__ = ["KINDS", "Decisions", "Guards", "bullet_keys", "differs_by", "guard_tables"]
