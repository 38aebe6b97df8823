"""One page, line by line: which field claimed each line, for people who ask why a table says what it says."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jdparse.errors import WrongUse, one_line
from jdparse.read_page import read_page
from jdparse.records import KINDS, Outcome, Rejection
from jdparse.sources import Options, plan, read


def inspect_file(path: Path) -> dict[str, Any]:
    """Parse one file and tell what became of each line. Raises WrongUse where there is not exactly one page."""
    shards = plan([str(path)], Options()).shards
    inputs = [item for shard in shards for item in read(shard)]
    if len(inputs) != 1:
        raise WrongUse(path, f"holds {len(inputs)} inputs, not one page", "name a file that is one page")
    return inspection(read_page(inputs[0]))


def inspection(outcome: Outcome) -> dict[str, Any]:
    """What became of an input, as plain values."""
    facts: dict[str, Any] = {
        "source": outcome.source.source,
        "decoded_with": outcome.source.decoded_with,
        "reason": None,
        "detail": None,
        "warnings": [oddity._asdict() for oddity in outcome.oddities],
    }
    if isinstance(outcome.result, Rejection):
        return {**facts, **outcome.result._asdict()}
    page, blocks = outcome.result.page, outcome.result.blocks
    lines = [
        {"line": line, "kind": KINDS[kind], "field": claim, "text": text}
        for line, kind, claim, text in zip(blocks.lines, blocks.kinds, page.claims, blocks.texts, strict=True)
    ]
    return {
        **facts,
        "page_id": outcome.result.page_id,
        "url": outcome.result.url,
        "family": outcome.result.family,
        "rendering": blocks.rendering,
        "layout": page.layout,
        "site_version": page.site_version,
        "lines": lines,
        "titles": [title._asdict() for title in page.titles],
    }


def inspection_lines(facts: dict[str, Any]) -> Iterator[str]:
    """The inspection as text: number, field and text of each line, then the split titles and what was odd."""
    decoded = f"decoded with {facts['decoded_with']}" if facts["decoded_with"] else "not decoded"
    yield one_line(f"{facts['source']}: {decoded}")
    if facts["reason"]:
        yield one_line(f"set aside, {facts['reason']}: {facts['detail']}")
        return
    version = f" ({facts['site_version']})" if facts["site_version"] else ""
    yield f"page {facts['page_id']}, {facts['rendering']}, layout {facts['layout']}{version}, family {facts['family']}"
    for line in facts["lines"]:
        yield one_line(f"{line['line']:>5}  {line['field'] or 'LEFTOVER':<17} {line['text']}")
    for title in facts["titles"]:
        marks = " ".join(name for name in ("cut_off", "unsplit") if title[name])
        yield one_line(
            f"title  {title['title']}  [{title['stem']} · {title['marker']}{' · ' + marks if marks else ''}]"
        )
    for warning in facts["warnings"]:
        yield one_line(
            f"warning {warning['code']}"
            + (f" at line {warning['line']}" if warning["line"] else "")
            + f": {warning['text'] or ''}"
        )
