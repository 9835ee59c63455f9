"""The Neural Playground: small Keras networks, trained live in the browser.

Importing it does not import TensorFlow; `train` does, when it is called.
"""

from playground.experiment import Data, Experiment, Layer, Network, Training
from playground.export.script import keras_script
from playground.training import train

__all__ = ["Data", "Experiment", "Layer", "Network", "Training", "keras_script", "train"]
