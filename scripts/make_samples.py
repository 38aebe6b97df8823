"""Writes the invented sample pages of raw/: one HTML template, two real extractors, three renderings of each page.

    python scripts/make_samples.py [TARGET]

Needs the dependency group `extract`. Running it again changes nothing.
"""

import csv
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from resiliparse.extract.html2text import extract_plain_text
from trafilatura import extract

from jdparse.sample.generate import page_for
from jdparse.sample.odd import odd_pages
from jdparse.sample.page import NEWER, OLDER, SamplePage
from jdparse.sample.template import render_html

# The volume of the book the pages are from: one where a family in the sample has no titles, but not the ladders.
SEED = 4

# Whole ladders of families whose work overlaps, for comparing them; then every other level somewhere.
LADDERS = {
    "data-engineering": "P1 P2 P3 P4 P5 P6 M1 M2 M3",
    "data-science": "P1 P2 P3 P4 P5 P6 M1",
    "business-intelligence": "P1 P2 P3 P4",
    "veterinary-nursing": "S1 S2 P1 P2 P3",
    "executive-assistance": "S1 S2 S3 S4",
}
SINGLES = {
    "robotics-engineering": "P4 P7",
    "x-ray-crystallography": "P8",
    "iot-firmware": "P2",
    "hvac-r-service": "P3",
    "critical-care-nursing": "M1",
    "paralegal-services": "P5",
    "supply-chain-planning": "M4",
    "internal-audit": "M5",
    "insurance-sales": "M6",
    "talent-acquisition": "E1",
    "forest-management": "E2",
    "video-game-design": "E3",
    "it-service-desk": "E4",
    "investor-relations": "E5",
    "fire-and-rescue": "E6",
}
# Crawled a second time, from the other address, in the other site version.
AGAIN = ("data-engineering P1", "data-science P3", "veterinary-nursing P1", "supply-chain-planning M4")
# Saved without a note of where they came from.
WITHOUT_ADDRESS = ("business-intelligence P4", "executive-assistance S3", "forest-management E2")


def chosen() -> Iterator[tuple[str, SamplePage]]:
    """Each page with the stem of its files."""
    wanted = [f"{slug} {code}" for slug, codes in {**LADDERS, **SINGLES}.items() for code in codes.split()]
    for number, name in enumerate(wanted):
        slug, code = name.split()
        version = OLDER if number % 2 else NEWER
        yield f"{slug}-{code.lower()}", page_for(slug, code, version, SEED, addressed=name not in WITHOUT_ADDRESS)
        if name in AGAIN:
            other = NEWER if version == OLDER else OLDER
            yield f"{slug}-{code.lower()}-again", page_for(slug, code, other, SEED)


def odd_files() -> Iterator[tuple[str, bytes, str | None]]:
    """The odd pages, those of the sister layout as text as well: the extractor loses the dash of the pay range."""
    for name, content, url in odd_pages():
        yield name, content, url
        if name.endswith("-pay.html"):
            text = extract_plain_text(content.decode(), main_content=True)
            yield name.replace(".html", ".txt"), text.encode(), url


def write_all(target: Path) -> None:
    """Empties the folders it owns under `target`, then writes every rendering and the manifest."""
    rows = []
    for folder in ("html", "dash", "bullet", "odd"):
        shutil.rmtree(target / folder, ignore_errors=True)
        (target / folder).mkdir(parents=True)
    for stem, page in chosen():
        html = render_html(page)
        text = html.decode()
        renderings = {
            f"html/{stem}.html": html,
            f"dash/{stem}.txt": extract(text).encode(),
            f"bullet/{stem}.txt": extract_plain_text(text, main_content=True).encode(),
        }
        for name, content in renderings.items():
            (target / name).write_bytes(content)
            if page.url:
                rows.append((name, page.url, page.fetched_at, page.family))
    for name, content, url in odd_files():
        (target / "odd" / name).write_bytes(content)
        if url:
            rows.append((f"odd/{name}", url, "2026-06-01T06:00:00Z", ""))
    with (target / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("file", "url", "fetched_at", "family"))
        writer.writerows(rows)


if __name__ == "__main__":
    write_all(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "raw")
