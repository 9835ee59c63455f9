"""An experiment as plain Keras: a script short enough for a slide that reproduces the curve."""

import textwrap

from playground.experiment import Experiment
from playground.export.code import WIDTH, Section
from playground.export.data_part import data_section
from playground.export.network_part import network_section
from playground.export.new_row_part import new_row_section
from playground.export.training_part import scores_section, training_section

_STANDARD = ("import csv",)


def keras_script(experiment: Experiment) -> str:
    """Return a Python script in plain Keras that trains the experiment.

    Run as a script it leaves `history`, a dict from Keras' names (loss, val_loss, accuracy, …) to one value an epoch:
    the values that the playground shows, within 1e-5. For the learner's own table it reads the file that `prepared_csv` gives,
    by the name that `prepared_name` gives it.
    """
    sections = program(experiment)
    parts = [import_block(sections), *(f"{_comment(section)}\n{section.code}" for section in sections)]
    return "\n\n".join(parts) + "\n"


def program(experiment: Experiment) -> tuple[Section, ...]:
    """Return the script in its sections, in order."""
    parts = (data_section, network_section, training_section, scores_section, new_row_section)
    return tuple(part(experiment) for part in parts)


def import_block(sections: tuple[Section, ...]) -> str:
    """Return the imports that the sections need, each once: Python's own, then the packages', sorted."""
    lines = {line for section in sections for line in section.imports}
    standard = sorted(line for line in lines if line in _STANDARD)
    plain, names = (sorted(line for line in lines if line.startswith(word) and line not in _STANDARD) for word in ("import", "from"))
    return "\n".join([*standard, *([""] if standard else []), *plain, *names])


def _comment(section: Section) -> str:
    return textwrap.fill(f"{section.title}: {section.words}", WIDTH, initial_indent="# ", subsequent_indent="# ")
