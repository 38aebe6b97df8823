"""All checks in the order people read them."""

from collections.abc import Sequence

import duckdb

from jdparse.checks import accounts, clusters, content, ladder, soc
from jdparse.checks.bench import Bench
from jdparse.checks.declared import declared
from jdparse.checks.drift import drift
from jdparse.checks.finding import Finding
from jdparse.checks.profile import Profile, take_profile
from jdparse.checks.settings import Settings, read_settings

RULES = (*accounts.RULES, *clusters.RULES, *content.RULES, *ladder.RULES, *soc.RULES)
"""The rules of our own that look at the tables alone; each is named as its setting is."""


def check_tables(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings | None = None,
    past: Sequence[Profile] = (),
    now: Profile | None = None,
    quiet: frozenset[str] = frozenset(),
) -> list[Finding]:
    """All checks over the tables visible in ``connection`` under their own names.

    ``past`` are the profiles of the last published runs, newest last; ``now`` is that of these tables, if it is known;
    for ``quiet`` see ``Bench``.
    """
    bench = Bench(connection, settings or read_settings(), quiet)
    with bench.where_to_look(*content.OF_ODD_TEXTS):
        connection.execute(content.ODD_TEXTS)
    clusters.suspect_clusters(bench)
    return [
        *declared(bench),
        *(rule(bench) for rule in RULES),
        *drift(bench.settings, now or take_profile(connection), past),
    ]
