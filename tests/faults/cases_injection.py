"""Group f: pages, names and sidecars full of payloads, through a whole run, into everything a person opens."""

import csv
import html
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree
from lxml import html as lxml_html

from faults.bad.case import good_page
from faults.harness import Tally
from faults.places import Place
from jdparse.errors import WrongUse
from jdparse.sample import render_html
from jdparse.warehouse import Warehouse, open_warehouse
from jdparse.warehouse.export import export

PAYLOADS = (
    "<script>alert(1)</script>", '" onload="alert(1)', "</script><img src=x onerror=alert(1)>", "javascript:alert(1)",
    "{{7*7}}{% for x in y %}", "abc\u202egnp.exe", "\x1b[31mred", "]]> --> <!-- `${x}`",
    "=cmd|'calc'!A0", "+1+1", "-1+1",    "@SUM(A1)", "\t=1", "'; DROP TABLE pages;--", "x; drop",
    "../../../etc/passwd", "$(touch x)`id`",
    "a | b [c](d) **e**",    "![](https://x.example/pixel.png)", "%s %n {0} {x!r}", "\u2028\u2029", "two\nlines",
    "x" * 40_000, "＝1+1",
)  # fmt: skip
FORMULA_CHARACTERS = "=+-@\t\r\n\0＝＋－＠"
ALLOWED_NAMES = re.compile(
    r"current|runs|staging|snapshots|lock|[0-9a-f]{24}|part-\d{5}\.parquet|ledger\.parquet|datapackage\.json|run\.json|"
    r"[a-z_]+\.(?:json|parquet)|links-[a-z]+-(?:words\.arrow|pairs)|report\.html|log\.jsonl|\d{8}T\d{6}-[0-9a-f]{6}|[a-z_]+|\.[a-z.]+"
)


def hostile_pages(raw: Path) -> None:
    """A page a payload, which stands in every field the page, its name and its sidecar have."""
    raw.mkdir(parents=True)
    told = []
    for number, payload in enumerate(PAYLOADS):
        page = good_page(number)
        shown = html.escape(payload)
        text = render_html(page).decode()
        for field in filter(None, (page.label, page.summary, page.duties[0], page.skills[0], page.qualifications[0],
                                   page.level.tagline, page.titles[0].title if page.titles else None, page.soc.title,
                                   page.related[0].name if page.related else None)):  # fmt: skip
            text = text.replace(f">{html.escape(field, quote=False)}<", f">{shown} {html.escape(field, quote=False)}<")
        text = re.sub(r"<title>[^<]*", f"<title>{shown}", text)
        text = re.sub(r'href="(https://[^"]*)"', lambda m, shown=shown: f'href="{shown}"', text)
        name = f"{number} {payload.replace('/', '∕')[:60]}"
        (raw / name).write_text(text, encoding="utf-8")
        told.append({"file": name, "url": f"https://x.example/{payload[:80]}/p1", "family": payload[:200]})
    for number, payload in enumerate(PAYLOADS):
        (raw / f"bad {number} {payload.replace('/', '∕')[:60]}").write_bytes(b"\x89PNG\r\n\x1a\n")
    (raw / "manifest.jsonl").write_text("\n".join(json.dumps(row) for row in told), encoding="utf-8")


def injection(place: Place, share: float) -> Tally:
    """f1–f6 on one run; each promise is counted once, with what broke it."""
    del share
    tally = Tally("f payloads in every field and name")
    raw, warehouse = place.folder / "hostile", place.folder / "warehouse-of-hostile"
    hostile_pages(raw)
    program = [sys.executable, "-c", "from jdparse.cli import main; main()", "run", str(raw), "-w", str(warehouse)]
    done = subprocess.run(
        [*program, "--quarantine-limit", "1", "--log-json", "--workers", "1"],
        capture_output=True, check=False, cwd=place.folder,
    )  # fmt: skip
    promises = [(f"the run published: {done.stderr[-300:]!r}", done.returncode == 0)]
    if done.returncode == 0:
        with open_warehouse(warehouse) as opened:
            promises += [*_report(warehouse), *_exports(opened, place.folder), *_sql(opened), *_texts(opened)]
        promises += [*_lines(done.stdout, done.stderr, warehouse), *_names(warehouse)]
    for promise, kept in promises:
        tally.count("survived" if kept else "wrong", promise)
    return tally


