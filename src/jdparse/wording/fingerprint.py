"""One key a wording: bullets that say the same with the same words get the same key, whatever else is in the column."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from . import grammar, tables
from .arrow import Column, pa, pc
from .folding import fold_array
from .morphology import THINGS, Class
from .vocabulary import (
    PAIR,
    U64,
    PhraseTable,
    class_in,
    digest,
    loose_prepositions,
    mix,
    phrase_table,
    run_hash,
    vocabulary,
)
from .words import Entry, as_it_is, single

KINDS = ("duty", "skill", "qualification", "title")
CHUNK = 1 << 14  # rows; columns of a chunk stay in the processor's cache
MAX_CHARACTERS = 5_000
ID_BYTES = 12

I64 = npt.NDArray[np.int64]
_MAIN_MODE = {
    "duty": grammar.MAIN_DUTY,
    "skill": grammar.MAIN_SKILL,
    "qualification": grammar.MAIN_SKILL,
    "title": grammar.MAIN_TITLE,
}
_END = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F)
_NO_MARK = (0x165667B19E3779F9, 0x27D4EB2F165667C5)
_EMPTY_SKILL_HEADS = ("skill", "ability")


@dataclass(frozen=True)
class Tokens:
    """Words of a column in order: the row each stands in, and its entry number. `rows` counts the strings."""

    row: I64
    entry: I64
    rows: int

    def where(self, keep: npt.NDArray[np.bool_]) -> "Tokens":
        """The tokens that are kept."""
        return Tokens(self.row[keep], self.entry[keep], self.rows)


def _spread(starts: I64, counts: I64) -> I64:
    """Indices of all items of rows given as start and count."""
    total = int(counts.sum())
    offsets = (
        np.repeat(starts - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts) if total else np.zeros(0, np.int64)
    )
    return cast("I64", offsets + np.arange(total))


def without_end_marks(texts: Column) -> Column:
    """The texts without the marks they end with: there they part nothing. The last dot of "U.S." stays."""
    trimmed = pc.utf8_rtrim(texts, characters=" ;:,!")
    dotted = pc.match_substring_regex(trimmed, r"\.\w+\.$")
    return pc.if_else(dotted, trimmed, pc.utf8_rtrim(trimmed, characters=" .;:,!"))


def tokenize(texts: Column) -> Tokens:
    """Split at blanks, and look each distinct piece up once."""
    folded = without_end_marks(fold_array(pc.utf8_slice_codeunits(texts, 0, MAX_CHARACTERS)))
    lists = pc.utf8_split_whitespace(folded)
    flat = pc.list_flatten(lists).dictionary_encode()
    known = vocabulary()
    entries = [known.piece(piece) for piece in flat.dictionary.to_pylist()]
    sizes = np.fromiter(map(len, entries), np.int64, len(entries))
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    members = np.fromiter((e for piece in entries for e in piece), np.int64, int(starts[-1]))
    codes = np.asarray(flat.indices).astype(np.int64)
    rows = np.asarray(pc.list_parent_indices(lists)).astype(np.int64)
    counts = sizes[codes] if len(codes) else np.zeros(0, np.int64)
    picked = _spread(starts[:-1][codes] if len(codes) else np.zeros(0, np.int64), counts)
    return Tokens(np.repeat(rows, counts), members[picked], len(texts))


def _nouns(tokens: Tokens) -> I64:
    return cast("I64", vocabulary().nouns.values[tokens.entry].astype(np.int64))


def _kinds(tokens: Tokens) -> npt.NDArray[np.int8]:
    return cast("npt.NDArray[np.int8]", vocabulary().kinds.values[tokens.entry])


def join_phrases(tokens: Tokens) -> Tokens:
    """Replace runs of the phrase table by their one entry, longer runs first, then from the left."""
    table = phrase_table()
    for length, (codes, entries) in table.by_length.items():
        lemmas = _nouns(tokens)
        starts = _possible_starts(tokens, lemmas, table, length)
        if not len(starts):
            continue
        found = run_hash([lemmas[starts + i] for i in range(length)])
        at = np.minimum(np.searchsorted(codes, found), len(codes) - 1)
        hit = codes[at] == found
        starts, at = starts[hit], at[hit]
        if not len(starts):
            continue
        free = _without_overlaps(starts, length)
        starts, at = starts[free], at[free]
        entry = tokens.entry.copy()
        entry[starts] = entries[at]
        keep = np.ones(len(entry), bool)
        for i in range(1, length):
            keep[starts + i] = False
        tokens = Tokens(tokens.row[keep], entry[keep], tokens.rows)
    return tokens


def _possible_starts(tokens: Tokens, lemmas: I64, table: PhraseTable, length: int) -> I64:
    """Where a run of that length can start: its first two lemmas start some run, and it stays within its row."""
    if len(lemmas) < length:
        return np.zeros(0, np.int64)
    starts = np.flatnonzero(table.is_first(len(vocabulary().lemmas.names))[lemmas[: len(lemmas) - length + 1]])
    starts = starts[table.is_second(len(vocabulary().lemmas.names))[lemmas[starts + 1]]]
    return cast("I64", starts[tokens.row[starts] == tokens.row[starts + length - 1]])


def _without_overlaps(starts: I64, length: int) -> npt.NDArray[np.bool_]:
    keep = np.ones(len(starts), bool)
    if len(starts) > 1 and (np.diff(starts) < length).any():
        end = -1
        for i, start in enumerate(starts.tolist()):
            keep[i] = start >= end
            end = start + length if keep[i] else end
    return keep


def drop_repeated_gloss(tokens: Tokens) -> Tokens:
    """Leave out what repeats the word before it in parentheses: an expansion joined into its own short form."""
    commas = class_in(_kinds(tokens), {Class.COMMA})
    lemmas = _nouns(tokens)
    at = np.flatnonzero(commas[1:-1]) + 1
    at = at[(lemmas[at - 1] == lemmas[at + 1]) & (tokens.row[at - 1] == tokens.row[at + 1])] if len(at) else at
    if not len(at):
        return tokens
    keep = np.ones(len(commas), bool)
    keep[at] = keep[at + 1] = False
    closing = at[at + 2 < len(commas)] + 2
    keep[closing[commas[closing] & (tokens.row[closing] == tokens.row[closing - 2])]] = False
    return tokens.where(keep)


def _firsts(tokens: Tokens) -> npt.NDArray[np.bool_]:
    """Which tokens open their row."""
    first = np.ones(len(tokens.row), bool)
    first[1:] = tokens.row[1:] != tokens.row[:-1]
    return first


def _verbs_before_articles(tokens: Tokens, empty: npt.NDArray[np.bool_]) -> Tokens:
    """In "Code a review" the opening word is no thing."""
    things = np.flatnonzero(_firsts(tokens)[:-1] & class_in(_kinds(tokens)[:-1], THINGS) & empty[1:])
    if not len(things):
        return tokens
    known, entry = vocabulary(), tokens.entry.copy()
    entry[things] = [known.entry(Entry(known.words[number], Class.NOUN_VERB)) for number in entry[things]]
    return Tokens(tokens.row, entry, tokens.rows)


def drop_empty(tokens: Tokens) -> Tokens:
    """Leave out articles and their like; in "Class A" the letter is a name, and before "the" stands a verb."""
    known = vocabulary()
    empty = class_in(_kinds(tokens), {Class.EMPTY})
    tokens = _verbs_before_articles(tokens, empty)
    at = np.flatnonzero(empty & (tokens.entry == known.entry(single("a"))) & ~_firsts(tokens))
    heads = np.array([known.lemma_of(word) for word in sorted(tables.words("lettered.txt"))])
    at = at[np.isin(_nouns(tokens)[at - 1], heads)] if len(at) else at
    entry = tokens.entry.copy()
    entry[at] = known.entry(as_it_is("a", "a", Class.NOUN))
    empty[at] = False
    return Tokens(tokens.row, entry, tokens.rows).where(~empty)


def drop_skill_heads(tokens: Tokens, kind: str) -> Tokens:
    """Leave out a final "skills" or "abilities" of a skill that says what skill it is."""
    if kind != "skill" or not len(tokens.row):
        return tokens
    known = vocabulary()
    heads = np.array([known.lemma_of(word) for word in _EMPTY_SKILL_HEADS])
    first = _firsts(tokens)
    last = np.concatenate([first[1:], [True]])
    marks = class_in(_kinds(tokens), grammar.COORDINATORS)
    return tokens.where(~(last & ~first & np.isin(_nouns(tokens), heads)) | marks)


def settle_prepositions(tokens: Tokens) -> Tokens:
    """Read a preposition that says nothing after its word as the one name it has there."""
    loose = loose_prepositions()
    kinds, lemmas = _kinds(tokens), _nouns(tokens)
    first = _firsts(tokens)
    second = np.concatenate([[False], first[:-1]])
    # As the bullet's first word but for a few ("assist in"), the word before is a verb, and its preposition speaks.
    at = np.flatnonzero(class_in(kinds, {Class.PREPOSITION, Class.OF}) & ~first)
    at = at[np.isin(lemmas[at - 1], loose.heads)] if len(at) else at
    if not len(at):
        return tokens
    codes = lemmas[at - 1] * PAIR + lemmas[at]
    place = np.minimum(np.searchsorted(loose.codes, codes), len(loose.codes) - 1)
    hit = (loose.codes[place] == codes) & ~(second[at] & loose.nouns_only[place])
    entry = tokens.entry.copy()
    entry[at[hit]] = loose.entries[place[hit]]
    settled = Tokens(tokens.row, entry, tokens.rows)
    return settled.where(~class_in(_kinds(settled), {Class.EMPTY}))


_HELPS = ("assist", "help", "aid")
_DOING = frozenset({Class.VERB_ING, Class.NOUN_VERB_ING, Class.ACTION})


def settle_help(tokens: Tokens) -> Tokens:
    """ "Assist customers in selecting wines" and "with the selection of wines" say one thing."""
    if not len(tokens.row):
        return tokens
    known, kinds, lemmas, first = vocabulary(), _kinds(tokens), _nouns(tokens), _firsts(tokens)
    helps = np.zeros(tokens.rows, bool)
    helps[tokens.row[first & np.isin(lemmas, [known.lemma_of(word) for word in _HELPS])]] = True
    at = np.flatnonzero(helps[tokens.row] & class_in(kinds, {Class.PREPOSITION}))
    at = at[np.unique(tokens.row[at], return_index=True)[1]]
    at = at[at + 1 < len(kinds)]
    wanted = np.isin(lemmas[at], [known.lemma_of("in"), known.lemma_of("with")]) & class_in(kinds[at + 1], _DOING)
    at = at[wanted & (tokens.row[at] == tokens.row[at + 1])]
    entry = tokens.entry.copy()
    entry[at] = known.entry(single("with"))
    return Tokens(tokens.row, entry, tokens.rows)


@dataclass(frozen=True)
class Phrases:
    """A column of bullets cut into phrases: start and length of each among `tokens`, its pattern code, mark and row."""

    tokens: Tokens
    start: I64
    length: I64
    code: I64
    mark: I64
    row: I64


def cut(tokens: Tokens, kind: str) -> Phrases:
    """Cut before each preposition; the preposition becomes its phrase's mark (a lemma number, -1 for none)."""
    known = vocabulary()
    kinds, first = _kinds(tokens), _firsts(tokens)
    after_mark = (
        np.concatenate([[True], class_in(kinds[:-1], grammar.COORDINATORS)]) if len(kinds) else np.zeros(0, bool)
    )
    last = np.concatenate([first[1:], [True]])
    prepositions = class_in(kinds, {Class.PREPOSITION}) | (
        class_in(kinds, {Class.PARTICIPLE}) & ~first & ~last & ~after_mark
    )
    opens = first | prepositions
    starts = np.flatnonzero(opens)
    lengths = np.diff(np.concatenate([starts, [len(kinds)]]))
    marked = prepositions[starts]
    mark = np.where(marked, _nouns(tokens)[starts], -1)
    fronted = first[starts] & marked
    to = known.lemmas.number("to")
    mode = np.where(marked, np.where(mark == to, grammar.AFTER_TO, grammar.AFTER_PREPOSITION), _MAIN_MODE[kind])
    mode = np.where(fronted, grammar.FRONTED if kind == "duty" else grammar.AFTER_PREPOSITION, mode)
    starts, lengths = starts + marked, lengths - marked
    pieces = np.maximum(-(-lengths // grammar.MAX_TOKENS), 1)
    index = np.repeat(np.arange(len(starts)), pieces)
    part = _spread(np.zeros(len(starts), np.int64), pieces)
    start = starts[index] + part * grammar.MAX_TOKENS
    length = np.minimum(lengths[index] - part * grammar.MAX_TOKENS, grammar.MAX_TOKENS)
    mode = np.where(part > 0, grammar.CONTINUED, mode[index])
    code = _pattern_codes(np.where(kinds == Class.PARTICIPLE, Class.VERB_ING, kinds), start, length) | mode
    row = tokens.row[opens][index]
    return Phrases(tokens, start, length, code, mark[index], row)


def _pattern_codes(kinds: npt.NDArray[np.int8], start: I64, length: I64) -> I64:
    code = np.zeros(len(start), np.int64)
    for i in range(int(length.max(initial=0))):
        has = np.flatnonzero(length > i)
        code[has] |= (kinds[start[has] + i].astype(np.int64) + 1) << (3 + grammar.BITS * i)
    return code


@dataclass(frozen=True)
class Units:
    """Words in normal order as columns: lemma, distance in its conjunct, and where conjuncts and elements start.

    Elements carry their row, the element after them (-1: none), their mark (a lemma number or -1), and their rank in
    the row's normal order.
    """

    lemma: I64
    distance: I64
    conjunct_start: I64
    element_start: I64  # counted in conjuncts
    after: I64
    mark: I64
    row: I64
    rank: I64


def _columns(programs: list[grammar.Program], name: str, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    return np.fromiter((value for program in programs for value in getattr(program, name)), dtype)


def arrange(phrases: Phrases) -> Units:
    """Apply to each phrase the reading of its pattern."""
    encoded = pa.array(phrases.code).dictionary_encode()
    programs = [grammar.program_of_code(code) for code in encoded.dictionary.to_pylist()]
    which = np.asarray(encoded.indices).astype(np.int64)
    tokens_in = np.array([len(p.keep) for p in programs], np.int64)
    elements_in = np.array([len(p.after) for p in programs], np.int64)
    token_start = np.concatenate([[0], np.cumsum(tokens_in)])[:-1].astype(np.int64)
    element_start = np.concatenate([[0], np.cumsum(elements_in)])[:-1].astype(np.int64)

    counts = tokens_in[which]
    picked = _spread(token_start[which], counts)
    place = np.repeat(phrases.start, counts) + _columns(programs, "keep", np.int64)[picked]
    entry = phrases.tokens.entry[place]
    known = vocabulary()
    as_verb = _columns(programs, "as_verb", bool)[picked]
    lemma = np.where(as_verb, known.verbs.values[entry], known.nouns.values[entry]).astype(np.int64)

    element_counts = elements_in[which]
    base = np.concatenate([[0], np.cumsum(element_counts)])[:-1]
    element = np.repeat(base, counts) + _columns(programs, "element", np.int64)[picked]
    conjunct = _columns(programs, "conjunct", np.int64)[picked]
    picked_elements = _spread(element_start[which], element_counts)
    after = _columns(programs, "after", np.int64)[picked_elements]
    after = np.where(after >= 0, after + np.repeat(base, element_counts), -1)
    mark = np.where(_columns(programs, "main", bool)[picked_elements], -1, np.repeat(phrases.mark, element_counts))
    new_element = np.ones(len(element), bool)
    new_element[1:] = element[1:] != element[:-1]
    new_conjunct = new_element.copy()
    new_conjunct[1:] |= conjunct[1:] != conjunct[:-1]
    return Units(
        lemma,
        cast("I64", _columns(programs, "distance", np.int64)[picked]),
        np.flatnonzero(new_conjunct),
        np.cumsum(new_conjunct)[new_element] - 1,
        after,
        mark,
        np.repeat(phrases.row, element_counts),
        np.repeat(np.arange(len(which)) * grammar.MAX_TOKENS, element_counts)
        + cast("I64", _columns(programs, "rank", np.int64)[picked_elements]),
    )


def _lane(units: Units, hashes: U64, end: int, no_mark: int) -> U64:
    """One 64-bit value an element: what it holds, what follows it, and under which preposition."""
    words = mix(hashes[units.lemma] + units.distance.astype(np.uint64) * np.uint64(0xD6E8FEB86659FD93))
    conjuncts = mix(np.add.reduceat(words, units.conjunct_start))
    elements = mix(np.add.reduceat(conjuncts, units.element_start))
    following = np.where(units.after >= 0, elements[units.after], np.uint64(end))
    marks = np.where(units.mark >= 0, hashes[units.mark], np.uint64(no_mark))
    combined: U64 = elements * np.uint64(3) + mix(following.astype(np.uint64)) + marks.astype(np.uint64) * np.uint64(5)
    return mix(combined)


def _row_sums(values: U64, row: I64, rows: int) -> U64:
    sums = np.zeros(rows, np.uint64)
    if len(row):
        first = np.flatnonzero(np.concatenate([[True], row[1:] != row[:-1]]))
        sums[row[first]] = np.add.reduceat(values, first)
    return sums


def words_of(texts: Column, kind: str) -> Tokens:
    """The words that count, phrases joined and prepositions settled."""
    words = drop_skill_heads(drop_repeated_gloss(join_phrases(drop_empty(tokenize(texts)))), kind)
    return settle_help(settle_prepositions(words))


def _keys_of_chunk(texts: Column, kind: str) -> npt.NDArray[np.uint8]:
    phrases = cut(words_of(texts, kind), kind)
    units = arrange(phrases)
    known = vocabulary()
    seeds = digest(f"kind:{kind}")
    result = np.zeros((len(texts), 16), np.uint8)
    bare = np.ones(len(texts), bool)
    bare[units.row] = False
    for lane, hashes in enumerate((known.lemmas.low.values, known.lemmas.high.values)):
        if len(units.lemma):
            values = _lane(units, hashes.astype(np.uint64, copy=False), _END[lane], _NO_MARK[lane])
            sums = mix(_row_sums(values, units.row, len(texts)) + np.uint64(seeds[lane]))
            result[:, lane * 8 : lane * 8 + 8] = sums.view(np.uint8).reshape(-1, 8)
    for row in np.flatnonzero(bare):
        text = " ".join(str(texts[int(row)].as_py()).lower().split())
        low, high = digest(f"{kind}:{text}")
        result[row] = np.frombuffer(low.to_bytes(8, "little") + high.to_bytes(8, "little"), np.uint8)
    return result[:, :ID_BYTES]


def _hexadecimal(raw: npt.NDArray[np.uint8]) -> Column:
    digits = np.frombuffer(b"0123456789abcdef", np.uint8)
    text = np.empty((len(raw), ID_BYTES * 2), np.uint8)
    text[:, 0::2] = digits[raw >> 4]
    text[:, 1::2] = digits[raw & 15]
    offsets = np.arange(0, text.size + 1, ID_BYTES * 2, dtype=np.int32)
    return pa.StringArray.from_buffers(len(raw), pa.py_buffer(offsets), pa.py_buffer(text))


def as_strings(texts: Sequence[str] | Column) -> Column:
    """The texts as one Arrow string array.

    Raises ValueError where a text is missing.
    """
    array = texts if isinstance(texts, pa.Array | pa.ChunkedArray) else pa.array(list(texts), pa.string())
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if array.null_count:
        raise ValueError(f"{array.null_count} of {len(array)} texts are missing")
    return array.cast(pa.string())


def digest_text(text: str) -> str:
    """A key of a text as it is written."""
    low, high = digest(text)
    return (low.to_bytes(8, "little") + high.to_bytes(8, "little"))[:ID_BYTES].hex()


def wording_keys(texts: Sequence[str] | Column, kind: str) -> Column:
    """The key of each wording, 24 lower-case hexadecimal digits, before any user's decisions.

    Raises ValueError for an unknown kind or a missing text.
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, not {kind!r}")
    array = as_strings(texts)
    encoded = array.dictionary_encode()
    distinct = encoded.dictionary
    parts = [_keys_of_chunk(distinct.slice(start, CHUNK), kind) for start in range(0, len(distinct), CHUNK)]
    raw = np.concatenate(parts) if parts else np.zeros((0, ID_BYTES), np.uint8)
    keys = _hexadecimal(raw)
    return keys if len(distinct) == len(array) else keys.take(encoded.indices)


@dataclass(frozen=True)
class Reading:
    """Each text's words in normal order as columns: row, lemma number, preposition's lemma number (-1: none).

    `opening` is the lemma number of each text's first word as it stands (-1: none).
    """

    row: I64
    lemma: I64
    mark: I64
    opening: I64

    def rows(self) -> "Iterator[tuple[list[str], list[str], str]]":
        """(lemmas, prepositions, first word) of each text."""
        names = [*vocabulary().lemmas.names, ""]
        bounds = np.searchsorted(self.row, np.arange(len(self.opening) + 1)).tolist()
        lemmas, marks = self.lemma.tolist(), self.mark.tolist()
        for i, opening in enumerate(self.opening.tolist()):
            span = slice(bounds[i], bounds[i + 1])
            yield [names[n] for n in lemmas[span]], [names[n] for n in marks[span]], names[opening]


def read(texts: Sequence[str] | Column, kind: str) -> Reading:
    """The words of each text as the key sees them."""
    array = as_strings(texts)
    parts = [_read_chunk(array.slice(start, CHUNK), kind, start) for start in range(0, max(len(array), 1), CHUNK)]
    return Reading(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in ("row", "lemma", "mark", "opening"))
    )


def _read_chunk(texts: Column, kind: str, start: int) -> Reading:
    tokens = words_of(texts, kind)
    units = arrange(cut(tokens, kind))
    opening = np.full(len(texts), -1, np.int64)
    first = _firsts(tokens)
    opening[tokens.row[first]] = vocabulary().verbs.values[tokens.entry[first]]
    if not len(units.lemma):
        nothing = np.zeros(0, np.int64)
        return Reading(nothing, nothing, nothing, opening)
    bounds = np.concatenate([units.conjunct_start[units.element_start], [len(units.lemma)]])
    sizes = np.diff(bounds)
    row = np.repeat(units.row, sizes)
    rank = np.repeat(units.rank, sizes)
    order = np.lexsort((np.arange(len(row)), rank, row))
    return Reading(row[order] + start, units.lemma[order], np.repeat(units.mark, sizes)[order], opening)
