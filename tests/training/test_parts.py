"""Parts are the steps of `fit`: as Grappler leaves them, and with fewer operations to the same bits."""

from collections import Counter
from dataclasses import replace

import keras
import numpy as np
import pytest
import tensorflow as tf
from tensorflow.core.framework.graph_pb2 import GraphDef
from tensorflow.python.eager.context import context

from playground.data.split import split
from playground.experiment import Data, Experiment, Layer, Network, Training
from playground.training.folding import folded
from playground.training.network import TrainedNetwork
from playground.training.parts import Part, traced
from playground.training.program import TracedSteps, batch_specs
from playground.training.rewriting import unrewritten

OPTIMIZERS = {
    "sgd": Training(),
    "momentum": Training(momentum=0.9),
    "nesterov": Training(momentum=0.8, nesterov=True),
    "clipped": Training(momentum=0.8, clipnorm=0.5),
    "rmsprop": Training("rmsprop"),
    "adagrad": Training("adagrad"),
    "adam": Training("adam"),
    "adamw": Training("adamw", weight_decay=0.1),
    "nadam": Training("nadam"),
    "penalized": Training(l1=0.01, l2=0.1),
}
LAYERS = {
    "plain": Layer(6),
    "gelu": Layer(6, "gelu"),
    "dropout": Layer(6, "tanh", dropout=0.3),
    "batch normalization": Layer(6, "elu", batch_normalization=True),
}
# What `fit` does besides: it takes a batch from an iterator, sums up its metrics and returns them.
AROUND = ("IteratorGetNext", "OptionalFromValue", "_Arg", "_Retval", "NoOp", "Identity", "Const", "ReadVariableOp", "Shape", "StridedSlice")
METRICS = {"AddV2": 2, "AssignVariableOp": 2, "DivNoNan": 1}


def experiment(layer: Layer, training: Training, units: tuple[int, int] = (6, 5)) -> Experiment:
    hidden = tuple(replace(layer, units=width) for width in units)
    return Experiment(network=Network(hidden), training=replace(training, batch_size=16))


def steps_of(job: Experiment) -> TracedSteps:
    return TracedSteps.of(job, TrainedNetwork(job))


def operations(graph: GraphDef) -> Counter[str]:
    return Counter(node.op for node in graph.node if node.op not in AROUND)


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("optimizer", ["nesterov", "adamw"])
def test_a_step_has_the_operations_of_fit_after_grappler(layer: str, optimizer: str) -> None:
    job = experiment(LAYERS[layer], OPTIMIZERS[optimizer])
    ours = operations(steps_of(job).step.returning(0).graph)
    assert operations(fits_step(job)) == ours + Counter(METRICS)


def fits_step(job: Experiment) -> GraphDef:
    """Return the graph that TensorFlow runs for each batch of `fit`."""
    rows, network = split(job), TrainedNetwork(job)
    model = network.model
    model.compile(network.optimizer, keras.losses.MeanSquaredError())
    context().enable_run_metadata()
    try:
        model.fit(rows.x[rows.train_rows], rows.y[rows.train_rows], batch_size=16, epochs=1, shuffle=False, verbose=0)
        graphs = context().export_run_metadata().function_graphs
    finally:
        context().disable_run_metadata()
    return max((graph.post_optimization_graph for graph in graphs), key=lambda graph: len(graph.node))


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_folded_step_changes_every_variable_to_the_same_bits(layer: str, optimizer: str) -> None:
    job = experiment(LAYERS[layer], OPTIMIZERS[optimizer])
    traced_steps = steps_of(job)
    step, network = traced_steps.step.returning(0), traced_steps.network
    small = folded(step, batch_specs(job, 16), [network.handles], apart=True)
    assert len(small.graph.node) < len(step.graph.node) + len(LAYERS)
    states, losses = [], []
    for part in (step, small):
        network.begin(job, split(job))
        losses.append(twelve_steps(part, job, network))
        states.append(network.state().arrays)
    assert losses[0] == losses[1]
    for one, other in zip(*states, strict=True):
        np.testing.assert_array_equal(one, other)
    assert len({str(loss) for loss in losses[0]}) == 12


def twelve_steps(part: Part, job: Experiment, network: TrainedNetwork) -> list[float]:
    generator = np.random.default_rng(3)
    function = tf.function(lambda x, y, strengths: part(x, y, strengths, *network.handles), autograph=False)
    strengths = tf.constant([job.training.l1, job.training.l2], tf.float32)
    with unrewritten():
        batches = [[tf.constant(generator.standard_normal((16, 2)), tf.float32) for _ in range(2)] for _ in range(12)]
        return [float(function(x, y, strengths)[0]) for x, y in batches]


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "nesterov"])
def test_sgd_changes_a_weight_by_one_operation(optimizer: str) -> None:
    job = experiment(Layer(6), OPTIMIZERS[optimizer])
    steps = steps_of(job)
    small = operations(folded(steps.step, batch_specs(job, 16), [steps.network.handles], apart=True).graph)
    expected = "ResourceApplyGradientDescent" if optimizer == "sgd" else "ResourceApplyKerasMomentum"
    assert small[expected] == 6
    # Only Keras' count of the steps is left.
    assert small["AssignVariableOp"] + small["AssignAddVariableOp"] + small["AssignSubVariableOp"] == 1


def test_adam_does_once_what_is_the_same_for_each_weight_and_changes_a_mean_by_one_operation() -> None:
    job = experiment(Layer(6), OPTIMIZERS["adam"])
    steps = steps_of(job)
    before, small = operations(steps.step.graph), folded(steps.step, batch_specs(job, 16), [steps.network.handles], apart=True).graph
    after = operations(small)
    # Six weights; β₁ᵗ and β₂ᵗ are the same for all.
    assert (before["Pow"], after["Pow"]) == (12, 2)
    assert (before["AssignAddVariableOp"], after["AssignAddVariableOp"], after["ResourceApplyGradientDescent"]) == (12, 0, 12)
    values = [node.attr["value"].tensor.SerializeToString() for node in small.node if node.op == "Const"]
    assert len(values) == len(set(values))


@pytest.mark.parametrize("layer", LAYERS)
def test_only_the_steps_of_batch_normalization_depend_on_the_width(layer: str) -> None:
    for optimizer in ("sgd", "nesterov", "adam", "nadam"):
        one, other = (steps_of(experiment(LAYERS[layer], OPTIMIZERS[optimizer], units)) for units in ((6, 5), (9, 4)))
        assert one.equals(other) == (layer != "batch normalization")


def test_steps_that_differ_have_other_fingerprints() -> None:
    base = experiment(Layer(6), Training())
    others = [
        experiment(Layer(6, "tanh"), Training()),
        experiment(Layer(6, dropout=0.1), Training()),
        experiment(Layer(6), Training(momentum=0.9)),
        experiment(Layer(6), Training(loss="mae")),
        experiment(Layer(6), Training(clipnorm=1.0)),
        replace(base, data=Data(targets=("petal length (cm)",))),
    ]
    prints = {steps_of(job).step.fingerprint for job in (base, *others)}
    assert len(prints) == 1 + len(others)


def test_a_part_that_needs_other_variables_is_refused() -> None:
    variable = tf.Variable(1.0)
    part = traced(lambda x: [x * variable], tf.TensorSpec([None], tf.float32))
    with pytest.raises(KeyError, match="more than the variables"):
        part.over([])
