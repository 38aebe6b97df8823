"""A phrase's pattern: how it stands in its bullet and the classes of its words, packed in an integer."""

from .classes import Class

MAX_TOKENS = 11
BITS = 5

# How a phrase stands in its bullet; the low three bits of a pattern.
MAIN_DUTY, MAIN_SKILL, MAIN_TITLE, AFTER_TO, AFTER_PREPOSITION, FRONTED, CONTINUED, MAIN_QUALIFICATION = range(8)

SKILLS = frozenset({MAIN_SKILL, MAIN_QUALIFICATION})
COORDINATORS = frozenset({Class.AND, Class.OR, Class.COMMA})
JOINS = COORDINATORS | {Class.OF}
