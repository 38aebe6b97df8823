"""``jdparse explain`` and ``dedupe``: near-identical bullets without a crawl."""

from typing import Any, TextIO

import click

from jdparse.cli.base import AS_JSON, DECISIONS, GUARDS, KIND, WAREHOUSE, print_json


@click.command()
@click.argument("a")
@click.argument("b")
@KIND
@WAREHOUSE
@DECISIONS
@GUARDS
@AS_JSON
def explain(a: str, b: str, kind: str, *, as_json: bool, **files: Any) -> None:
    """Say whether two bullets are SAME, RELATED or DIFFERENT, and which rule decided.

    Decisions and guard words in the warehouse's folder count, if there are any, unless other files are named. Two lines
    in guards.toml, [guards.degree] and junior = ["greenhorn"], add a word to the group of juniors.

    \b
    Examples:
      jdparse explain "Mentoring junior engineers" "Mentor junior engineers"
      jdparse explain "Basic programming" "Advanced programming" --kind skill
      jdparse explain "Greenhorn welding" "Journeyman welding" --kind skill --guards guards.toml
    """
    from dataclasses import asdict

    from jdparse.pairs import explain as explain_pair
    from jdparse.user_rules import decisions_of, guards_of

    warehouse = files["warehouse"]
    decisions, guards = decisions_of(warehouse, files["decisions"]), guards_of(warehouse, files["guards"])
    found = explain_pair(a, b, kind, decisions=decisions, guards=guards)
    if as_json:
        print_json(asdict(found))
    else:
        decided = ", ".join(filter(None, [found.rule, found.detail]))
        click.echo(f"{found.relation}: {decided} (score {found.score:.2f})")


@click.command()
@click.argument("file", type=click.File("r", encoding="utf-8"), default="-")
@KIND
def dedupe(file: TextIO, kind: str) -> None:
    """Cluster the lines of FILE, or of standard input; prints CSV: text, bullet_id, canonical, differs_by.

    \b
    Example:
      cut -f2 duties.tsv | jdparse dedupe --kind duty > clusters.csv
    """
    from jdparse.dedup import deduplicate

    texts = [line.strip() for line in file if line.strip()]
    found = deduplicate(texts, kind=kind).rename(columns={"text": "canonical"})
    found.insert(0, "text", texts)
    click.echo(found.to_csv(index=False), nl=False)
