"""One key a wording: bullets that say the same with the same words get the same key, whatever else is in the column."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from .arrangement import Units, arrange, cut
from .arrow import Column, pa
from .columns import row_sums
from .passes import words_of
from .tokens import Tokens, as_strings, in_chunks, tokenize
from .vocabulary import U64, digest, mix, vocabulary

KINDS = ("duty", "skill", "qualification", "title")
ID_BYTES = 12
_NO_KEYS = np.zeros((0, ID_BYTES), np.uint8)
_END = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F)
_NO_MARK = (0x165667B19E3779F9, 0x27D4EB2F165667C5)


def _lane(units: Units, hashes: U64, end: int, no_mark: int) -> U64:
    """One 64-bit value an element: what it holds, what follows it, and under which preposition."""
    words = mix(hashes[units.lemma] + units.distance.astype(np.uint64) * np.uint64(0xD6E8FEB86659FD93))
    conjuncts = mix(np.add.reduceat(words, units.conjunct_start))
    elements = mix(np.add.reduceat(conjuncts, units.element_start))
    following = np.where(units.after >= 0, elements[units.after], np.uint64(end))
    marks = np.where(units.mark >= 0, hashes[units.mark], np.uint64(no_mark))
    combined: U64 = elements * np.uint64(3) + mix(following.astype(np.uint64)) + marks.astype(np.uint64) * np.uint64(5)
    return mix(combined)


def _keys_of_chunk(texts: Column, tokens: Tokens, kind: str) -> npt.NDArray[np.uint8]:
    units = arrange(cut(words_of(tokens, kind), kind))
    known = vocabulary()
    seeds = digest(f"kind:{kind}")
    result = np.zeros((len(texts), 16), np.uint8)
    bare = np.ones(len(texts), bool)
    bare[units.row] = False
    for lane, hashes in enumerate((known.lemmas.low.values, known.lemmas.high.values)):
        if len(units.lemma):
            values = _lane(units, hashes.astype(np.uint64, copy=False), _END[lane], _NO_MARK[lane])
            sums = mix(row_sums(values, units.row, len(texts)) + np.uint64(seeds[lane]))
            result[:, lane * 8 : lane * 8 + 8] = sums.view(np.uint8).reshape(-1, 8)
    for row in np.flatnonzero(bare):
        text = " ".join(str(texts[int(row)].as_py()).lower().split())
        low, high = digest(f"{kind}:{text}")
        result[row] = np.frombuffer(low.to_bytes(8, "little") + high.to_bytes(8, "little"), np.uint8)
    return result[:, :ID_BYTES]


def _hexadecimal(raw: npt.NDArray[np.uint8]) -> Column:
    digits = np.frombuffer(b"0123456789abcdef", np.uint8)
    text = np.empty((len(raw), ID_BYTES * 2), np.uint8)
    text[:, 0::2] = digits[raw >> 4]
    text[:, 1::2] = digits[raw & 15]
    offsets = np.arange(0, text.size + 1, ID_BYTES * 2, dtype=np.int32)
    return pa.StringArray.from_buffers(len(raw), pa.py_buffer(offsets), pa.py_buffer(text))


def digest_text(text: str) -> str:
    """A key of a text as it is written."""
    low, high = digest(text)
    return (low.to_bytes(8, "little") + high.to_bytes(8, "little"))[:ID_BYTES].hex()


def keys_of_tokens(texts: Column, tokens: Iterable[Tokens], kind: str) -> Column:
    """The key of each wording; `tokens` are those of the column's chunks.

    Raises ValueError for an unknown kind.
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, not {kind!r}")
    chunks = zip(in_chunks(texts), tokens, strict=True)
    return _hexadecimal(np.concatenate([_NO_KEYS, *(_keys_of_chunk(*chunk, kind) for chunk in chunks)]))


def wording_keys(texts: Sequence[str] | Column, kind: str) -> Column:
    """The key of each wording, 24 lower-case hexadecimal digits, before any user's decisions.

    Raises ValueError for an unknown kind or a missing text.
    """
    array = as_strings(texts)
    encoded = array.dictionary_encode()
    distinct = encoded.dictionary
    keys = keys_of_tokens(distinct, map(tokenize, in_chunks(distinct)), kind)
    return keys if len(distinct) == len(array) else keys.take(encoded.indices)
