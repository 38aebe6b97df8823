"""Files a user writes: what is not of the shape they must have is named, never passed over."""

from pathlib import Path

import pytest

from jdparse.errors import WrongUse
from jdparse.pairs import explain
from jdparse.user_rules import read_guards
from jdparse.wording.guards import Guards

WRONG_GUARDS = {
    'guards.degree.junior must be a list of words such as ["greenhorn"]': '[guards.degree]\njunior = "greenhorn"\n',
    "unknown key 'guard'": '[guard.degree]\njunior = ["greenhorn"]\n',
    "unknown key 'degree'": '[guards.role]\nlead = ["steer"]\n[degree]\njunior = ["greenhorn"]\n',
    "unknown guard 'colour'": '[guards.colour]\nred = ["red"]\n',
    "guards must be sections": "guards = 3\n",
    "guards.degree.junior holds 1": "[guards.degree]\njunior = [1]\n",
    "guards.degree.junior holds 'green horn'": '[guards.degree]\njunior = ["green horn"]\n',
    "guards.degree.junior holds ''": '[guards.degree]\njunior = [""]\n',
    "guards.degree must be a section": '[guards]\ndegree = ["x"]\n',
    "line 1": "junior greenhorn\n",
}


@pytest.mark.parametrize("words", WRONG_GUARDS)
def test_guard_words_in_a_wrong_shape_are_refused_with_the_place(words: str, tmp_path: Path) -> None:
    (tmp_path / "guards.toml").write_text(WRONG_GUARDS[words])
    with pytest.raises(WrongUse, match="mend the file of guard words") as refused:
        read_guards(tmp_path / "guards.toml")
    assert str(refused.value).startswith(f"{tmp_path / 'guards.toml'}: ")
    assert words in str(refused.value)


def test_a_word_joins_a_group_that_is_there_or_makes_a_new_one(tmp_path: Path) -> None:
    (tmp_path / "guards.toml").write_text('[guards.degree]\njunior = ["greenhorn"]\nsilver = ["silver"]\n')
    guards = read_guards(tmp_path / "guards.toml")
    assert explain("Greenhorn welding", "Journeyman welding", "skill", guards=guards).rule == "degree"
    assert guards.of("greenhorn") == guards.of("junior")
    assert explain("Silver welding", "Greenhorn welding", "skill", guards=guards).rule == "degree"


def test_an_empty_file_adds_nothing(tmp_path: Path) -> None:
    (tmp_path / "guards.toml").write_text("# none yet\n")
    assert read_guards(tmp_path / "guards.toml") == Guards.shipped()
