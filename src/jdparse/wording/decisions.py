"""A user's word on two wordings: always one bullet, or never."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .arrow import Column, strings
from .fingerprint import KINDS, digest_text, wording_keys
from .tokens import as_strings

VERDICTS = ("always", "never")


@dataclass(frozen=True)
class Decisions:
    """What a user decided, ready to apply to keys.

    `merged` maps a key to the key its cluster takes (the smallest of all keys joined by "always"); `apart` maps (kind,
    wording as written) to the key it gets because a "never" sets it apart from the wording it would have met.
    """

    merged: Mapping[str, str] = field(default_factory=dict)
    apart: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, str]]) -> "Decisions":
        """Read rows with `kind`, `a`, `b` and `decision` (`always` or `never`), in any order.

        Raises ValueError for an unknown kind or decision, and where "always" and "never" contradict one another.
        """
        pairs = [_checked(row) for row in rows]
        apart: dict[tuple[str, str], str] = {}
        for kind, a, b, verdict in sorted(pairs):
            if verdict == "never" and len(set(wording_keys([a, b], kind).to_pylist())) == 1:
                apart[kind, max(a, b)] = digest_text(f"apart:{kind}:{max(a, b)}")
        merged = _joined(pairs, apart)
        decided = cls(merged, apart)
        for kind, a, b, verdict in pairs:
            one = len(set(decided.apply(wording_keys([a, b], kind), [a, b], kind).to_pylist())) == 1
            if one != (verdict == "always"):
                raise ValueError(f"decisions contradict one another on {a!r} and {b!r} ({verdict} one {kind})")
        return decided

    def apply(self, keys: Column, texts: Sequence[str] | Column, kind: str) -> Column:
        """The keys with the decisions applied; `texts` are the wordings the keys are of."""
        if not self.merged and not self.apart:
            return keys
        wordings = as_strings(texts).to_pylist()
        chosen = [self.apart.get((kind, text), key) for text, key in zip(wordings, keys.to_pylist(), strict=True)]
        return strings([self.merged.get(key, key) for key in chosen])


def _checked(row: Mapping[str, str]) -> tuple[str, str, str, str]:
    kind, a, b, verdict = (str(row[name]).strip() for name in ("kind", "a", "b", "decision"))
    if kind not in KINDS:
        raise ValueError(f"decision on {a!r} and {b!r}: kind must be one of {', '.join(KINDS)}, not {kind!r}")
    if verdict not in VERDICTS:
        raise ValueError(f"decision on {a!r} and {b!r}: must be always or never, not {verdict!r}")
    return kind, a, b, verdict


def _joined(pairs: list[tuple[str, str, str, str]], apart: Mapping[tuple[str, str], str]) -> dict[str, str]:
    """Each key that an "always" touches, with the smallest key it is joined to."""
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            key = parent[key]
        return key

    for kind, a, b, verdict in pairs:
        if verdict == "always":
            keys = wording_keys([a, b], kind).to_pylist()
            one, two = (root(apart.get((kind, text), key)) for text, key in zip((a, b), keys, strict=True))
            parent[max(one, two)] = min(one, two)
    return {key: root(key) for key in list(parent)}


def bullet_keys(texts: Sequence[str] | Column, kind: str, decisions: Decisions | None = None) -> Column:
    """The `bullet_id` of each text, in order: 24 lower-case hexadecimal digits.

    A function of kind, wording, the shipped word lists and the decisions alone. Raises ValueError for an unknown kind
    or a missing text.
    """
    keys = wording_keys(texts, kind)
    return decisions.apply(keys, as_strings(texts), kind) if decisions else keys
