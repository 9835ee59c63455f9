"""What cells say, in many styles: numbers with units and grouped thousands, words for missing cells, large numbers, encodings."""

import numpy as np
import pytest

from playground.data.choosing import Decisions, decided, tasks
from playground.data.columns import Column, CsvFile
from playground.data.preparing import prepare
from playground.data.suggesting import suggested
from tests.data.reading.writing import FEW, FEW_NAMED, HEIGHTS, ROWS, Style, expect_cells, read

# A text in place of a number, and the unit that it shows.
AMOUNTS = {
    "dollars": ("${}", "$"),
    "dollars with a gap": ("$ {}", "$"),
    "US dollars": ("USD {}", "USD"),
    "euros": ("{} €", "€"),
    "euros without a gap": ("{}€", "€"),
    "euros before": ("€{}", "€"),
    "pounds": ("£{}", "£"),
    "francs": ("CHF {}", "CHF"),
    "percent": ("{}%", "%"),
    "percent with a gap": ("{} %", "%"),
    "kilograms": ("{} kg", "kg"),
    "degrees": ("{} °C", "°C"),
    "metres a second": ("{} m/s", "m/s"),
}


@pytest.mark.parametrize(("form", "unit"), AMOUNTS.values(), ids=AMOUNTS)
@pytest.mark.parametrize("style", FEW, ids=str)
def test_a_unit_beside_numbers_goes_into_the_name(style: Style, form: str, unit: str) -> None:
    if style.encoding == "cp1252" and not form.isascii():
        style = Style(style.delimiter, style.decimal, "cp1252", style.end, style.quoted, style.names)
    file = read(style.written(style.records([form.format(style.number(value)) for value in HEIGHTS])))
    assert file.columns[0].name == f"{'height' if style.names else 'column 1'} ({unit})"
    expect_cells(file)


