"""The report of a run: one HTML file that opens anywhere, without a network, with its charts alive."""

from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files
from string import Template
from typing import Protocol

from playground.events import Failed, Finished, Reason
from playground.experiment import Experiment
from playground.export.script import keras_script
from playground.export.words import experiment_in_words, named
from playground.summary import layer_summary, parameter_count

_ENDINGS: Mapping[Reason, str] = {
    "completed": "Trained for all {epochs:,} epochs.",
    "stopped": "Stopped by hand after {epochs:,} epochs.",
    "early_stopping": "Ended by early stopping after {epochs:,} epochs.",
    "diverged": "Diverged in epoch {next:,}{first}: the numbers overflowed. Shown is what was there before.",
}
_SCORES = {"loss": "Loss", "mse": "Mean squared error", "rmse": "RMSE", "mae": "MAE", "r2": "R²", "accuracy": "Accuracy", "auc": "AUC"}
_TITLE_NAMES = 4


class Figure(Protocol):
    """A Plotly figure, as far as a report needs it."""

    def to_json(self) -> str:
        """Return its traces and layout as JSON."""


class Chart(Protocol):
    """A chart of the run as it stood at the end."""

    @property
    def title(self) -> str:
        """What stands above it."""

    @property
    def caption(self) -> str:
        """How to read it."""

    @property
    def figure(self) -> Figure:
        """The chart itself."""

    @property
    def narrow(self) -> Figure:
        """The layout of the same traces for a telephone."""


def report_html(experiment: Experiment, charts: Sequence[Chart], outcome: Finished | Failed | None) -> str:
    """Return the report of a run as one HTML file; whatever strangers named is text in it, never markup.

    Args:
        experiment: what was trained, with every change that was made on the way.
        charts: as they stood at the run's last word.
        outcome: how the run ended; None while it goes on.
    """
    return Template(_part("report.html")).substitute(
        title=escape(_title(experiment)),
        style=_part("report.css"),
        ending=escape(_ending(experiment, outcome)),
        charts="\n".join(map(_chart, charts)),
        scores=_scores(outcome),
        settings=_table((), experiment_in_words(experiment)),
        network=_network(experiment),
        script=escape(keras_script(experiment)),
        plotly=files("plotly").joinpath("package_data", "plotly.min.js").read_text(encoding="utf-8"),
        player=_part("report.js"),
    )


def _title(experiment: Experiment) -> str:
    data = experiment.data
    inputs, targets = (named(names, _TITLE_NAMES) for names in (data.inputs, data.targets))
    return f"{data.info.label}: {targets} from {inputs}"


def _part(name: str) -> str:
    return files("playground.export").joinpath(name).read_text(encoding="utf-8")


def _ending(experiment: Experiment, outcome: Finished | Failed | None) -> str:
    if outcome is None:
        return "The run was still going on when this report was made."
    if isinstance(outcome, Failed):
        return f"The run could not go on: {outcome.message}"
    change = experiment.training.change_at(outcome.epochs + 1)
    first = f", the first with {change.words}" if change else ""
    words = _ENDINGS[outcome.reason].format(epochs=outcome.epochs, next=outcome.epochs + 1, first=first)
    if outcome.restored:
        return f"{words} The network went back to the best one, epoch {outcome.best_epoch:,}."
    return f"{words} The best was epoch {outcome.best_epoch:,}." if outcome.best_epoch else words


def _chart(chart: Chart) -> str:
    # Inside a script element, only a tag's first sign could end it.
    figures = f'{{"wide":{chart.figure.to_json()},"narrow":{chart.narrow.to_json()}}}'.replace("<", "\\u003c")
    return (
        f"<figure><h3>{escape(chart.title)}</h3><div class='chart'></div>"
        f"<figcaption>{escape(chart.caption)}</figcaption><script type='application/json'>{figures}</script></figure>"
    )


def _scores(outcome: Finished | Failed | None) -> str:
    if not isinstance(outcome, Finished) or not outcome.test:
        return "<p>The run ended before the test rows could be scored.</p>"
    return _table(("Score", "Value"), [(_score_name(name), f"{value:.6g}") for name, value in outcome.test.items()])


def _score_name(name: str) -> str:
    score, bracket, target = name.partition("[")
    label = _SCORES.get(score, score)
    return f"{label} of {target.removesuffix(']')}" if bracket else label


def _network(experiment: Experiment) -> str:
    rows = [(row.name, row.kind, row.shape, f"{row.parameters:,}", row.formula) for row in layer_summary(experiment)]
    rows.append(("Total", "", "", f"{parameter_count(experiment):,}", ""))
    return _table(("Layer", "Kind", "Output shape", "Parameters", "Why"), rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table; without a head, the first cell of each row is its head."""
    above = f"<thead><tr>{''.join(f'<th scope=col>{escape(word)}</th>' for word in head)}</tr></thead>" if head else ""
    begin = "<td>{}</td>" if head else "<th scope=row>{}</th>"
    body = [begin.format(escape(first)) + "".join(f"<td>{escape(cell)}</td>" for cell in others) for first, *others in rows]
    return f"<div class='scroll'><table>{above}<tbody>{''.join(f'<tr>{row}</tr>' for row in body)}</tbody></table></div>"
