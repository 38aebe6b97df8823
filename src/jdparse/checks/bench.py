"""Where a rule is tried: it gives a query for the rows that break it, and gets a finding back."""

# ruff: noqa: S608 -- rules are queries of our own; no value from a page is ever put into one

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

import duckdb

from jdparse.checks.finding import OFF, FailingRow, Finding
from jdparse.checks.settings import SHARE, Setting, Settings

KEPT = 1000
"""So many failing rows of a check are kept beside the run; their number is always told."""

PLACES: dict[str, str] = {
    "page_id": "VARCHAR",
    "source": "VARCHAR",
    "line": "INTEGER",
    "text": "VARCHAR",
    "detail": "VARCHAR",
}
"""Columns a rule's query may give, each at most once; those it does not give are null."""


NEW, GONE = "new", "gone"
"""Schemas beside the tables: rows that the last snapshot does not have just so, and keys that it alone has."""


class Bench:
    """The tables of a DuckDB connection, seen under their own names, and the settings to judge them by.

    ``quiet`` are checks that found nothing in the last snapshot. Of those that look at one page at a time, such a one
    need only look at the rows that are new: where any is quiet, the schema ``NEW`` holds these of ``pages``, of the
    tables of their content and of ``ladder_steps``, and ``GONE`` the keys of ``pages`` and ``bullets`` that are gone.

    ``clear`` are checks of which something cheaper than themselves has shown that no row breaks them.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, settings: Settings, quiet: frozenset[str] = frozenset()
    ) -> None:
        self.connection = connection
        self.settings = settings
        self.quiet = quiet
        self.clear: set[str] = set()

    @contextmanager
    def seeing(self, schema: str) -> Iterator[None]:
        """See the tables of a schema in place of the whole ones of their names."""
        self.connection.execute(f"SET search_path = '{schema},main'")
        try:
            yield
        finally:
            self.connection.execute("SET search_path = 'main'")

    def where_to_look(self, *names: str) -> AbstractContextManager[None]:
        """The new rows alone, if all these checks, which look at one page at a time, were quiet."""
        return self.seeing(NEW if self.quiet.issuperset(names) else "main")

    def suspect(self, query: str, *names: str) -> None:
        """Clear these checks if ``query`` gives the number 0: where a row breaks one of them it must give another.

        Nothing may hide a row, as a hash or a sum would that comes out alike by chance; what alarms in vain only costs
        the time of the look that follows.
        """
        if self.connection.execute(query).fetchall()[0][0] == 0:  # null, as a sum over nothing is, shows nothing
            self.clear.update(names)

    def rows(
        self, name: str, query: str, out_of: str | None = None, *, by_page: bool = False, suspects: str | None = None
    ) -> Finding:
        """The finding of the check ``name``: ``query`` gives the rows that break it, with columns of ``PLACES``.

        Where the limit is a share, ``out_of`` is a query for the number it is a share of. ``by_page``: a page breaks
        it or not, whatever other pages say. For ``suspects`` see ``suspect``.
        """
        with self.where_to_look(name) if by_page else nullcontext():
            if suspects and self.settings[name].severity != OFF:
                self.suspect(suspects, name)
            return self.kind(name, name, self.settings[name].table, query, out_of)

    def kind(self, name: str, setting: str, table: str, query: str, out_of: str | None = None) -> Finding:
        """The same for a check made for many tables: ``setting`` is the name its kind has in the settings."""
        chosen = self.settings[setting]
        if chosen.severity == OFF:
            return Finding(name, table, OFF, True, "not looked at", chosen.expected, chosen.advice)
        # Most checks find nothing, and to count no column is read that only says where: the rows are fetched apart.
        count = 0 if name in self.clear else self.number(f"SELECT count(*) FROM ({query})")
        total = self.number(out_of or f'SELECT count(*) FROM main."{table}"') if chosen.unit == SHARE else 0
        rows = self._places(query) if count else ()
        return judged(name, chosen._replace(table=table), count, total, rows)

    def number(self, query: str) -> int:
        """The one number a query gives; 0 for null."""
        return int(self.connection.execute(query).fetchall()[0][0] or 0)

    def _places(self, query: str) -> tuple[FailingRow, ...]:
        """The first failing rows in a stable order, with what the page of each is."""
        given = {row[0] for row in self.connection.execute(f"DESCRIBE {query}").fetchall()}
        columns = ", ".join(
            f"{name}::{kind} AS {name}" if name in given else f"NULL::{kind} AS {name}" for name, kind in PLACES.items()
        )
        return tuple(
            self.connection.sql(
                f"""
                WITH places AS (SELECT {columns} FROM ({query}) ORDER BY ALL LIMIT {KEPT}),
                known AS (
                    SELECT page_id, any_value(source) AS page_source, any_value(family) AS family,
                           any_value(level_code) AS level_code
                    FROM pages WHERE page_id IN (SELECT page_id FROM places) GROUP BY page_id
                )
                SELECT page_id, coalesce(source, page_source) AS source, family, level_code, line, text, detail
                FROM places LEFT JOIN known USING (page_id) ORDER BY page_id, line, text, detail, source
                """
            )
            .to_arrow_table()
            .to_pylist()
        )


def judged(name: str, setting: Setting, count: int, total: int, rows: tuple[FailingRow, ...]) -> Finding:
    """Compare what was counted with the limit; ``total`` is what a share is of."""
    if setting.unit == SHARE:
        value = count / total if total else 0.0
        observed, limit = f"{count:,} of {total:,} ({value:.1%})", f"{setting.limit:.0%}"
    else:
        value = count
        observed, limit = f"{count:,} {'row' if count == 1 else 'rows'}", f"{setting.limit:,.0f} rows"
    expected = f"{setting.expected} (up to {limit})" if setting.limit else setting.expected
    passed = value <= setting.limit
    return Finding(name, setting.table, setting.severity, passed, observed, expected, setting.advice, count, rows)
