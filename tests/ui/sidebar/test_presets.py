"""The presets: one choice sets every control, and its words stay as long as the controls do."""

from streamlit.testing.v1 import AppTest

from playground.experiment import Experiment, Layer, Network, Training
from playground.link.address import query_for
from playground.presets import PRESETS
from playground.ui.sidebar.presets import preset_of
from tests.ui.sidebar.page import address, made, opened, rerun


def captions(app: AppTest) -> list[str]:
    """Return the small print of the page."""
    return [caption.value for caption in app.main.caption]


def test_a_bare_address_is_the_first_preset() -> None:
    app = opened()
    assert app.selectbox(key="preset").value == "lecture"
    assert PRESETS["lecture"].help in captions(app)
    assert app.selectbox(key="preset").options == [f"{preset.section} · {preset.label}" for preset in PRESETS.values()]


def test_each_sets_every_control_the_link_and_its_words() -> None:
    app = opened({"momentum": "0.9", "l2": "0.1", "units_2": "5", "dropout_1": "0.5"})
    for name, preset in PRESETS.items():
        app.selectbox(key="preset").set_value(name)
        assert made(rerun(app)) == preset.experiment, name
        assert address(app) == query_for(preset.experiment), name
        assert preset.help in captions(app)
        assert made(rerun(app)) == preset.experiment, name


def test_an_example_leads_to_the_page_of_its_section() -> None:
    links = {name: opened(query_for(PRESETS[name].experiment)).get("page_link") for name in ("xor_perceptron", "dead_relus", "spiral")}
    assert [link.proto.label for link in links["xor_perceptron"]] == ["Explained on 1.3 Perceptron"]
    assert [link.proto.page for link in links["dead_relus"]] == ["activations"]
    assert list(links["spiral"]) == []


def test_the_words_go_with_the_first_change_and_come_back_with_the_settings() -> None:
    app = opened(query_for(PRESETS["spiral"].experiment))
    assert app.selectbox(key="preset").value == "spiral"
    app.number_input(key="epochs").set_value(7)
    assert rerun(app).selectbox(key="preset").value == "own"
    assert app.selectbox(key="preset").options[0] == "Your own settings"
    assert PRESETS["spiral"].help not in captions(app)
    app.number_input(key="epochs").set_value(150)
    assert rerun(app).selectbox(key="preset").value == "spiral"


def test_the_same_preset_can_be_chosen_again_after_a_change() -> None:
    app = opened()
    app.number_input(key="epochs").set_value(7)
    rerun(app).selectbox(key="preset").set_value("lecture")
    assert made(rerun(app)) == Experiment()


def test_a_preset_heals_settings_that_do_not_go_together() -> None:
    app = opened({"units_1": "1", "activation_1": "Softmax"})
    assert made(app) is None
    assert app.selectbox(key="preset").value == "own"
    app.selectbox(key="preset").set_value("xor_hidden")
    assert made(rerun(app)) == PRESETS["xor_hidden"].experiment
    assert len(app.sidebar.error) == 0


def test_only_the_very_experiment_is_a_preset() -> None:
    assert preset_of(None) is None
    assert preset_of(Experiment(network=Network((Layer(3),)), training=Training(epochs=3))) is None
    assert [preset_of(preset.experiment) for preset in PRESETS.values()] == list(PRESETS)