def _report(warehouse: Path) -> Iterator[tuple[str, bool]]:
    (report,) = warehouse.glob("runs/*/report.html")
    content = report.read_text(encoding="utf-8")
    tree = lxml_html.fromstring(content)
    yield (
        "report: no script, image, frame or form",
        not list(tree.iter("script", "img", "iframe", "object", "embed", "link", "form", "base", "a:href")),
    )
    attributes = [(name, value) for element in tree.iter() for name, value in element.attrib.items()]
    yield "report: no handler", not [name for name, _ in attributes if name.startswith("on")]
    yield "report: no script address", not [value for _, value in attributes if "javascript:" in value.lower()]
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    yield "report: a policy that allows nothing", bool(policy) and policy[0].startswith("default-src 'none'")
    yield "report: nothing unseen in it", not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2028\u2029]", content)


def _exports(opened: Warehouse, folder: Path) -> Iterator[tuple[str, bool]]:
    csv.field_size_limit(1 << 24)
    for path in export(opened, [], folder / "csv", "csv"):
        with path.open(newline="", encoding="utf-8") as file:
            cells = [cell for row in list(csv.reader(file))[1:] for cell in row if cell]
        numbers = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?")
        formulas = [cell for cell in cells if cell[0] in FORMULA_CHARACTERS and not numbers.fullmatch(cell)]
        yield f"csv: no formula in {path.stem}: {formulas[:2]}", not formulas
    (book,) = export(opened, [], folder / "book.xlsx", "xlsx")
    with zipfile.ZipFile(book) as parts:
        sheets = [etree.fromstring(parts.read(name)) for name in parts.namelist() if "worksheets/sheet" in name]
    tags = {etree.QName(element).localname for sheet in sheets for element in sheet.iter()}
    yield "xlsx: no formula, no link", not tags & {"f", "hyperlink", "hyperlinks"}
    longest = max(len("".join(cell.itertext())) for sheet in sheets for cell in sheet.iter("{*}c"))
    yield f"xlsx: no cell above Excel's limit: {longest}", longest <= 32_767


def _sql(opened: Warehouse) -> Iterator[tuple[str, bool]]:
    for name in ("x; drop", "duties; DROP TABLE pages", '"', "../duties"):
        try:
            opened.arrow(name)
        except WrongUse:
            yield f"no table is called {name}", True
        else:
            yield f"a table is called {name}", False
    bound = opened.sql("SELECT count(*) AS n FROM duties WHERE text = ?", ["'; DROP TABLE pages;--"])
    yield "values are bound", int(bound["n"][0]) >= 0 and len(opened.arrow("pages")) == len(PAYLOADS)


def _texts(opened: Warehouse) -> Iterator[tuple[str, bool]]:
    duties = "\n".join(opened.arrow("duties")["text"].to_pylist())
    for payload in ("<script>alert(1)</script>", "=cmd|'calc'!A0", "{{7*7}}{% for x in y %}", "abc\u202egnp.exe"):
        yield f"the Parquet has {payload!r} as it was", payload in duties


def _lines(out: bytes, err: bytes, warehouse: Path) -> Iterator[tuple[str, bool]]:
    (log,) = warehouse.glob("runs/*/log.jsonl")
    for name, lines in {"log": log.read_bytes().split(b"\n")[:-1], "stderr": err.split(b"\n")[:-1]}.items():
        events = [line for line in lines if line.startswith(b"{")]
        yield f"{name}: each event is a line of JSON", all(isinstance(json.loads(line), dict) for line in events)
        yield f"{name}: no escape character", b"\x1b" not in b"".join(lines)
    told = out.decode() + err.decode()
    yield "nothing unseen is printed", all(line.isprintable() for line in told.split("\n"))
    yield "one line an input", len([line for line in err.split(b"\n") if b": set aside, " in line]) == 20


def _names(warehouse: Path) -> Iterator[tuple[str, bool]]:
    odd = [path.name for path in warehouse.rglob("*") if not ALLOWED_NAMES.fullmatch(path.name)]
    yield f"no name comes from an input: {odd[:3]}", not odd