@pytest.mark.parametrize("group", [" ", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}", "\N{THIN SPACE}", "'", "’", "other sign"])
@pytest.mark.parametrize("fraction", [True, False])
@pytest.mark.parametrize("style", FEW, ids=str)
def test_thousands_may_be_grouped(style: Style, group: str, fraction: bool) -> None:
    if style.encoding == "cp1252":
        style = Style(style.delimiter, style.decimal, "utf-8", style.end, style.quoted, style.names)
    sign = (", " if style.decimal == "." else ". ")[0] if group == "other sign" else group
    values = [float(round(1_000 * value) * 1_000 + row) + 0.5 * fraction for row, value in enumerate(HEIGHTS)]
    texts = []
    for value in values:
        whole, _, rest = f"{value:,.1f}".partition(".")
        texts.append(whole.replace(",", sign) + (style.decimal + rest) * fraction)
    column = read(style.written(style.records(weights=texts))).columns[1]
    assert column.kind == "number"
    np.testing.assert_array_equal(column.values + column.offset, np.array(values, np.float32))


def test_negative_amounts_and_brackets() -> None:
    column = read(b"a,b\n" + b'1,"($1,234.50)"\n2,-$5\n3,$-7.25\n4,$8\n').columns[1]
    assert column.values.tolist() == [-1234.5, -5.0, -7.25, 8.0]
    assert column.name == "b ($)"


def test_two_currencies_are_no_numbers_and_that_is_said() -> None:
    file = read(b"a,b\n" + "1,$5\n2,€6\n3,$5\n4,€7\n".encode() * 3)
    assert file.columns[1].kind == "category"
    assert file.skipped == ("Taken as text, because these cells cannot be read as numbers: b (“$5”).",)


def test_a_column_may_have_another_decimal_sign_than_the_file() -> None:
    file = read(b'a;b;c\n1.5;"2,5";3.5\n2.5;"3,25";4.5\n3.5;"4,75";6.5\n')
    assert [column.values.tolist() for column in file.columns] == [[1.5, 2.5, 3.5], [2.5, 3.25, 4.75], [3.5, 4.5, 6.5]]


WORDS = ("NA", "n/a", "NaN", "null", "NULL", "#N/A", "<NA>", "None", "nil", "-", "--", "?", ".", "*", "unknown")


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("style", FEW, ids=str)
def test_among_numbers_a_word_for_nothing_is_missing_and_counted(style: Style, word: str) -> None:
    texts = [word if row % 5 == 1 else style.number(value) for row, value in enumerate(HEIGHTS)]
    column = read(style.written(style.records(texts))).columns[0]
    assert (column.kind, column.missing) == ("number", 5)
    assert np.isnan(column.values[1::5]).all()
    assert [(found.text, found.count, found.missing, found.decided) for found in column.words] == [(word, 5, True, True)]


def category(cells: list[str]) -> Column:
    """Read a column of text."""
    return read(("x,kind\n" + "".join(f"{row},{cell}\n" for row, cell in enumerate(cells))).encode()).columns[1]


def counted(column: Column) -> dict[str, tuple[int, bool]]:
    return {word.text: (word.count, word.missing) for word in column.words}


@pytest.mark.parametrize("word", ["NA", "n/a", "NaN", "null", "#N/A", "<NA>", "-", "--", "?", "."])
def test_among_words_it_is_missing_unless_the_learner_decides_otherwise(word: str) -> None:
    file = read(("x,kind\n" + "".join(f"{row},{cell}\n" for row, cell in enumerate(["red", "blue", word] * 4))).encode())
    column = file.columns[1]
    assert (column.missing, column.distinct, counted(column)) == (4, 2, {word: (4, True)})
    assert decided(file, "kind").classes == ("blue", "red")
    assert prepare(file, suggested(file)).upload.rows == 8
    kept = decided(file, "kind", Decisions(absent=()))
    assert (kept.missing, set(kept.classes)) == (0, {"blue", "red", word})


@pytest.mark.parametrize("word", ["none", "None", "nil", "unknown"])
def test_a_word_of_the_language_is_a_value_among_others_unless_the_learner_decides_otherwise(word: str) -> None:
    file = read(("x,kind\n" + "".join(f"{row},{cell}\n" for row, cell in enumerate(["mild", "severe", word] * 4))).encode())
    assert counted(file.columns[1]) == {word: (4, False)}
    assert decided(file, "kind").distinct == 3
    assert decided(file, "kind", Decisions(absent=(("kind", word),))).classes == ("mild", "severe")


@pytest.mark.parametrize(
    ("cells", "classes"),
    [
        (["+", "-"], ("+", "-")),
        (["+", "-", "?"], ("+", "-")),
        (["+", "-", "0"], ("+", "-", "0")),
        (["yes", "-"], ("-", "yes")),
        (["yes", "none"], ("none", "yes")),
        (["yes", "NA"], ("NA", "yes")),
        (["+", "-", "±"], ("+", "-", "±")),
        (["?", "!"], ("!", "?")),
        (["EU", "AS", "NA", "SA"], ("AS", "EU", "NA", "SA")),
        (["Na", "K", "Ca"], ("Ca", "K", "Na")),
        (["1", "-"], ("-", "1")),
        (["0", "none"], ("0", "none")),
    ],
)
def test_a_class_does_not_vanish_because_it_is_called_like_nothing(cells: list[str], classes: tuple[str, ...]) -> None:
    file = read(("x,kind\n" + "".join(f"{row},{cell}\n" for row, cell in enumerate(cells * 6))).encode())
    column = decided(file, "kind")
    assert column.usable
    assert column.as_category().classes == classes
    assert tasks([column])[0] == "classification"


def test_a_single_value_beside_missing_cells_is_not_called_the_same_in_every_row() -> None:
    file = read(b"x,y,smoker,always\n" + b"1,2,yes,7\n2,4,,7\n4,3,yes,7\n" * 3)
    assert file.notes == (
        "The same value in every row, so nothing to learn from: always.",
        "A single value besides missing cells, so nothing to learn from: smoker (3 missing).",
    )
    file = read(b"x,y,n\n" + b"1,2,5\n2,4,NA\n4,3,5\n" * 3)
    assert file.notes == ("A single value besides missing cells, so nothing to learn from: n (3 missing).",)
    file = read(b"x,y,n\n" + b"1,2,?\n2,4,NA\n4,3,\n" * 3)
    assert [column.kind for column in file.columns] == ["number", "number", "empty"]
    assert file.notes == ("Empty, so nothing to learn from: n (nothing but “?”, “NA”).",)


@pytest.mark.parametrize("sentinel", ["-200", "-999", "-9999", "9999", "99999", "-99"])
@pytest.mark.parametrize("style", FEW_NAMED, ids=str)
def test_a_number_that_may_mean_nothing_is_named_and_can_be_declared_missing(style: Style, sentinel: str) -> None:
    texts = [sentinel if row % 6 == 2 else style.number(value / 100) for row, value in enumerate(HEIGHTS)]
    file = read(style.written(style.records(texts)))
    assert counted(file.columns[0]) == {sentinel: (4, False)}
    column = decided(file, "height", Decisions(absent=(("height", sentinel),)))
    assert column.missing == 4
    assert np.isnan(column.values[2::6]).all()
    # In every column where nothing else is said.
    assert decided(file, "height", Decisions(absent=(("", f"{sentinel}{style.decimal}0"),))).missing == 4
    assert decided(file, "weight", Decisions(absent=(("", sentinel),))).missing == 0


def test_a_usual_number_at_the_end_of_others_is_no_sentinel() -> None:
    assert read(b"x,y\n" + b"".join(b"%d,%d\n" % (90 + row, row) for row in range(10))).columns[0].words == ()


LARGE = {
    "seconds": [1_700_000_000 + row for row in range(ROWS)],
    "milliseconds": [1_700_000_000_000 + 250 * row for row in range(ROWS)],
    "days": [20_230_101 + row for row in range(ROWS)],
    "identifiers": [9_007_199_254_740_993 + 2 * row for row in range(ROWS)],
    "negative": [-1_700_000_000 - row for row in range(ROWS)],
    "two to the 24th": [16_777_216 + row % 3 for row in range(ROWS)],
}


@pytest.mark.parametrize("numbers", LARGE.values(), ids=LARGE)
@pytest.mark.parametrize("style", FEW, ids=str)
def test_large_numbers_stay_different(style: Style, numbers: list[int]) -> None:
    column = read(style.written(style.records([str(number) for number in numbers]))).columns[0]
    low = min(numbers)
    assert column.distinct == len(set(numbers)) == len(np.unique(column.values))
    assert column.offset == low
    assert column.values.tolist() == [number - low for number in numbers]
    assert column.name.endswith(f" − {str(low).replace('-', '−')}")


def test_fractions_close_together_stay_different() -> None:
    column = read(("a,b\n" + "".join(f"{100_000 + row / 1000:.3f},{row % 7}\n" for row in range(50))).encode()).columns[0]
    assert (column.offset, column.distinct, len(np.unique(column.values))) == (100_000.0, 50, 50)
    np.testing.assert_allclose(column.values, np.arange(50) / 1000, atol=1e-8)


def test_a_column_too_fine_for_32_bits_is_named() -> None:
    rows = [f"{1e9 + row},{row % 5}" for row in range(40)] + [f"{-1e9 - row},{row % 5}" for row in range(40)]
    file = read(("a,b\n" + "\n".join(rows)).encode())
    column = file.columns[0]
    assert (column.distinct, column.offset) == (80, 0.0)
    assert file.notes == ("a: 32-bit numbers tell only 4 of its 80 values apart: it is too fine for them.",)


@pytest.mark.parametrize("texts", [["1.50", "2.50"], ["01", "02", "10"], ["1e3", "2e3"], ["1,000", "2,000"], ["16777216", "16777217"]])
def test_classes_keep_the_spelling_of_the_file(texts: list[str]) -> None:
    file = read(("x,kind\n" + "".join(f'{row},"{texts[row % len(texts)]}"\n' for row in range(24))).encode())
    choice = suggested(file)
    made = prepare(file, choice if choice.task == "classification" else type(choice)(choice.inputs, choice.targets, "classification"))
    assert made.data.class_names == tuple(texts)


ENCODED = {
    "German": ("Käse", "Köln", "Straße", "Übung"),
    "French": ("élève", "garçon", "hôtel", "Noël"),
    "Spanish": ("niño", "Martínez", "corazón", "Ávila"),
    "Danish": ("blå", "grøn", "æble", "Ærø"),
    "Portuguese": ("ação", "avó", "pão", "você"),
    "umlauts alone": ("Grün", "Blau", "Rot", "Weiß"),
    "signs": ("5 £", "7 §", "caf\u00e9", "na\u00efve"),
}


@pytest.mark.parametrize("words", ENCODED.values(), ids=ENCODED)
@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_words_come_through_every_encoding(words: tuple[str, ...], encoding: str, delimiter: str) -> None:
    text = f"land{delimiter}x\n" + "".join(f"{words[row % 4]}{delimiter}{row}\n" for row in range(16))
    file = read(text.encode(encoding))
    assert decided(file, "land").classes == tuple(sorted(words))
    guessed = not encoding.startswith("utf")
    assert any("does not say its encoding" in sentence for sentence in file.skipped) == guessed


@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        (("Łódź", "Kraków", "Gdańsk", "Wrocław"), "cp1250"),
        (("Москва", "Казань", "Томск", "Омск"), "cp1251"),
        (("5\N{NO-BREAK SPACE}000", "7\N{NO-BREAK SPACE}000 €", "red", "blue"), "cp1252"),
    ],
)
def test_words_of_other_alphabets_come_through(words: tuple[str, ...], encoding: str) -> None:
    file = read(("land;x\n" + "".join(f"{words[row % 4]};{row}\n" for row in range(16))).encode(encoding))
    assert decided(file, "land").classes == tuple(sorted(" ".join(word.split()) for word in words))


