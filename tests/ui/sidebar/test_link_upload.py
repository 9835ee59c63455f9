"""Links about a learner's own table, which no link carries."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from playground.experiment import Augmentation, Data, Experiment, Layer, Network, Training, Upload
from playground.link.address import UPLOAD_NOTICE, query_for, read_link
from playground.link.values import experiment_of
from playground.settings import ExperimentError
from tests.link.test_address import received
from tests.strategies import experiments

TABLE = Data("upload", upload=Upload("mine.csv", "0" * 64, 40, ("a", "b"), (("kind", ("no", "yes")),)))


def test_a_link_about_an_uploaded_table_says_so_and_keeps_every_other_setting() -> None:
    experiment = Experiment(
        replace(TABLE, test_size=0.4, standardize=True), Network((Layer(5),), "sigmoid"), Training(loss="binary_crossentropy", epochs=7)
    )
    query = received(query_for(experiment))
    assert query["dataset"] == ("upload",)
    assert not [text for texts in query.values() for text in texts if "mine" in text or "000" in text]
    opened = read_link(query)
    assert opened.notices == (UPLOAD_NOTICE,)
    assert dict(opened.query) == query
    with pytest.raises(ExperimentError, match=r"^Your own table has to be uploaded again"):
        experiment_of(opened.values)
    assert experiment_of(opened.values, TABLE) == experiment


@settings(max_examples=50, deadline=None)
@given(experiment=experiments())
def test_with_the_table_there_an_uploads_link_opens_the_same_experiment(experiment: Experiment) -> None:
    loss, output = ("binary_crossentropy", "sigmoid") if experiment.training.loss == "hinge" else ("categorical_crossentropy", "softmax")
    # The network of the table has other inputs and outputs, so it may lack what was edited.
    changes = tuple(replace(change, weights=(), silenced=(), frozen=()) for change in experiment.training.changes if change.values)
    stopping = Training()
    training = replace(
        experiment.training,
        loss=loss,
        changes=changes,
        early_stopping=False,
        monitor=stopping.monitor,
        patience=stopping.patience,
        min_delta=stopping.min_delta,
        restore_best_weights=stopping.restore_best_weights,
    )
    still = Augmentation(noise=experiment.network.augmentation.noise)
    uploaded = Experiment(
        replace(TABLE, seed=experiment.data.seed), replace(experiment.network, output=output, augmentation=still), training
    )
    query = received(query_for(uploaded))
    for table in (None, TABLE):
        assert dict(read_link(query, table).query) == query
        assert experiment_of(read_link(query, table).values, TABLE) == uploaded
