"""White space of HTML blocks folded, blank ones dropped, the others numbered."""

from collections.abc import Sequence

from jdparse.blocks.text import tidy
from jdparse.records import Blocks, Oddity


def folded_blocks(
    kinds: Sequence[str], texts: Sequence[str], links: dict[int, str], furniture: Sequence[int] = ()
) -> Blocks:
    """The blocks of an HTML page; those in ``furniture`` keep their numbers and are only counted."""
    oddities: list[Oddity] = []
    joined = "\n".join(texts)
    if joined.count("\n") >= len(texts):  # line ends within a text
        folded = [" ".join(tidy(text, oddities).split()) for text in texts]
    else:
        tidied = tidy(joined, oddities)
        folded = list(texts) if tidied is joined else tidied.split("\n")
    if "" not in folded and not furniture:
        return Blocks("html", "".join(kinds), folded, range(1, len(folded) + 1), links, oddities=oddities)
    dropped = set(furniture)
    visible = [at for at, text in enumerate(folded) if text]
    keep = [(line, at) for line, at in enumerate(visible, 1) if at not in dropped]
    return Blocks(
        "html",
        "".join([kinds[at] for _, at in keep]),
        [folded[at] for _, at in keep],
        [line for line, _ in keep],
        {new: links[at] for new, (_, at) in enumerate(keep) if at in links},
        furniture=len(visible) - len(keep),
        oddities=oddities,
    )
