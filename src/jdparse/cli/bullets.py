"""``jdparse explain`` and ``dedupe``: near-identical bullets without a crawl."""

from pathlib import Path
from typing import Any, TextIO

import click

from jdparse.cli.base import AS_JSON, DECISIONS, FILE, GUARDS, KIND, WAREHOUSE, print_json


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

    if not (a.strip() and b.strip()):
        raise click.UsageError("a bullet without a word stands to no other")
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
@click.option("--decisions", type=FILE, help="CSV of kind,a,b,decision that settles pairs by hand.")
def dedupe(file: TextIO, kind: str, decisions: Path | None) -> None:
    """Cluster the lines of FILE, or of standard input; prints CSV: text, bullet_id, canonical, differs_by.

    Guard words of your own change no cluster: they say which clusters are RELATED.

    \b
    Example:
      cut -f2 duties.tsv | jdparse dedupe --kind duty > clusters.csv
    """
    from jdparse.dedup import deduplicate
    from jdparse.errors import WrongUse
    from jdparse.user_rules import read_decisions

    try:
        texts = [line.strip() for line in file if line.strip()]
    except UnicodeDecodeError as error:
        step = "convert it, e.g. with `iconv -f WINDOWS-1252 -t UTF-8`"
        raise WrongUse(file.name, f"is not UTF-8 text ({error.reason})", step) from error
    decided = read_decisions(decisions) if decisions else None
    found = deduplicate(texts, kind=kind, decisions=decided).rename(columns={"text": "canonical"})
    found.insert(0, "text", texts)
    click.echo(found.to_csv(index=False), nl=False)
