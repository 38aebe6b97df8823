"""What reading costs a page, beside the bare reader of the same format in the same run.

    python benchmarks/sources.py [--pages 20000]

Text pages of about 2.5 kB, best of three, processor time. A baseline does the least that anybody must do: get the
bytes of each page and hash them. ``jdparse`` also recognises the format, checks, names, dates and describes each page.
Decoding is shown apart, against a bare ``bytes.decode``.
"""

import argparse
import gzip
import json
import tempfile
import time
from base64 import b32encode
from collections.abc import Callable, Iterable
from functools import partial
from hashlib import sha1, sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from fastwarc.warc import ArchiveIterator, WarcRecordType

from jdparse.sample import page_at, render_dash, render_html
from jdparse.sources import Options, decode, plan, read

ROUNDS = 3
HTML_PAGES = 200


def best(work: Callable[[], int], pages: int) -> float:
    """Microseconds a page, of processor time."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        found = work()
        times.append(time.process_time() - start)
        assert found == pages, f"{found} pages of {pages}"
    return min(times) / pages * 1e6


def hashed(contents: Iterable[bytes]) -> int:
    return sum(bool(sha256(content).hexdigest()) for content in contents)


def ours(path: Path) -> int:
    return sum(item.problem is None for shard in plan([str(path)], Options()).shards for item in read(shard))


def url(number: int) -> str:
    return f"https://jobs.example/jobs/family-{number}/p1"


def warc_record(number: int, text: bytes) -> bytes:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nServer: none\r\n\r\n" + text
    digest = b32encode(sha1(http, usedforsecurity=False).digest()).decode()
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number:032x}>\r\n"
        f"WARC-Target-URI: {url(number)}\r\nWARC-Date: 2026-03-01T10:00:00Z\r\nWARC-Block-Digest: sha1:{digest}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def write_inputs(folder: Path, texts: list[str]) -> None:
    urls = [url(number) for number in range(len(texts))]
    table = pa.table({"text": texts, "url": urls, "date": ["2026-03-01T10:00:00Z"] * len(texts)})
    pq.write_table(table, folder / "pages.parquet", compression="zstd")
    with (folder / "pages.jsonl").open("w", encoding="utf-8") as out:
        for address, text in zip(urls, texts, strict=True):
            out.write(json.dumps({"url": address, "text": text}) + "\n")
    records = [warc_record(number, text.encode()) for number, text in enumerate(texts)]
    (folder / "pages.warc").write_bytes(b"".join(records))
    (folder / "pages.warc.gz").write_bytes(b"".join(gzip.compress(record, 6) for record in records))
    (folder / "files").mkdir()
    for number, text in enumerate(texts):
        (folder / "files" / f"{number}.txt").write_text(text, encoding="utf-8")


def bare_parquet(path: Path) -> int:
    batches = pq.ParquetFile(path).iter_batches(1024, columns=["text", "url", "date"], use_threads=False)
    return sum(hashed(batch.column(0).cast(pa.binary()).to_pylist()) for batch in batches)


def bare_jsonl(path: Path) -> int:
    with path.open("rb") as lines:
        return hashed(json.loads(line)["text"].encode() for line in lines)


def bare_warc(path: Path) -> int:
    with path.open("rb") as stream:
        records = ArchiveIterator(stream, record_types=WarcRecordType.response)
        return hashed(record.reader.read() for record in records)


def bare_checked_warc(path: Path) -> int:
    with path.open("rb") as stream:
        records = ArchiveIterator(stream, record_types=WarcRecordType.response, verify_digests=True)
        return hashed(record.reader.read() for record in records)


def bare_files(path: Path) -> int:
    return hashed(file.read_bytes() for file in path.iterdir())


def show(name: str, baseline: float, found: float) -> None:
    print(f"{name:<34}{baseline:>12.1f}{found:>12.1f}{found / baseline:>9.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=20_000)
    pages = parser.parse_args().pages
    texts = [render_dash(page_at(number)) for number in range(pages)]
    print(f"{pages} text pages, {sum(map(len, texts)) / pages:.0f} characters each; processor time a page in µs")
    print(f"{'':<34}{'bare':>12}{'jdparse':>12}{'ratio':>9}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_inputs(folder, texts)
        for label, file, bare in (
            ("Parquet (pyarrow)", "pages.parquet", bare_parquet),
            ("JSONL (json)", "pages.jsonl", bare_jsonl),
            ("WARC (FastWARC)", "pages.warc", bare_warc),
            ("WARC (FastWARC, digests)", "pages.warc", bare_checked_warc),
            ("WARC.gz (FastWARC)", "pages.warc.gz", bare_warc),
            ("files", "files", bare_files),
        ):
            path = folder / file
            show(label, best(partial(bare, path), pages), best(partial(ours, path), pages))
    contents = [text.encode() for text in texts]
    show(
        "decode, text page",
        best(lambda: sum(bool(content.decode()) for content in contents), pages),
        best(lambda: sum(decode(content).problem is None for content in contents), pages),
    )
    html = [render_html(page_at(number), 80_000) for number in range(HTML_PAGES)]
    size = sum(map(len, html)) // len(html) // 1000
    show(
        f"decode, HTML page of {size} kB",
        best(lambda: sum(bool(content.decode()) for content in html), HTML_PAGES),
        best(lambda: sum(decode(content).problem is None for content in html), HTML_PAGES),
    )
    show(
        f"decode + SHA-256, HTML of {size} kB",
        best(lambda: sum(bool(content.decode() and sha256(content).hexdigest()) for content in html), HTML_PAGES),
        best(lambda: sum(bool(decode(c).text and sha256(c).hexdigest()) for c in html), HTML_PAGES),
    )


if __name__ == "__main__":
    main()
