"""Pieces of Python source: sections with their imports, literals, and calls that stay narrow enough for a slide."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 100
_INDENT = "    "


@dataclass(frozen=True)
class Section:
    """One part of an exported program.

    Attributes:
        title: one or two words.
        words: what happens here, one or two sentences.
        imports: the lines that the code needs at the top of the program.
        code: the statements.
    """

    title: str
    words: str
    imports: tuple[str, ...]
    code: str


def literal(text: str) -> str:
    """Return text as a Python literal in double quotes, where it has none itself; what cannot be seen is escaped."""
    written = repr(text)
    return written if '"' in written else f'"{written[1:-1]}"'


def listed(texts: Sequence[str]) -> str:
    """Return texts as a Python list in one line."""
    return f"[{', '.join(map(literal, texts))}]"


def call(begin: str, items: Sequence[str], end: str) -> str:
    """Return a call or a list in one line if it is narrow enough, else its items on lines between, each as full as it can be.

    Args:
        begin: everything up to the opening bracket, and the bracket.
        items: the arguments or elements.
        end: from the closing bracket on.
    """
    plain = f"{begin}{', '.join(items)}{end}"
    if len(plain) <= WIDTH:
        return plain
    lines = [""]
    for item in items:
        longer = f"{lines[-1]} {item}," if lines[-1] else f"{_INDENT}{item},"
        if lines[-1] and len(longer) > WIDTH:
            lines.append(f"{_INDENT}{item},")
        else:
            lines[-1] = longer
    return "\n".join([begin, *lines, end])


def block(*statements: str) -> str:
    """Return the statements that are there, one below the other."""
    return "\n".join(statement for statement in statements if statement)


def apart(*definitions: str) -> str:
    """Return functions and what follows them with the two empty lines that Python's style asks for."""
    return "\n\n\n".join(definition.rstrip("\n") for definition in definitions if definition)
