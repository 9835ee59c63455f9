"""Fit scikit-learn's logit models of the page on the perceptron anew, and keep them beside `playground/lessons/logit.py`."""

import json
from dataclasses import asdict

from playground.lessons.logit import KEPT, choices, fit_logit

if __name__ == "__main__":
    models = {name: asdict(fit_logit(x, y)) for name, x, y in choices()}
    KEPT.write_text(json.dumps(models, indent=1) + "\n", encoding="utf-8")
