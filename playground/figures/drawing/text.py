"""Names from strangers' files as text for Plotly, which reads some HTML, its own `%{…}` and, given MathJax, `$…$`."""

_ENTITIES = {ord(sign): f"&#{ord(sign)};" for sign in "&<>$%{}"}


def plain(text: str, most: int = 60) -> str:
    """Return `text` so that Plotly draws it letter by letter; beyond `most` letters it ends in `…`."""
    words = " ".join(text.split())
    return (words if len(words) <= most else f"{words[: most - 1]}…").translate(_ENTITIES)
