"""How much one person may ask of the playground: every limit named once, each overridable by the environment."""

import os
from dataclasses import dataclass, fields

# Below these, the lecture's example, which is the default everywhere, would break its own rules; 500 rows is what a drawn set has.
LECTURE_NEEDS = {"max_hidden_layers": 3, "max_units": 64, "max_epochs": 100, "max_batch_size": 4, "max_rows": 500, "max_columns": 5}


@dataclass(frozen=True)
class Limits:
    """Upper bounds, in the unit that the name says.

    The environment variable of a field is its name in capitals after `PLAYGROUND_`: `PLAYGROUND_MAX_EPOCHS=500`.
    """

    max_hidden_layers: int = 8
    max_units: int = 512
    max_epochs: int = 10_000
    max_batch_size: int = 4_096
    max_rows: int = 100_000
    max_columns: int = 100
    max_upload_megabytes: int = 10
    max_worker_megabytes: int = 2_000
    max_training_seconds: int = 1_200
    max_live_runs: int = 500
    max_run_megabytes: int = 200
    run_kept_seconds: int = 3_600

    @classmethod
    def from_environment(cls) -> "Limits":
        """Read the limits that the environment overrides.

        Returns:
            The defaults, with each field replaced whose variable is set.

        Raises:
            ValueError: if a variable is set to something other than a whole number of at least what the lecture's example
                needs, or 1.
        """
        found = {}
        for field in fields(cls):
            variable = f"PLAYGROUND_{field.name.upper()}"
            text = os.environ.get(variable)
            if text is None:
                continue
            least = LECTURE_NEEDS.get(field.name, 1)
            if not text.isdecimal() or int(text) < least:
                raise ValueError(f"{variable} must be a whole number of at least {least}. Received: {text!r}.")
            found[field.name] = int(text)
        return cls(**found)


LIMITS = Limits.from_environment()
