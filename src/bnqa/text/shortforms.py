"""Short forms written out: what each may stand for, likeliest first, by the words of the index."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from functools import cache

from bnqa import lang
from bnqa.text.scan import lowered
from bnqa.text.telex import is_syllable
from bnqa.text.tokens import Token, fold, normalize, tokenize
from bnqa.text.vocabulary import Vocabulary

_WORD = re.compile(r"\w+")
_DOUBLED = re.compile(r"(.)\1+")
MAX_READINGS = 6
_ACRONYM = range(3, 7)  # letters of an acronym that may be mistyped
# What a reading costs: the next word of the data, one that the index has a synonym of or nothing.
# What stands beside a neighbour of it in the index is so much cheaper.
_NEXT, _SYNONYM, _UNFIT, _BESIDE = 1.0, 3.0, 8.0, 1.5

# How well the index knows a phrase: 2 it writes it, 1 a synonym, 0 neither; None where it need not.
Fits = Callable[[str], int | None]
Asks = Callable[[str], bool]  # whether a phrase of the language data asks something


@cache
def short_forms() -> dict[str, tuple[str, ...]]:
    """The short forms of the language data, each with what it may stand for."""
    table: dict[str, tuple[str, ...]] = {}
    for short, long in lang.load("abbreviations").items():
        table[str(short)] = tuple(map(str, long)) if isinstance(long, list) else (str(long),)
    return table


@cache
def _last_words() -> dict[str, tuple[str, ...]]:
    """Short forms that stand for something else at the end of a question: "s" is "sao" there."""
    return {str(k): tuple(map(str, v)) for k, v in lang.load("dialogue")["last_words"].items()}


@cache
def _particles() -> frozenset[str]:
    return frozenset(map(str, lang.load("dialogue")["particles"]))


@cache
def _phrases() -> dict[str, list[str]]:
    """The short forms of several words by their first, longest first: one pattern of all of them
    would take most of the time of a start to compile."""
    found: dict[str, list[str]] = {}
    for key in short_forms():
        first = _WORD.match(key)
        if first is not None and first.end() < len(key):
            found.setdefault(first.group(), []).append(key)
    return {first: sorted(keys, key=len, reverse=True) for first, keys in found.items()}


@cache
def short_form_words() -> frozenset[str]:
    """The words of the short forms of several: "capacity" of "bed capacity" is one word."""
    return frozenset(word for keys in _phrases().values() for key in keys for word in key.split())


@cache
def glued_forms() -> frozenset[str]:
    """The short forms that only leave the space out: "baonhieu"."""
    table = short_forms().items()
    return frozenset(
        short for short, long in table if fold(long[0]).replace(" ", "") == fold(short)
    )


def _written_out(text: str) -> str:
    """The text with its short forms of several words written out."""
    lower, pieces, position = lowered(text), [], 0
    for word in _WORD.finditer(lower):
        start = word.start()
        for phrase in _phrases().get(word.group(), ()) if start >= position else ():
            end = start + len(phrase)
            if lower.startswith(phrase, start) and not (lower[end : end + 1].isalnum()):
                pieces += [text[position:start], short_forms()[phrase][0]]
                position = end
                break
    return "".join([*pieces, text[position:]])


def readings(question: str, vocabulary: Vocabulary, fits: Fits, asks: Asks) -> list[str]:
    """The question with short forms written out, at most MAX_READINGS ways, likeliest first."""
    text = _written_out(normalize(question))
    tokens = tokenize(text)
    last = _last(tokens)
    found: list[tuple[float, str]] = [(0.0, "")]
    position = 0
    for index, token in enumerate(tokens):
        head = text[position : token.start]
        position = token.end
        options = _options(text, tokens, index, vocabulary, index == last)
        if len(options) == 1:
            found = [(cost, f"{v}{head}{options[0]}") for cost, v in found]
            continue
        ranked = _ranked(options, text, tokens, index, vocabulary, fits, asks)
        product = [(c + cost, f"{v}{head}{o}") for c, o in ranked for cost, v in found]
        found = sorted(product, key=lambda one: one[0])[:MAX_READINGS]
    return [v + text[position:] for _, v in found]


def _last(tokens: tuple[Token, ...]) -> int:
    """The last token but for the particles that end a question."""
    index = len(tokens) - 1
    while index > 0 and tokens[index].text.lower() in _particles():
        index -= 1
    return index


def _options(
    text: str, tokens: tuple[Token, ...], index: int, vocabulary: Vocabulary, last: bool
) -> tuple[str, ...]:
    """What one token may stand for, the likeliest first; itself where it is no short form."""
    token = tokens[index]
    form = token.text.lower()
    if token.is_number or text[token.start - 1 : token.start].isdigit():
        return (token.text,)
    if text[token.end : token.end + 1].isdigit():
        return (token.text,)
    options: tuple[str, ...] = (token.text,)
    short = short_forms()
    capital = token.text.isupper() and not text.isupper()
    own = len(form) > 1 and form in vocabulary.names and not is_syllable(token.folded)
    if form in short and not own:
        options = short[form]
        left = tokens[index - 1].folded if index else ""
        right = tokens[index + 1].folded if index + 1 < len(tokens) else ""
        beside = {(left, token.folded), (token.folded, right)}
        lower = token.text.islower() or text.isupper()
        if lower and is_syllable(token.folded) and not beside.isdisjoint(vocabulary.pairs):
            options = (token.text, *options)  # "da nang" is no "dự án" of something
    if last and index and form in _last_words():
        paired = (tokens[index - 1].folded, token.folded) in vocabulary.pairs
        options = tuple(o for o in options if is_syllable(token.folded) or o != token.text)
        ends = _last_words()[form]
        options = (*options, *ends) if paired else (*ends, *options)
    if capital and _is_unknown(token, vocabulary):
        options = tuple(vocabulary.from_initials(token.folded)) or options
    if form in vocabulary.initials:
        name = vocabulary.initials[form]
        if form in short and capital:
            return (name,)
        options = (name, *options) if capital else (*options, name)
        options = tuple(o for o in options if o != token.text)
    if options == (token.text,) and not text.isupper():
        options = _acronyms(token, vocabulary) or options
    return tuple(dict.fromkeys(options))


def _ranked(
    options: tuple[str, ...],
    text: str,
    tokens: tuple[Token, ...],
    index: int,
    vocabulary: Vocabulary,
    fits: Fits,
    asks: Asks,
) -> list[tuple[float, str]]:
    """The options with what each costs: those of the index first, others only where none is."""
    token = tokens[index]
    left = tokens[index - 1].folded if index else ""
    right = tokens[index + 1].folded if index + 1 < len(tokens) else ""
    capital = token.text.isupper() and not text.isupper()
    lower = not capital
    kept: list[tuple[float, str, int | None]] = []
    for place, option in enumerate(options):
        single = " " not in option
        fit = None if single else fits(option)
        syllables = fold(option).split()
        first, last = syllables[0], syllables[-1]
        if fit is None and not single and right and asks(f"{option} {tokens[index + 1].key}"):
            return [(0.0, option)]  # "tb mỗi" asks for an average, whatever else "tb" may be
        cost = _NEXT * place
        if fit and not {(left, first), (last, right)}.isdisjoint(vocabulary.pairs):
            cost -= _BESIDE
        if fit == 1:
            cost += _SYNONYM
        if fit == 0 or (fit is None and capital):
            cost += _UNFIT  # what is written in capitals is rather a thing than a word of grammar
        kept.append((cost, option, fit))
    if any(fit for _, _, fit in kept):
        kept = [(c, o, fit) for c, o, fit in kept if fit or (fit is None and (lower or " " in o))]
    elif capital and all(fit == 0 for _, _, fit in kept):
        often = vocabulary.from_initials(token.folded)
        kept += [(_NEXT * place, option, 2) for place, option in enumerate(often)]
    least = min(cost for cost, _, _ in kept)
    ranked = [(cost - least, option) for cost, option, _ in kept]
    return sorted(ranked, key=lambda one: one[0])


def _is_unknown(token: Token, vocabulary: Vocabulary) -> bool:
    """Whether a word of two to five letters is a short form that nothing knows."""
    form = token.text.lower()
    known = form in short_forms() or form in vocabulary.initials or vocabulary.knows(token)
    return 2 <= len(form) <= 5 and token.text.isalpha() and not known


def _acronyms(token: Token, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The acronyms of the index that a word is but for two letters swapped or one doubled."""
    form = token.text.lower()
    if len(form) not in _ACRONYM or not form.isascii() or not form.isalpha():
        return ()
    if vocabulary.knows(token) or is_syllable(form) or not vocabulary.acronyms:
        return ()
    swapped = {
        f"{form[:i]}{b}{a}{form[i + 2 :]}" for i, (a, b) in enumerate(itertools.pairwise(form))
    }
    swapped.add(_DOUBLED.sub(r"\1", form))
    return tuple(sorted(a for a in vocabulary.acronyms if a.lower() in swapped and len(a) > 2))
