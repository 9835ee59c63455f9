"""The split on paper: the table's rows in file order, coloured by what they are used for, and what each part is made of."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.data.parts import PARTS, Parts
from playground.experiment import Data
from playground.figures.drawing.layout import HIDDEN
from playground.figures.drawing.text import plain
from playground.figures.drawing.theme import TEST, TRAINING, VALIDATION, class_colour

COLOURS = (TRAINING, VALIDATION, TEST)
# Cells of the strip: more, and nobody sees a single one on a telephone.
PER_LINE = 150
MOST_LINES = 4
# Classes with a segment of their own; the others share one.
MOST_CLASSES = 10
LINE_HEIGHT = 26
BAR_HEIGHT = 34
MARGIN = {"l": 8, "r": 8, "t": 48, "b": 30}


def strip(parts: Parts) -> go.Figure:
    """Draw the rows in file order, line by line, each in the colour of its part.

    Of more than 600 rows every so-manieth is drawn, evenly over the table.

    Returns:
        A figure with a heat map of the cells, shape (lines, `PER_LINE` or fewer), NaN behind the last, and a key for each part.
    """
    rows = drawn(len(parts.part))
    width = min(len(rows), PER_LINE)
    cells = np.full((-(-len(rows) // width), width), np.nan)
    cells.flat[: len(rows)] = parts.part[rows]
    heat = go.Heatmap(
        z=cells,
        zmin=0,
        zmax=len(PARTS) - 1,
        colorscale=[[place / 2, colour] for place, colour in enumerate(COLOURS)],
        showscale=False,
        # On a telephone a gap is as wide as a cell of a long line.
        xgap=1 if width <= PER_LINE // 3 else 0,
        ygap=3,
        text=_filled([_words(parts, int(row)) for row in rows], cells.shape),
        hovertemplate="%{text}<extra></extra>",
        hoverongaps=False,
    )
    keys = [_key(f"{name} ({size:,})", colour) for name, size, colour in zip(PARTS, parts.sizes, COLOURS, strict=True) if size]
    axis = {"visible": False, "fixedrange": True}
    layout = _layout(LINE_HEIGHT * len(cells), "rows in file order" + (", line by line" if len(cells) > 1 else ""))
    return go.Figure([heat, *keys], layout.update(xaxis=axis, yaxis={**axis, "autorange": "reversed"}))


def composition(parts: Parts) -> go.Figure:
    """Draw what each part is made of: the share of every class with its count, or without classes the mean of the first target.

    Returns:
        A figure with one horizontal bar a part: stacked, a trace a class; or a single trace of means.
    """
    shown = [place for place, size in enumerate(parts.sizes) if size]
    names = [PARTS[place] for place in shown]
    traces = _segments(parts, shown, names) if parts.classes else [_means(parts, shown, names)]
    title = f"share of each {plain(parts.column)}, and how many" if parts.classes else f"mean {plain(parts.target)}"
    layout = _layout(BAR_HEIGHT * len(shown), title).update(
        barmode="stack",
        bargap=0.25,
        xaxis={"visible": False, "fixedrange": True, "range": [0, 1] if parts.classes else None},
        yaxis={"autorange": "reversed", "fixedrange": True, "automargin": True, "showgrid": False},
    )
    return go.Figure(traces, layout)


def parts_in_words(data: Data, parts: Parts) -> str:
    """Say how the rows of each part were chosen, and which classes are among those that validate."""
    training, validation, test = parts.sizes
    rest = training + validation
    drawn_rows = "draws" if data.shuffle else "takes the last"
    strata = f", of each {data.targets[0]} its share," if data.stratify else ""
    first = f"scikit-learn {drawn_rows} {test:,} of the {len(parts.part):,} rows{strata} for the test"
    if not validation:
        return f"{first}; the other {rest:,} train, and none validates."
    order = "in the order drawn" if data.shuffle else "in file order"
    taken = f"{first}. Of the other {rest:,}, {order}, Keras takes the last {validation:,} for validation"
    if not parts.classes:
        return f"{taken}."
    among = [_counted(count, name) for name, count in zip(parts.classes, parts.counts[1].tolist(), strict=True) if count]
    return f"{taken}; among them: {_listed(among)}.{_absent(parts)}"


def drawn(rows: int) -> NDArray[np.intp]:
    """Return which rows get a cell: all, or as many as there is room for, evenly over the table."""
    return np.linspace(0, rows - 1, min(rows, PER_LINE * MOST_LINES)).round().astype(np.intp)


def _counted(count: int, name: str) -> str:
    """Return "12 virginica", and for a class called 3 nothing that reads as one number."""
    return f"{count:,} {name}" if name[:1].isalpha() else f"{count:,} of “{name}”"


def _absent(parts: Parts) -> str:
    """Name the classes that the training never sees."""
    missing = [name for name, count in zip(parts.classes, parts.counts[0], strict=True) if not count]
    return f" Of {_listed(missing)} no row trains: the network cannot learn what it never sees." if missing else ""


def _listed(names: Sequence[str]) -> str:
    return (
        ", ".join(names)
        if len(names) <= MOST_CLASSES
        else f"{', '.join(names[: MOST_CLASSES - 1])} and {len(names) - MOST_CLASSES + 1} more"
    )


def _words(parts: Parts, row: int) -> str:
    """Say what a cell stands for; rows count from 1, as in a spreadsheet without its line of names."""
    label = "" if parts.labels is None else f", {plain(parts.classes[int(parts.labels[row])], 24)}"
    return f"row {row + 1:,}: {PARTS[parts.part[row]]}{label}"


def _filled(words: Sequence[str], shape: tuple[int, ...]) -> list[list[str]]:
    lines, width = shape
    padded = [*words, *[""] * (lines * width - len(words))]
    return [padded[line * width : (line + 1) * width] for line in range(lines)]


def _segments(parts: Parts, shown: Sequence[int], names: Sequence[str]) -> list[go.Bar]:
    own = list(range(min(len(parts.classes), MOST_CLASSES)))
    labels = [plain(parts.classes[label], 24) for label in own]
    counts = parts.counts[shown][:, own]
    if len(parts.classes) > MOST_CLASSES:
        own[-1] = MOST_CLASSES - 1
        labels[-1] = f"{len(parts.classes) - MOST_CLASSES + 1} others"
        counts[:, -1] = parts.counts[shown][:, MOST_CLASSES - 1 :].sum(axis=1)
    shares = counts / counts.sum(axis=1, keepdims=True)
    return [
        go.Bar(
            name=label,
            x=shares[:, place],
            y=names,
            orientation="h",
            marker={"color": class_colour(place), "line": {"width": 0}},
            text=[f"{count:,}" if count else "" for count in counts[:, place]],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            hovertemplate=f"%{{y}}: %{{text}} {label} (%{{x:.0%}})<extra></extra>",
        )
        for place, label in enumerate(labels)
    ]


def _means(parts: Parts, shown: Sequence[int], names: Sequence[str]) -> go.Bar:
    return go.Bar(
        x=parts.means[shown],
        y=names,
        orientation="h",
        marker={"color": [COLOURS[place] for place in shown]},
        text=[f"{mean:.4g}" for mean in parts.means[shown]],
        textposition="auto",
        showlegend=False,
        hovertemplate="%{y}: mean %{x:.6g}<extra></extra>",
    )


def _key(name: str, colour: str) -> go.Scatter:
    """Return a legend's entry, which heat maps have none of."""
    return go.Scatter(x=[None], y=[None], name=name, mode="markers", marker={"color": colour, "symbol": "square", "size": 12})


def _layout(height: int, title: str) -> go.Layout:
    return go.Layout(
        height=height + MARGIN["t"] + MARGIN["b"],
        margin=MARGIN,
        paper_bgcolor=HIDDEN,
        plot_bgcolor=HIDDEN,
        showlegend=True,
        legend={
            "orientation": "h",
            "x": 0,
            "y": 1,
            "yanchor": "bottom",
            "traceorder": "normal",
            "itemclick": False,
            "itemdoubleclick": False,
        },
        annotations=[
            {
                "text": title,
                "xref": "paper",
                "yref": "paper",
                "x": 0,
                "y": 0,
                "xanchor": "left",
                "yanchor": "top",
                "yshift": -4,
                "showarrow": False,
            }
        ],
    )
