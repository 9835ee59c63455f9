"""Experiments that together use every field: each case a few things, so that a failure says which."""

from dataclasses import replace

from playground.datasets import DATASETS
from playground.experiment import Augmentation, Change, Data, Experiment, Layer, Network, Neuron, Training, WeightEdit

SPECIES = Data(inputs=("petal length (cm)", "petal width (cm)"), targets=("species",), seed=2)
SOFTMAX = Network((Layer(8, "tanh"),), "softmax")
CLASSES = Training("adam", 0.01, loss="categorical_crossentropy", batch_size=16, epochs=4)
BINARY = replace(CLASSES, loss="binary_crossentropy")
SMALL = Network((Layer(8),))
SHORT = Training(epochs=4, batch_size=16)
FEATURES = ("x", "y", "x²", "y²", "x·y", "sin x", "sin y")

CASES = {
    "the lecture's example, shorter": Experiment(training=Training(epochs=12)),
    "dropout, momentum, short batch, no validation": Experiment(
        Data(validation_split=0.0, test_size=0.25, seed=3),
        Network((Layer(16, "tanh", 0.25), Layer(8))),
        Training(epochs=5, batch_size=10, momentum=0.9, learning_rate=0.003, seed=42),
    ),
    "classification": Experiment(SPECIES, SOFTMAX, CLASSES),
    "no hidden layer": Experiment(network=Network(()), training=Training(epochs=3)),
    "file order, standardised": Experiment(replace(SPECIES, shuffle=False, standardize=True), SOFTMAX, CLASSES),
    "stratified": Experiment(replace(SPECIES, stratify=True), SOFTMAX, CLASSES),
    "gauss, stratified": Experiment(Data("gauss", samples=60, class_count=4, stratify=True), SOFTMAX, CLASSES),
    "wine, every column": Experiment(Data("wine", standardize=True), SOFTMAX, CLASSES),
    "breast cancer, one output": Experiment(Data("breast_cancer", standardize=True), Network((Layer(8),), "sigmoid"), BINARY),
    "diabetes": Experiment(Data("diabetes"), SMALL, replace(SHORT, optimizer="nadam", loss="mae")),
    "diabetes, target standardised": Experiment(Data("diabetes", standardize_target=True), SMALL, SHORT),
    "targets standardised, no validation": Experiment(
        Data(validation_split=0.0, standardize=True, standardize_target=True), SMALL, replace(SHORT, loss="huber", l2=0.01)
    ),
    "diabetes, the other way round": Experiment(
        Data("diabetes", ("progression", "bmi"), ("bp", "age")), SMALL, replace(SHORT, loss="huber")
    ),
    "digits, moved about": Experiment(
        Data("digits"),
        Network((Layer(12, "gelu"),), "softmax", augmentation=Augmentation(0.1, 0.05, 0.05, 0.1, 0.1)),
        replace(CLASSES, batch_size=64, epochs=2),
    ),
    "circle, hinge": Experiment(
        Data("circle", samples=120, noise=0.2, draw=3), Network((Layer(8, "selu"),), "tanh"), replace(BINARY, loss="hinge")
    ),
    "exclusive or with features": Experiment(Data("xor", FEATURES, samples=90), Network((), "sigmoid"), BINARY),
    "gauss, four classes": Experiment(Data("gauss", samples=100, class_count=4, standardize=True), SOFTMAX, CLASSES),
    "moons, two outputs, one measurement from the other": Experiment(Data("moons", ("y",), ("x",), samples=80), SMALL, SHORT),
    "spiral, RMSprop, clipped": Experiment(
        Data("spiral", samples=90, class_count=3), SOFTMAX, replace(CLASSES, optimizer="rmsprop", clipnorm=0.3)
    ),
    "plane": Experiment(Data("plane", samples=80), SMALL, replace(SHORT, momentum=0.8, nesterov=True)),
    "hills, targets side by side": Experiment(Data("multi_gauss", ("x",), ("z", "y"), samples=80), SMALL, SHORT),
    "sine": Experiment(Data("sine", samples=60), SMALL, replace(SHORT, optimizer="adagrad", learning_rate=0.1)),
    "cubic": Experiment(Data("cubic", samples=60), SMALL, replace(SHORT, optimizer="adamw", weight_decay=0.1)),
    "batch normalization, initializers": Experiment(
        SPECIES,
        Network(
            (Layer(8, "relu", 0.2, batch_normalization=True, initializer="he_normal"), Layer(8, "silu", initializer="random_normal")),
            "softmax",
            "lecun_uniform",
        ),
        CLASSES,
    ),
    "zeros": Experiment(network=Network((Layer(4, initializer="zeros"),), output_initializer="zeros"), training=Training(epochs=2)),
    "L1": Experiment(network=SMALL, training=replace(SHORT, l1=0.01)),
    "L2": Experiment(network=SMALL, training=replace(SHORT, l2=0.03)),
    "L1 and L2": Experiment(SPECIES, SOFTMAX, replace(CLASSES, l1=0.001, l2=0.01)),
    "exponential": Experiment(network=SMALL, training=replace(SHORT, schedule="exponential", schedule_factor=0.7, schedule_epochs=2)),
    "step": Experiment(network=SMALL, training=replace(SHORT, schedule="step", schedule_factor=0.1, schedule_epochs=2)),
    "cosine": Experiment(network=SMALL, training=replace(SHORT, schedule="cosine")),
    "warm-up": Experiment(network=SMALL, training=replace(SHORT, schedule="warm_up", schedule_epochs=3)),
    "early stopping goes back": Experiment(
        Data(validation_split=0.5, seed=1),
        Network((Layer(32),)),
        Training("adam", 0.05, epochs=40, early_stopping=True, patience=2, min_delta=0.01),
    ),
    "early stopping on accuracy": Experiment(
        SPECIES, SOFTMAX, replace(CLASSES, epochs=30, early_stopping=True, monitor="val_accuracy", patience=3, restore_best_weights=False)
    ),
    "early stopping on the accuracy of one output": Experiment(
        Data("circle", samples=60),
        Network((Layer(4),), "linear"),
        replace(BINARY, loss="hinge", epochs=20, early_stopping=True, monitor="accuracy", patience=2),
    ),
    "changed while it trained": Experiment(
        network=SMALL,
        training=replace(
            SHORT,
            epochs=7,
            schedule="step",
            schedule_epochs=2,
            l1=0.001,
            changes=(Change(1, l1=0.002), Change(3, learning_rate=0.03, l2=0.05), Change(5, learning_rate=0.005), Change(6, l1=0.0)),
        ),
    ),
    "changed before the first epoch": Experiment(network=SMALL, training=replace(SHORT, changes=(Change(1, 0.02, l2=0.1),))),
    "weights edited while it trained": Experiment(
        network=Network((Layer(8), Layer(6, "tanh", 0.2, batch_normalization=True))),
        training=Training(
            "adam",
            epochs=7,
            batch_size=16,
            changes=(
                Change(1, weights=(WeightEdit(1, 2, 3, 0.75), WeightEdit(1, 0, 1, -0.123456))),
                Change(4, l2=0.05, weights=(WeightEdit(2, 5, 1, 1.5), WeightEdit(3, 0, 2, 0.5)), silenced=(Neuron(1, 5), Neuron(2, 1))),
                Change(7, silenced=(Neuron(1, 8),)),
            ),
        ),
    ),
    "neurons frozen while it trained": Experiment(
        network=Network((Layer(8), Layer(6, "tanh", 0.2, batch_normalization=True), Layer(4))),
        training=Training(
            "adamw",
            epochs=7,
            batch_size=16,
            weight_decay=0.1,
            clipnorm=0.3,
            l2=0.01,
            changes=(
                Change(2, frozen=(Neuron(1, 5), Neuron(1, 8))),
                Change(4, weights=(WeightEdit(1, 2, 5, 0.75), WeightEdit(2, 1, 3, 0.5)), frozen=(Neuron(2, 3),)),
                Change(6, silenced=(Neuron(1, 2),)),
            ),
        ),
    ),
    "diverges": Experiment(Data("diabetes"), SMALL, replace(SHORT, learning_rate=5.0, epochs=6)),
}

# A case for every data set, or a data set is exported that nobody has tried.
assert {case.data.dataset for case in CASES.values()} == set(DATASETS)
