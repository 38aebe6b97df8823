"""Arrow, untyped: its stubs want to know whether a column is one array or many, and a value null."""

from typing import Any

import pyarrow as _arrow
import pyarrow.compute as _compute

pa: Any = _arrow
pc: Any = _compute
Column = Any  # a column of strings, chunked or not
Table = Any  # an Arrow table
