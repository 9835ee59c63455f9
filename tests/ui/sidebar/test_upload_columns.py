"""What the learner decides about the columns of a file: codes, words for missing cells, a row of sums; and what is said about them."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.data.case_files import CASES, FOLDER
from tests.ui.sidebar.upload_page import PETS, captions, columns, data, dropped, opened

CODES, ABSENT, TOTALS = "upload_categories", "upload_absent", "upload_without_totals"


def case(name: str) -> AppTest:
    return opened((FOLDER / name).read_bytes(), name)


@pytest.mark.parametrize("name", CASES)
def test_a_file_that_people_have_is_ready_to_train_on(name: str) -> None:
    app, right = case(name), CASES[name]
    assert not app.exception
    assert not app.error
    assert data(app).targets == (right.target,)
    assert data(app).class_names == right.classes
    assert app.multiselect(key="upload_inputs").value == list(right.inputs)
    assert f"{right.rows_in_use:,} rows in use" in captions(app)


def test_codes_become_one_input_each_by_choice_and_stay_so_while_another_set_is_in_use() -> None:
    app = case("category-as-code.csv")
    assert app.multiselect(key=CODES).options == ["origin"]
    assert data(app).inputs == ("weight", "origin")
    app.multiselect(key=CODES).set_value(["origin"]).run()
    assert not app.exception
    assert data(app).inputs == ("weight", "origin = 1", "origin = 2", "origin = 3")
    app.selectbox[0].set_value("iris").run()
    app.selectbox[0].set_value("upload").run()
    assert data(app).inputs == ("weight", "origin = 1", "origin = 2", "origin = 3")
    app.multiselect(key=CODES).set_value([]).run()
    assert data(app).inputs == ("weight", "origin")


def test_a_code_that_becomes_the_target_is_of_classes_and_no_more_asked_about() -> None:
    app = case("category-as-code.csv")
    app.multiselect(key=CODES).set_value(["origin"]).run()
    app.multiselect(key="upload_targets").set_value(["origin"]).run()
    assert not app.exception
    assert (data(app).task, data(app).class_names) == ("classification", ("1", "2", "3"))
    app.segmented_control(key="upload_task").set_value("regression").run()
    assert not app.exception
    assert (data(app).task, data(app).targets) == ("regression", ("origin",))


def test_any_value_can_be_declared_missing() -> None:
    app = case("air-quality.csv")
    offer = "“-200” in CO(GT): 9"
    assert app.multiselect(key=ABSENT).options == [offer]
    assert app.multiselect(key=ABSENT).value == []
    assert "Not counted as missing\\: 9 in CO\\(GT\\) \\(“\\-200”\\)\\." in captions(app)
    assert min(columns(app)["CO(GT)"]) == -200
    app.multiselect(key=ABSENT).set_value([offer]).run()
    assert not app.exception
    assert "Missing\\: 9 in CO\\(GT\\) \\(“\\-200”\\)\\." in captions(app)
    assert "Not counted" not in captions(app)
    assert "51 rows in use, 9 left out." in captions(app)
    assert min(columns(app)["CO(GT)"]) > 0
    app.segmented_control(key="upload_missing").set_value("impute").run()
    assert "60 rows in use." in captions(app)


def test_a_value_that_is_typed_holds_in_every_column_and_one_that_stands_nowhere_is_told() -> None:
    app = opened(b"a,b,c\n1,-5,3\n2,4,-5\n3,7,8\n4,9,2\n5,6,1\n6,2,2\n", "x.csv")
    app.multiselect(key=ABSENT).set_value(["-5", "77"]).run()
    assert not app.exception
    assert "Missing\\: 1 in c\\, 1 in b\\." in captions(app)
    assert "No column that is chosen holds “77”\\." in captions(app)
    assert data(app).upload is not None
    assert "4 rows in use, 2 left out." in captions(app)
    app.selectbox[0].set_value("iris").run()
    app.selectbox[0].set_value("upload").run()
    assert app.multiselect(key=ABSENT).value == ["-5", "77"]
    assert "4 rows in use, 2 left out." in captions(app)


def test_a_word_in_doubt_is_named_with_its_count_and_the_learner_decides() -> None:
    app = case("classes-plus-minus.data")
    marks, dashes = "“?” in column 5: 2", "“-” in column 6: 50"
    assert app.multiselect(key=ABSENT).options == [marks, dashes]
    assert app.multiselect(key=ABSENT).value == [marks]
    assert "Missing\\: 2 in column 5 \\(“\\?”\\)\\." in captions(app)
    assert "Not counted as missing\\: 50 in column 6 \\(“\\-”\\)\\." in captions(app)
    app.multiselect(key=ABSENT).set_value([]).run()
    assert not app.exception
    assert "80 rows in use." in captions(app)
    assert "column 5 = ?" in data(app).inputs


def test_a_row_of_sums_is_left_out_by_choice() -> None:
    app = case("total-row.csv")
    assert app.toggle(key=TOTALS).label == "Leave out the last row: Total"
    assert "40 rows in use, 1 left out." in captions(app)
    app.toggle(key=TOTALS).set_value(False).run()
    assert not app.exception
    assert "41 rows in use." in captions(app)
    assert "shop = Total" in data(app).inputs
    app.selectbox[0].set_value("iris").run()
    app.selectbox[0].set_value("upload").run()
    assert app.toggle(key=TOTALS).value is False


def test_where_the_last_column_is_not_the_target_that_is_said_there() -> None:
    app = case("spaces-one-tab.data")
    assert "The target is column 8\\, since the last column\\, column 9\\, has 40 values that hardly repeat\\." in captions(app)
    app.multiselect(key="upload_targets").set_value(["column 1"]).run()
    assert "since the last column" not in captions(app)


def test_classes_of_one_row_each_are_never_trained_on_without_a_word() -> None:
    app = case("spaces-one-tab.data")
    assert not app.warning
    app.multiselect(key="upload_targets").set_value(["column 9"]).run()
    assert not app.exception
    (warning,) = app.warning
    assert warning.value.startswith("column 9 has 40 classes in 40 rows")
    app.multiselect(key="upload_targets").set_value(["column 8"]).run()
    assert not app.warning


def test_what_was_left_out_or_guessed_is_said_beside_the_files_name() -> None:
    assert "2 lines above the table were left out\\." in captions(case("title-above.csv"))
    assert "Read as Mac Roman\\: “München”" in captions(case("mac-roman.csv"))
    assert "classes setosa\\, versicolor\\, virginica\\." in captions(case("iris-training-counts-as-names.csv"))


def test_another_file_forgets_what_was_decided_about_this_one() -> None:
    app = case("air-quality.csv")
    app.multiselect(key=ABSENT).set_value(["“-200” in CO(GT): 9"]).run()
    app.button[0].click().run()
    dropped(app, (FOLDER / "category-as-code.csv").read_bytes(), "codes.csv")
    assert app.multiselect(key=ABSENT).value == []
    assert "90 rows in use." in captions(app)


def page_of_a_slow_browser() -> None:
    """A page on which the word that the targets have changed comes after the file has gone, or after another one has come."""
    import streamlit as st

    from playground.ui.session import session
    from playground.ui.sidebar import upload

    def late(known: bool) -> None:
        kept = session().kept
        upload._forget()
        if known:
            session().kept = kept
            st.session_state[upload.TARGETS] = ["age"]
        upload._retarget(["height", "age"], ["height"])

    upload.show_upload()
    st.button("Gone", key="gone", on_click=late, args=(False,))
    st.button("Other", key="other", on_click=late, args=(True,))


@pytest.mark.parametrize("button", ["gone", "other"])
def test_a_late_word_about_a_file_that_has_gone_does_no_harm(button: str) -> None:
    app = AppTest.from_function(page_of_a_slow_browser, default_timeout=30).run()
    dropped(app, PETS)
    app.button(key=button).click().run()
    assert not app.exception
    assert len(app.file_uploader) == (button == "gone")
