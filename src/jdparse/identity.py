"""Stable identifiers: what a page, a body and an input are, as hashes of what makes them that and nothing else."""

from hashlib import blake2b, sha256

from jdparse.address import Address
from jdparse.records import Page
from jdparse.vocabulary import JOB_LEVEL, LIST_SECTIONS

ID_BYTES = 12  # 24 hexadecimal characters: a billion ids collide with a chance below 10⁻¹⁰

_FIELD, _ITEM = "\x1f", "\x1e"  # control characters never reach a page's text


def body_of(page: Page) -> bytes:
    """Level, label, summary and bullets (on a pay page its figures): what makes two renderings the same body."""
    lists = [_ITEM.join(page.bullets[name].texts) if name in page.bullets else "" for name in LIST_SECTIONS]
    figures = (page.pay.median, page.pay.low, page.pay.high, page.pay.growth) if page.pay else ()
    told = [] if figures.count(None) == len(figures) else ["" if figure is None else repr(figure) for figure in figures]
    parts = (page.level_code, page.label, page.summary, *lists, *told)
    return _FIELD.join([part or "" for part in parts]).encode()


def body_sha256(body: bytes) -> str:
    """SHA-256 of a body in hexadecimal."""
    return sha256(body).hexdigest()


def page_id(address: Address | None, body_hash: str, layout: str) -> str:
    """Identity of a page: its address where it has one, else its body.

    A page of another layout at the address's family and level is another page.
    """
    parts = ("body", body_hash) if address is None else ("address", *address)
    return _identifier(parts if layout == JOB_LEVEL else (*parts, layout))


def input_id(source: str, record: str | None, content_sha256: str | None, repeat: int = 0) -> str:
    """Identity of an input; ``repeat`` counts inputs that are alike in all three."""
    parts = (source, record or "", content_sha256 or "")
    return _identifier((*parts, str(repeat)) if repeat else parts)


def _identifier(parts: tuple[str, ...]) -> str:
    return blake2b(_FIELD.join(parts).encode(), digest_size=ID_BYTES).hexdigest()
