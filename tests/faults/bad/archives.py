"""e17: an archive cut at every 97th byte, or with a record that is not what it says."""

import gzip
from base64 import b32encode
from hashlib import sha1

from faults.bad.case import dash, good_page
from jdparse.sources import Input

STEP = 97
BODIES = [dash(good_page(number)).encode() for number in (1, 3, 5)]
END = "\r\n"


def record(number: int, *, uri: bool = True, longer: int = 0, flip: bool = False, http: tuple[str, ...] = ()) -> bytes:
    """An answer in an archive, with the digest of its block; the options say what is wrong with it."""
    head = END.join(["HTTP/1.1 200 OK", "Content-Type: text/plain; charset=utf-8", *http, "", ""])
    block = head.encode() + BODIES[number]
    digest = b32encode(sha1(block, usedforsecurity=False).digest()).decode()
    if flip:
        block = block[:-30] + bytes([block[-30] ^ 1]) + block[-29:]
    lines = ["WARC/1.0", "WARC-Type: response", f"WARC-Block-Digest: sha1:{digest}", "WARC-Date: 2026-01-02T03:04:05Z"]
    lines += [f"WARC-Target-URI: https://x.example/cut-{number}/p1"] if uri else []
    lines += ["Content-Type: application/http; msgtype=response", f"Content-Length: {len(block) + longer}", "", ""]
    return END.join(lines).encode() + block + (2 * END).encode()


RECORDS = [record(number) for number in range(len(BODIES))]
FORMS: dict[str, list[bytes]] = {"plain": RECORDS, "gz": [gzip.compress(one, mtime=0) for one in RECORDS]}
"""The same archive as it is, and with a compressed member a record."""

CUTS = [(form, cut) for form, parts in FORMS.items() for cut in range(STEP, len(b"".join(parts)), STEP)]


def wrong_cut(form: str, cut: int, found: list[Input]) -> str:
    """What is wrong with the inputs read from the archive cut there; empty if nothing."""
    whole, ends = 0, 0
    for part in FORMS[form]:
        ends += len(part)
        whole += cut >= ends
    contents = [item.content for item in found if item.problem is None]
    if contents != BODIES[:whole]:
        return f"{len(contents)} records taken, {whole} are whole"
    boundary = cut in {sum(map(len, FORMS[form][: n + 1])) for n in range(len(RECORDS))}
    reasons = [item.problem.reason for item in found if item.problem is not None]
    return "" if reasons == ([] if boundary else ["truncated_record"]) else f"reasons are {reasons}"


CHANGED: dict[str, tuple[bytes, list[str]]] = {
    "flipped-byte": (RECORDS[0] + record(1, flip=True) + RECORDS[2], ["", "digest_mismatch", ""]),
    "flipped-in-gzip": (gzip.compress(record(1, flip=True)) + gzip.compress(RECORDS[2]), ["digest_mismatch", ""]),
    "length-too-long": (RECORDS[0] + record(1, longer=40) + RECORDS[2], ["", "bad_record", ""]),
    "length-too-short": (RECORDS[0] + record(1, longer=-40) + RECORDS[2], ["", "bad_record", ""]),
    "length-too-long-at-the-end": (RECORDS[0] + record(1, longer=40), ["", "truncated_record"]),
    "length-negative": (record(0).replace(b"Content-Length: ", b"Content-Length: -") + RECORDS[1], ["bad_record", ""]),
    "length-enormous": (record(0, longer=10**14) + RECORDS[1], ["truncated_record"]),
    "no-address": (record(0, uri=False) + RECORDS[1], ["", ""]),
    "answer-short": (record(0, http=("Content-Length: 999999",)) + RECORDS[1], ["truncated_record", ""]),
    "not-gzip-as-said": (record(0, http=("Content-Encoding: gzip",)) + RECORDS[1], ["", ""]),
    "not-chunked-as-said": (record(0, http=("Transfer-Encoding: chunked",)) + RECORDS[1], ["", ""]),
    "one-gzip-member": (gzip.compress(b"".join(RECORDS)), ["", "", ""]),
    "junk-between": (RECORDS[0] + b"junk\r\n\r\n" + RECORDS[1], ["", "bad_record", ""]),
}
"""Name → the archive, and for each record its reason, or nothing where it is taken."""
