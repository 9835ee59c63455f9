"""In which encoding a file is written: what its first bytes say, else the one in which its words look like words."""

import codecs
import re

from playground.data.dialect import ENCODINGS
from playground.data.reading.east_asian import EAST_ASIAN, plausibility
from playground.settings import ExperimentError

_GUESSES = ("cp1252", "mac_roman", "cp850", "cp1250", "cp1251", "latin-1")
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_STRANGE_WORDS = re.compile(rb"[A-Za-z'\x80-\xff]*[\x80-\xff][A-Za-z'\x80-\xff]*")
_STRANGE_TEXT = re.compile(r"[A-Za-z'\x80-\U0010ffff]*[\x80-\U0010ffff][A-Za-z'\x80-\U0010ffff]*")
_MOST_WORDS = 2_000
# Below, two bytes that happen to be a character are none that somebody has written.
_LEAST_PLAUSIBLE = 0.6
_BEGINNING = 1 << 18
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0e-\x1f\x7f]")

# How usual letters are, from everyday ones to those of a few words; all others are rare.
_USUAL = {
    letter: weight
    for weight, letters in ((1.0, "éäöüß"), (0.9, "èàçñáíóúêôãåøæÉÄÖÜ"), (0.6, "âîëïûõòùìÀÁÂÅÆÇÈÑÍÓØÚ"))
    for letter in letters
}
_USUAL |= dict.fromkeys("ąćęłńśźżčďěňřšťůžőűŁŚŻŹĆČŘŠŽ", 0.5)
_RARE = 0.3
_SIGNS = frozenset("\N{NO-BREAK SPACE}€£§°²³µ½¼±×–—…“”„«»©®™·¿¡ºª")
_APOSTROPHE = re.compile(r"(?:.*[A-Za-z]’(?:s|t|d|m|re|ve|ll)?|(?:.*qu|[cdjlmnstCDJLMNST]|O)’.+)")


def encoding_of(content: bytes) -> str:
    """Return the encoding under its Python name.

    The one that a byte order mark names, else UTF-8 if every byte fits; else UTF-16 where every second byte is zero; else that of
    Windows, old Macintosh or DOS, or of Chinese, Japanese or Korean, in which the words with other letters than ASCII's look most like
    words.

    Raises:
        ExperimentError: for a file that is empty or no text.
    """
    for beginning, encoding in _BOMS.items():
        if content.startswith(beginning):
            if not _fits(content, encoding):
                raise ExperimentError(
                    "A CSV file is plain text. Received: bytes that do not belong to the encoding that the file announces."
                )
            return encoding
    for encoding in (*_without_mark(content), "utf-8"):
        if _fits(content, encoding):
            return encoding
    return _likeliest(content)


def told(content: bytes, encoding: str) -> str:
    """Return a sentence with some of the words that were read by a guess at the encoding; nothing where there was none."""
    if encoding not in (*_GUESSES, *EAST_ASIAN):
        return ""
    words = [f"“{word[:20]}”" for word in _strange_words(content, encoding) if word][:3]
    shown = f": {', '.join(words)}" if words else ""
    return f"The file does not say its encoding. Read as {ENCODINGS[encoding]}{shown}. If this looks wrong, save the file as UTF-8."


def _without_mark(content: bytes) -> tuple[str, ...]:
    beginning = content[:_BEGINNING]
    half = len(beginning) / 2
    for encoding, zeros in (("utf-16-le", beginning[1::2].count(0)), ("utf-16-be", beginning[::2].count(0))):
        if len(content) % 2 == 0 and zeros > 0.7 * half and beginning.count(0) < 1.1 * zeros:
            return (encoding,)
    return ()


def _fits(content: bytes, encoding: str) -> bool:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return False
    _check_text(text)
    return True


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _check_text(text: str) -> None:
    if not text or text.isspace():
        raise ExperimentError("A table needs a line of names and rows below it. Received: an empty file.")
    beginning = text[:_BEGINNING]
    if "\0" in text or len(_CONTROL.findall(beginning)) > len(beginning) / 20:
        raise ExperimentError("A CSV file is plain text. Received: a binary file.")


def _likeliest(content: bytes) -> str:
    words: list[bytes] = list(dict.fromkeys(_STRANGE_WORDS.findall(content)))[:_MOST_WORDS]
    fitting = [encoding for encoding in _GUESSES if _fits(content, encoding)]

    def mean(encoding: str) -> float:
        strange = sum(byte > 127 for word in words for byte in word)
        return sum((_looks_right(word.decode(encoding, errors="replace")) for word in words), 0.0) / max(1, strange)

    # Of equals the first, which is by far the most frequent.
    best = max(fitting, key=mean)
    scores = {encoding: plausibility(_strange_words(content, encoding), encoding) for encoding in EAST_ASIAN if _decodes(content, encoding)}
    east_asian = max(scores, key=lambda encoding: scores[encoding], default=None)
    return east_asian if east_asian and scores[east_asian] > max(_LEAST_PLAUSIBLE, mean(best)) else best


def _strange_words(content: bytes, encoding: str) -> list[str]:
    """Return the different words of a file's beginning that are not of ASCII alone, as read in an encoding."""
    text = content[:_BEGINNING].decode(encoding, errors="ignore")
    return list(dict.fromkeys(word.strip() for word in _STRANGE_TEXT.findall(text)))[:_MOST_WORDS]


def _looks_right(word: str) -> float:
    """Return how much the characters outside of ASCII look as if they belonged here."""
    return sum(_belongs(word, place) for place, character in enumerate(word) if ord(character) > 127)


def _belongs(word: str, place: int) -> float:
    character, before, after = word[place], word[:place], word[place + 1 :]
    if character == "’":
        return 1.0 if _APOSTROPHE.fullmatch(word) else _RARE if before[-1:].isalpha() else 0.0
    if character in _SIGNS:
        inside = before[-1:].isalpha() + after[:1].isalpha()
        return 0.5 - 0.5 * inside if inside < 2 else -1.0
    if not character.isalpha():
        return -1.0
    return _letter(word, place) if before or after else 0.0


def _letter(word: str, place: int) -> float:
    character, before, after = word[place], word[:place][-1:], word[place + 1 :][:1]
    if character.isupper() and before.isalpha() and (before.islower() or after.islower()):
        return -2.0
    if "\u0400" <= character <= "\u04ff":
        # Words of Cyrillic letters have no others.
        return -1.0 if re.search("[A-Za-z]", word) else 0.8
    # Two such letters side by side are hardly ever seen.
    return 0.0 if before in _USUAL else _USUAL.get(character, _RARE)