def test_a_dash_for_an_amount_is_missing() -> None:
    column = read(b"a;b\n" + b"1;$ 5.00\n2;$ -\n3;$ (7.50)\n4;$ -\n").columns[1]
    assert (column.name, column.kind, column.missing) == ("b ($)", "number", 2)


def kinds(file: CsvFile) -> list[str]:
    return [column.kind for column in file.columns]


def test_dates_and_versions_are_categories_and_that_is_said() -> None:
    file = read(b"when,x,v\n" + b"10/03/2004,1,1.2.3\n11/03/2004,2,1.2.4\n" * 4)
    assert kinds(file) == ["category", "number", "category"]
    assert file.skipped == ("Taken as text, because these cells cannot be read as numbers: when (“10/03/2004”), v (“1.2.3”).",)
    file = read(("x,y,price\n" + "".join(f"{row * 7 % 60},{row % 9},{row}.{row % 7}M\n" for row in range(60))).encode())
    assert kinds(file) == ["number", "number", "text"]
    assert file.skipped == ("Taken as text, because these cells cannot be read as numbers: price (“0.0M”).",)


def test_kinds_of_text_that_end_in_letters_are_no_units() -> None:
    file = read(("x,class\n" + "".join(f"{row},{['5A', '5B', '6A'][row % 3]}\n" for row in range(12))).encode())
    assert file.columns[1].kind == "category"
