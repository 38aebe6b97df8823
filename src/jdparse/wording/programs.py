"""The readings of all patterns a process has met, one after the other as columns: each is worked out once."""

from functools import cache
from itertools import chain
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from . import grammar
from .arrow import pa
from .columns import I64, GrowingColumn

_FLAGS = ("as_verb", "main")


class Programs:
    """Columns of grammar.Program by their names.

    The tokens of program n stand from `token_start[n]` to before `token_start[n + 1]`; so do its elements.
    """

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._columns = {name: GrowingColumn(bool if name in _FLAGS else np.int8) for name in grammar.Program._fields}
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
        """One column, by the name that grammar.Program gives it."""
        return self._columns[name].values

    def of(self, codes: I64) -> I64:
        """The number of the program of each pattern code; new patterns are read."""
        encoded = pa.array(codes).dictionary_encode()
        distinct = encoded.dictionary.to_pylist()
        self._add([code for code in distinct if code not in self._numbers])
        numbers = np.fromiter(map(self._numbers.__getitem__, distinct), np.int64, len(distinct))
        return cast("I64", numbers[np.asarray(encoded.indices)])

    def _add(self, codes: list[int]) -> None:
        programs = [grammar.program_of_code(code) for code in codes]
        self._numbers.update(zip(codes, range(len(self._numbers), len(self._numbers) + len(codes)), strict=True))
        for name, column in self._columns.items():
            column.extend(list(chain.from_iterable(getattr(program, name) for program in programs)))
        for starts, name in ((self._token_start, "keep"), (self._element_start, "after")):
            sizes = np.fromiter((len(getattr(program, name)) for program in programs), np.int64, len(programs))
            starts.extend(starts.values[-1] + np.cumsum(sizes))


@cache
def programs() -> Programs:
    """The programs of this process."""
    return Programs()
