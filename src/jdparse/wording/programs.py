"""Readings of patterns as programs over columns, kept one after the other: what was read once is looked up."""

from functools import cache
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from . import grammar, patterns
from .arrow import array_of, numbers
from .columns import I64, GrowingColumn

_KIND = (1 << patterns.BITS) - 1
_SHIFTS = tuple(3 + patterns.BITS * place for place in range(patterns.MAX_TOKENS))
_FLAGS = ("main",)


class Program(NamedTuple):
    """What to do with each token of a phrase, as flat columns.

    `keep` names the tokens that count, in their order; the next four stand beside it: element number, conjunct number,
    distance from the conjunct's end, and as what the word is read (grammar.Form). `after`, `main` and `rank` stand a
    row an element: the element that follows in normal order (-1: none), whether it is free of the phrase's preposition,
    and its place in normal order.
    """

    keep: tuple[int, ...]
    element: tuple[int, ...]
    conjunct: tuple[int, ...]
    distance: tuple[int, ...]
    form: tuple[int, ...]
    after: tuple[int, ...]
    main: tuple[bool, ...]
    rank: tuple[int, ...]


@cache
def _program(lines: tuple[grammar.Line, ...], forms: tuple[grammar.Form, ...]) -> Program:
    """Elements numbered in the order of the text, and the reading as columns: alike for most patterns."""
    placed = [(line, place) for line in lines for place in range(len(line.elements))]
    in_text = sorted(range(len(placed)), key=lambda i: min(t for c in placed[i][0].elements[placed[i][1]] for t in c))
    number = {rank: i for i, rank in enumerate(in_text)}
    tokens: list[tuple[int, int, int, int, int]] = []
    after, main = [], []
    conjuncts = 0
    for rank in in_text:
        line, place = placed[rank]
        after.append(-1 if place + 1 == len(line.elements) else number[rank + 1])
        main.append(line.main)
        for conjunct in line.elements[place]:
            last = len(conjunct) - 1
            tokens.extend((t, number[rank], conjuncts, last - i, forms[t]) for i, t in enumerate(conjunct))
            conjuncts += 1
    keep, element, conjunct_of, distance, form = zip(*tokens, strict=True) if tokens else ((), (), (), (), ())
    return Program(keep, element, conjunct_of, distance, form, tuple(after), tuple(main), tuple(in_text))


def program_of_code(code: int) -> Program:
    """The reading of a pattern packed as an integer: mode in the low bits, then the classes plus one."""
    classes = bytes([kind - 1 for kind in [code >> shift & _KIND for shift in _SHIFTS] if kind])
    return _program(*grammar.lines_of(classes, code & 7))


class Programs:
    """The columns of Program by their names.

    The tokens of program n stand from `token_start[n]` to before `token_start[n + 1]`; so do its elements.
    """

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._known: dict[Program, int] = {}
        self._columns = {name: GrowingColumn(bool if name in _FLAGS else np.int8) for name in Program._fields}
        self._token_start, self._element_start = GrowingColumn(np.int64), GrowingColumn(np.int64)
        self._token_start.append(0)
        self._element_start.append(0)

    @property
    def token_start(self) -> I64:
        """Where each program's tokens start, and where the last one's end."""
        return self._token_start.values

    @property
    def element_start(self) -> I64:
        """Where each program's elements start, and where the last one's end."""
        return self._element_start.values

    def column(self, name: str) -> npt.NDArray[Any]:
        """One column, by the name that Program gives it."""
        return self._columns[name].values

    def of(self, codes: I64) -> I64:
        """The number of the program of each pattern code; new patterns are read."""
        encoded = numbers(codes).dictionary_encode()
        distinct = encoded.dictionary.to_pylist()
        self._numbers.update((code, self._number(code)) for code in distinct if code not in self._numbers)
        found = np.fromiter(map(self._numbers.__getitem__, distinct), np.int64, len(distinct))
        return cast("I64", found[array_of(encoded.indices)])

    def _number(self, code: int) -> int:
        """The number of a new pattern's program, which other patterns may have too."""
        program = program_of_code(code)
        found = self._known.get(program)
        if found is None:
            found = self._known[program] = len(self._known)
            for name, column in self._columns.items():
                column.extend(getattr(program, name))
            self._token_start.append(self._token_start.values[-1] + len(program.keep))
            self._element_start.append(self._element_start.values[-1] + len(program.after))
        return found


@cache
def programs() -> Programs:
    """The programs of this process."""
    return Programs()
