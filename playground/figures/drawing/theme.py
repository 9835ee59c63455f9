"""One look for every chart: colours that people with colour-vision deficiency can tell apart, on white and on black."""

TRAINING = "#2f7fd1"
VALIDATION = "#e8710a"
TEST = "#12a176"

# For up to four curves; the first three agree with the roles above in hue, never in meaning on one chart.
PALETTE = (TRAINING, VALIDATION, TEST, "#8430f0")

# A class each: chosen so that any two stay apart for protans, deutans and tritans too. Symbols say the same once more.
CLASS_COLOURS = (*PALETTE, "#784878", "#904818", "#c090c0", "#306048", "#90a860", "#7d68f5")
CLASS_SYMBOLS = ("circle", "diamond", "cross", "triangle-up", "square", "x", "star", "triangle-down", "pentagon", "hexagram", "bowtie")

# From the lowest value of a scale over its middle to the highest.
LOW, MIDDLE, HIGH = VALIDATION, "#e4e6ea", TRAINING
# The same for cells with words in them: one dark ink reads on all of them, in light and in dark.
PALE_LOW, PALE_MIDDLE, PALE_HIGH, INK = "#f3b27a", "#eef0f3", "#8dbbe8", "#1f2329"

# What went wrong; a symbol of its own says it once more.
ALARM = "#d0405c"

# For symbols that say no colour.
GREY = "#8a8f98"

# Mid-grey: visible on both backgrounds, quieter than any curve.
GUIDE = "rgba(128, 128, 128, 0.55)"


def class_colour(index: int) -> str:
    """Return the colour of a class; beyond the tenth they come again, with other symbols."""
    return CLASS_COLOURS[index % len(CLASS_COLOURS)]


def class_symbol(index: int) -> str:
    """Return the marker of a class: eleven against ten colours, so that the pairs repeat late."""
    return CLASS_SYMBOLS[index % len(CLASS_SYMBOLS)]


def see_through(colour: str, opacity: float) -> str:
    """Return `#rrggbb` as a colour of that opacity, from 0 to 1."""
    red, green, blue = channels(colour)
    return f"rgba({red}, {green}, {blue}, {opacity:g})"


def channels(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue of `#rrggbb`, each from 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
