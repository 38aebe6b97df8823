"""Two pages of a warehouse side by side: what one asks for and the other does not."""

from typing import TYPE_CHECKING

from jdparse.errors import WrongUse
from jdparse.ladder_steps import KINDS, compare_levels
from jdparse.warehouse import Warehouse
from jdparse.warehouse.sql import connected

if TYPE_CHECKING:
    import pandas as pd


def compare(warehouse: Warehouse, lower: tuple[str, str], upper: tuple[str, str]) -> "pd.DataFrame":
    """What is added, dropped, reworded and raised from one page to another, with the columns of ``ladder_steps``.

    A page is given as (family slug, level code); the two may be levels apart, or of two families. Raises WrongUse for
    a page that is not there.
    """
    for slug, level in (lower, upper):
        known = warehouse.sql("SELECT 1 FROM pages WHERE family_slug = ? AND level_code = ?", [slug, level])
        if known.empty:
            raise WrongUse(f"{slug} {level}", "is no page of this warehouse", "see family_slug and level_code in pages")
    with connected({name: warehouse.dataset(name) for name in ("pages", "levels", *KINDS)}) as connection:
        compared: pd.DataFrame = compare_levels(connection, lower, upper).to_pandas()
    return compared
