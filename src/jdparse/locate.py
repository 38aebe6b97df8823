"""Who is this page? Its address, identity and family, from the input, the page's own link and its titles."""

from jdparse.address import Address, family_name, read_address
from jdparse.identity import body_of, body_sha256, page_id
from jdparse.records import Blocks, Oddity, Page, Parsed, Source


def locate(page: Page, blocks: Blocks, source: Source) -> Parsed:
    """Give a parsed page its identity; what its addresses say against one another becomes an oddity."""
    own = (blocks.canonical_url or "").strip() or None
    url = source.url or own
    address = None if url is None else _address(page, url)
    if source.url and own and read_address(own) not in (None, address):
        page.oddities.append(Oddity("address_conflict", None, own))
    body = body_of(page)
    body_hash = body_sha256(body)
    family, family_source = _family(page, address, source)
    return Parsed(
        page,
        blocks,
        page_id(address, body_hash, page.layout),
        body_hash,
        len(body),
        url,
        None if address is None else address.family_slug,
        family,
        family_source,
    )


def _address(page: Page, url: str) -> Address | None:
    address = read_address(url)
    if address is None:
        page.oddities.append(Oddity("address_unreadable", None, url))
    elif page.level_code is not None and address.level_code != page.level_code:
        page.oddities.append(Oddity("level_differs", None, url))
    return address


def _family(page: Page, address: Address | None, source: Source) -> tuple[str | None, str | None]:
    """The family's name and where it comes from; a name given beside the page is better than one read off a slug."""
    if source.family:
        return source.family, "sidecar"
    if address is not None:
        return family_name(address.family_slug), "address"
    stem = next((title.stem for title in page.titles if title.stem and title.marker != "label"), None)
    return stem, None if stem is None else "titles"
