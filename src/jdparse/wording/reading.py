"""The words of each bullet in normal order, for those who compare bullets whose keys differ."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from .arrangement import arrange, cut
from .arrow import Column
from .columns import I64
from .passes import words_of
from .tokens import CHUNK, as_strings, tokenize
from .vocabulary import vocabulary


@dataclass(frozen=True)
class Reading:
    """Each text's words in normal order as columns: row, lemma number, preposition's lemma number (-1: none).

    `opening` is the lemma number of each text's first word as it stands (-1: none).
    """

    row: I64
    lemma: I64
    mark: I64
    opening: I64

    def rows(self) -> Iterator[tuple[list[str], list[str], str]]:
        """(lemmas, prepositions, first word) of each text."""
        names = [*vocabulary().lemmas.names, ""]
        bounds = np.searchsorted(self.row, np.arange(len(self.opening) + 1)).tolist()
        lemmas, marks = self.lemma.tolist(), self.mark.tolist()
        for i, opening in enumerate(self.opening.tolist()):
            span = slice(bounds[i], bounds[i + 1])
            yield [names[n] for n in lemmas[span]], [names[n] for n in marks[span]], names[opening]


def read(texts: Sequence[str] | Column, kind: str) -> Reading:
    """The words of each text as the key sees them."""
    array = as_strings(texts)
    parts = [_read_chunk(array.slice(start, CHUNK), kind, start) for start in range(0, max(len(array), 1), CHUNK)]
    return Reading(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in ("row", "lemma", "mark", "opening"))
    )


def _read_chunk(texts: Column, kind: str, start: int) -> Reading:
    tokens = words_of(tokenize(texts), kind)
    units = arrange(cut(tokens, kind))
    opening = np.full(len(texts), -1, np.int64)
    first = tokens.firsts()
    opening[tokens.row[first]] = vocabulary().verbs.values[tokens.entry[first]]
    if not len(units.lemma):
        nothing = np.zeros(0, np.int64)
        return Reading(nothing, nothing, nothing, opening)
    bounds = np.concatenate([units.conjunct_start[units.element_start], [len(units.lemma)]])
    sizes = np.diff(bounds)
    row = np.repeat(units.row, sizes)
    rank = np.repeat(units.rank, sizes)
    order = np.lexsort((np.arange(len(row)), rank, row))
    return Reading(row[order] + start, units.lemma[order], np.repeat(units.mark, sizes)[order], opening)
