"""Scratch arrays: what is written a piece at a time is the array written whole."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdparse.scratch import ArrayFile, map_array, save_array


@given(st.lists(st.lists(st.binary(min_size=24, max_size=24), max_size=5), max_size=5))
def test_an_array_written_in_pieces_is_the_whole(tmp_path_factory: pytest.TempPathFactory, pieces: list) -> None:
    folder = tmp_path_factory.mktemp("arrays")
    with ArrayFile(folder, "pieces") as file:
        for piece in pieces:
            file.append(np.array(piece, "S24"))
    save_array(np.array([value for piece in pieces for value in piece], "S24" if pieces else "S1"), folder, "whole")
    found = map_array(folder, "pieces")
    assert np.array_equal(found, map_array(folder, "whole"))
    assert (folder / "pieces.npy").read_bytes() == (folder / "whole.npy").read_bytes()


@pytest.mark.parametrize("rows", [1, 9, 10, 99_999, 1_000_000])
def test_the_head_of_an_array_keeps_its_length_however_many_rows_come(tmp_path: Path, rows: int) -> None:
    with ArrayFile(tmp_path, "numbers") as file:
        file.append(np.arange(1, dtype=np.int64))
        file.append(np.arange(rows, dtype=np.int64))
    assert np.array_equal(map_array(tmp_path, "numbers"), [0, *range(rows)])


def test_pieces_of_two_types_are_refused(tmp_path: Path) -> None:
    with ArrayFile(tmp_path, "numbers") as file:
        file.append(np.arange(1, dtype=np.int64))
        with pytest.raises(ValueError, match="int32 after int64 in numbers"):
            file.append(np.arange(1, dtype=np.int32))
