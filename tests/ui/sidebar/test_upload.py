"""The learner's own CSV in the sidebar: read once, chosen from, kept in the session, gone when it is removed."""

import numpy as np
import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from playground.data.columns import CsvFile
from playground.limits import LIMITS
from tests.ui.sidebar.upload_page import PETS, captions, columns, data, dropped, opened


def test_before_a_file_is_there_the_page_says_what_may_come_and_where_it_stays() -> None:
    app = opened(None)
    assert not app.exception
    assert app.file_uploader[0].proto.max_upload_size_mb == LIMITS.max_upload_megabytes
    assert "At most 100,000 rows and 100 columns" in captions(app)
    assert "it is not in the link, and gone when you reload the page" in captions(app)
    assert app.session_state["shown"] is app.session_state["table"] is app.session_state["data"] is None


def test_a_file_is_recognised_previewed_and_suggested_from() -> None:
    app = opened()
    assert not app.file_uploader
    assert "pets\\.csv: 7 rows, 3 columns" in captions(app)
    assert "Recognised: commas\\, decimal point\\, UTF\\-8\\, names in the first line." in captions(app)
    assert app.dataframe[0].value.iloc[2].tolist() == ["7", "cat", ""]
    assert app.multiselect(key="upload_targets").value == ["weight"]
    assert app.multiselect(key="upload_inputs").value == ["age", "kind"]
    assert app.multiselect(key="upload_inputs").options == ["age", "kind"]
    assert "Missing\\: 1 in weight\\, 1 in age\\." in captions(app)
    assert "5 rows in use, 2 left out." in captions(app)
    assert data(app).task == "regression"
    assert data(app).inputs == ("age", "kind = cat", "kind = dog")
    assert columns(app)["age"] == [3.0, 2.0, 4.0, 5.0, 6.0]


def test_gaps_are_filled_in_by_choice() -> None:
    app = opened()
    app.segmented_control(key="upload_missing").set_value("impute").run()
    assert not app.exception
    assert columns(app)["age"] == [3.0, 2.0, 4.0, 5.0, 6.0, 4.0]
    assert "6 rows in use, 1 left out." in captions(app)


def test_another_target_is_no_input_any_more_the_old_one_is_and_the_task_is_inferred_anew() -> None:
    app = opened()
    app.multiselect(key="upload_targets").set_value(["kind"]).run()
    assert not app.exception
    assert app.multiselect(key="upload_inputs").value == ["age", "weight"]
    assert (data(app).task, data(app).class_names) == ("classification", ("cat", "dog"))
    assert "Task: classification" in captions(app)
    app.multiselect(key="upload_targets").set_value(["weight"]).run()
    assert app.multiselect(key="upload_inputs").value == ["age", "kind"]
    assert data(app).task == "regression"


def test_the_task_can_be_changed_where_both_are_possible() -> None:
    app = opened()
    app.segmented_control(key="upload_task").set_value("classification").run()
    assert not app.exception
    assert data(app).class_names == ("3.5", "4", "10", "11", "12.5")
    app.multiselect(key="upload_inputs").set_value(["age"]).run()
    assert data(app).task == "classification"


def test_two_targets_are_a_regression_whatever_was_chosen_before() -> None:
    app = opened()
    app.segmented_control(key="upload_task").set_value("classification").run()
    app.multiselect(key="upload_targets").set_value(["weight", "age"]).run()
    assert not app.exception
    assert (data(app).task, data(app).targets, data(app).inputs) == ("regression", ("weight", "age"), ("kind = cat", "kind = dog"))


def test_a_choice_that_cannot_be_made_is_told_in_place_and_kept() -> None:
    app = opened()
    app.multiselect(key="upload_inputs").set_value([]).run()
    assert not app.exception
    assert [error.value for error in app.error] == ["Choose at least one column as input\\. Received: `none`."]
    assert app.session_state["shown"] is None
    assert app.session_state["table"] is None
    assert app.session_state["data"] == "Choose at least one column as input. Received: none."
    app.multiselect(key="upload_inputs").set_value(["kind"]).run()
    assert not app.error
    assert data(app).inputs == ("kind = cat", "kind = dog")


def test_file_and_choice_are_kept_while_another_data_set_is_in_use() -> None:
    app = opened()
    app.multiselect(key="upload_targets").set_value(["age"]).run()
    app.segmented_control(key="upload_missing").set_value("impute").run()
    before, table = data(app), columns(app)
    app.selectbox[0].set_value("iris").run()
    app.run()
    assert app.session_state["table"] is None
    app.selectbox[0].set_value("upload").run()
    assert not app.exception
    assert data(app) == before
    assert columns(app) == table
    assert app.segmented_control(key="upload_missing").value == "impute"


def test_a_table_is_made_once_for_a_choice() -> None:
    app = opened()
    table = app.session_state["table"]
    app.run()
    assert app.session_state["table"] is table


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "empty.csv", "A table needs a line of names and rows below it\\. Received: `an empty file`."),
        (
            b"PK\x03\x04",
            "sheet.xlsx",
            "A CSV file is plain text\\: save the sheet as CSV first\\. Received: `an Excel sheet or a zip file`.",
        ),
        (
            b"a,b\n1,2\n3,5\n1,2,<script>\n",
            "long.csv",
            "Every row must have as many cells as the others\\. Received: `2 columns from line 1 on, but 3 cells in line 4`.",
        ),
    ],
)
def test_a_file_that_cannot_be_used_gets_a_sentence_and_its_place_stays_free(content: bytes, name: str, sentence: str) -> None:
    app = opened(content, name)
    assert [error.value for error in app.error] == [sentence]
    assert len(app.file_uploader) == 1
    app.run()
    assert [error.value for error in app.error] == [sentence]
    app.file_uploader[0].set_value(None).run()
    assert not app.error
    assert not dropped(app, PETS).error
    assert data(app).inputs == ("age", "kind = cat", "kind = dog")


def test_a_bad_file_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from playground.data.reading import file as csv_file

    read, count = csv_file.read_csv, []

    def counted(content: bytes, name: str) -> CsvFile:
        count.append(name)
        return read(content, name)

    monkeypatch.setattr(csv_file, "read_csv", counted)
    app = opened(b"a\n1\n")
    app.run()
    app.run()
    assert count == ["pets.csv"]


def test_another_file_forgets_this_one_and_its_choice() -> None:
    app = opened()
    app.multiselect(key="upload_targets").set_value(["kind"]).run()
    app.button[0].click().run()
    assert not app.exception
    assert app.session_state["table"] is None
    assert app.session_state["session"].kept is None
    dropped(app, b"x;y\n1,5;2\n2,5;3\n4,5;7\n", "other.csv")
    assert (data(app).inputs, data(app).targets) == (("x",), ("y",))
    assert "semicolons\\, decimal comma" in captions(app)


def test_a_delimiter_that_the_file_states_is_shown_to_the_letter() -> None:
    app = opened()
    app.button[0].click().run()
    dropped(app, b"sep=*\nx*y\n1*3\n2*4\n3*5\n", "other.csv")
    assert (data(app).inputs, data(app).targets) == (("x",), ("y",))
    assert "Recognised: “\\*” as the first line says\\, decimal point" in captions(app)


def test_the_bytes_are_given_back_once_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    removed: list[str] = []
    monkeypatch.setattr(MemoryUploadedFileManager, "remove_file", lambda _, session_id, file_id: removed.append(file_id))
    app = opened(b"a\n1\n")
    assert removed == []
    app.file_uploader[0].set_value(None).run()
    removed.clear()
    dropped(app, PETS)
    assert len(removed) == 1


def test_names_of_strangers_are_shown_letter_by_letter() -> None:
    content = b"<b>x</b>,**y**,[z](http://a)\n1,2,u\n2,3,\n4,5,v\n1,,v\n3,4,u\n"
    app = opened(content, "<img src=x>`$\\alpha$`.csv")
    shown = captions(app)
    assert "\\<img src\\=x\\>\\`\\$\\\\alpha\\$\\`\\.csv" in shown
    assert "1 in \\*\\*y\\*\\*" in shown
    assert not app.markdown
    assert data(app).upload is not None
    np.testing.assert_array_equal(list(columns(app)), ["<b>x</b>", "**y**"])
