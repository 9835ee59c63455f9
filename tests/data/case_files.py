"""Files that people really have, in the folder `cases`, and what is right for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

Cells: TypeAlias = Mapping[str, Sequence[float | str | None]]

FOLDER = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Case:
    """What a file holds.

    Attributes:
        rows: how many.
        names: of the columns; a name before an equals sign stands for a column of numbers, one before a colon for one of categories, one
            before an exclamation mark for text.
        target: what is suggested to be predicted.
        classes: of the target; none for a regression.
        inputs: what is suggested to predict it from.
        first: the first cells of some columns: numbers, or the names of categories; None where the cell is missing.
        says: parts of the sentences beside the file's name.
        used: how many rows are trained on; all of them where nothing is said.
    """

    rows: int
    names: str
    target: str
    inputs: Sequence[str]
    classes: tuple[str, ...] = ()
    first: Cells = field(default_factory=lambda: MappingProxyType({}))
    says: tuple[str, ...] = ()
    used: int | None = None

    @property
    def kinds(self) -> dict[str, str]:
        """Name -> kind of each column."""
        signs = {"=": "number", ":": "category", "!": "text"}
        return {text[:-1]: signs[text[-1]] for text in self.names.split(" | ")}

    @property
    def rows_in_use(self) -> int:
        """How many rows are trained on."""
        return self.rows if self.used is None else self.used


def numbered(signs: str) -> str:
    """Return the names of columns without any, of the kinds that the signs say."""
    return " | ".join(f"column {number}{sign}" for number, sign in enumerate(signs, 1))


def _columns(last: int) -> tuple[str, ...]:
    return tuple(f"column {number}" for number in range(1, last + 1))


_MPG: Cells = {"column 1": (28.8, 34.6), "column 4": (83.8, 120.2, 199.3, 141.9, 127.1, None), "column 8": (3, 1, 2)}
_TWO: Cells = {"a": (0.8, 8.9, 2.7), "b": (1.2, 0.3, 8.6), "colour": ("blue", "red", "blue")}
_COLOURS = ("blue", "red")
_PRICES = Case(80, "area= | rooms= | price=", "price", ("area", "rooms"), first={"area": (169, 68), "price": (262_500, 120_000, 148_500)})
_SHOPS: Cells = {"shop": ("shop 0", "shop 1"), "staff": (47, 20), "sales": (592, 835)}

CASES: Mapping[str, Case] = MappingProxyType(
    {
        "abalone.data": Case(60, numbered(":==="), "column 4", _columns(3), first={"column 1": ("M", "F", "I"), "column 4": (6, 7, 12)}),
        "air-quality.csv": Case(
            60,
            "Date: | Time: | CO(GT)= | PT08.S1(CO)= | C6H6(GT)= | T= | RH= | AH=",
            "AH",
            ("Date", "Time", "CO(GT)", "PT08.S1(CO)", "C6H6(GT)", "T", "RH"),
            first={"Date": ("10/03/2004",), "CO(GT)": (1.5, 3.7, 2.9, -200), "AH": (0.5013, 0.8785)},
            says=("12 empty rows were left out.",),
        ),
        "banknote.txt": Case(60, numbered("====="), "column 5", _columns(4), ("0", "1"), {"column 1": (-0.83471,), "column 5": (0, 1)}),
        "category-as-code.csv": Case(
            90, "weight= | origin= | mpg=", "mpg", ("weight", "origin"), first={"origin": (1, 2, 3, 1), "mpg": (12.95, 23.98)}
        ),
        "classes-plus-minus.data": Case(
            80,
            numbered(":==:::"),
            "column 6",
            _columns(5),
            ("+", "-"),
            {"column 2": (23.58, 28.01), "column 5": ("g", "p", "s", "g", None), "column 6": ("-", "+", "+", "-")},
            used=78,
        ),
        "comments-above.csv": Case(
            50,
            "year= | mean= | unc=",
            "mean",
            ("year",),
            first={"year": (1960, 1961), "mean": (316.16, 315.75)},
            says=("2 lines above the table were left out.",),
        ),
        "currency-percent.csv": Case(
            40,
            "area= | rooms= | discount (%)= | price ($)=",
            "price ($)",
            ("area", "rooms", "discount (%)"),
            first={"discount (%)": (18, 16, 26), "price ($)": (151_560, 270_769)},
        ),
        "double-tabs-seeds.txt": Case(
            45,
            numbered("========"),
            "column 8",
            _columns(7),
            ("1", "2", "3"),
            {"column 4": (5.39, 5.67, 5.398, 4.807, 5.232, 5.589, 5.491, 5.483), "column 8": (1, 1, 1)},
        ),
        "euro.csv": Case(
            80,
            "Fläche= | Zimmer= | Preis (€)=",
            "Preis (€)",
            ("Fläche", "Zimmer"),
            first={"Preis (€)": (228_000, 181_500)},
            says=("Read as Windows-1252: “Fläche”",),
        ),
        "footnote.csv": Case(
            40,
            "shop: | staff= | sales=",
            "sales",
            ("shop", "staff"),
            first=_SHOPS,
            says=("Line 43 below the table was left out: “Source: made up, see the hand-out, page 3, table 2, left”.",),
        ),
        "house-prices.csv": Case(80, "area= | rooms= | price=", "price", ("area", "rooms"), first={"price": (117_347, 154_495)}),
        "iris-training-counts-as-names.csv": Case(
            120,
            f"{numbered('====')} | class:",
            "class",
            _columns(4),
            ("setosa", "versicolor", "virginica"),
            {"column 1": (6.7, 5.1), "class": ("versicolor", "setosa", "setosa", "virginica")},
            ("120 rows, 4 measurements and the classes setosa, versicolor, virginica.",),
        ),
        "large-integers.csv": Case(
            60,
            "unix_time − 1700000000= | day − 20230101= | code − 16777216= | signal=",
            "signal",
            ("unix_time − 1700000000", "day − 20230101", "code − 16777216"),
            first={"unix_time − 1700000000": (0, 1, 2), "day − 20230101": (0, 1, 2), "code − 16777216": (0, 1, 0, 1)},
        ),
        "long-names-concrete.csv": Case(
            60,
            "Cement (component 1)(kg in a m^3 mixture)= | Coarse Aggregate (component 6)(kg in a m^3 mixture)= | Age (day)= | "
            "Concrete compressive strength(MPa, megapascals)=",
            "Concrete compressive strength(MPa, megapascals)",
            ("Cement (component 1)(kg in a m^3 mixture)", "Coarse Aggregate (component 6)(kg in a m^3 mixture)", "Age (day)"),
            first={"Age (day)": (3, 7, 28)},
        ),
        "mac-roman.csv": Case(
            30,
            "land: | x= | y=",
            "y",
            ("land",),
            ("0", "1", "2", "4"),
            {"land": ("München", "Köln", "Zürich")},
            ("Read as Mac Roman: “München”, “Köln”, “Zürich”.",),
        ),
        "penguins.csv": Case(
            90,
            "rowid= | species: | island: | bill_length_mm= | bill_depth_mm= | flipper_length_mm= | body_mass_g= | sex: | year=",
            "year",
            ("species", "island", "bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g", "sex"),
            ("2007", "2008", "2009"),
            {"species": ("Adelie",), "bill_length_mm": (40.1, 39.5, 39.1, None), "sex": ("male", "female", "male", None)},
            used=86,
        ),
        "quoted-decimal-comma.csv": Case(40, "x= | y=", "y", ("x",), first={"x": (0, 0.25), "y": (0, 0.0625)}),
        "rare-class.csv": Case(60, "x= | y= | kind:", "kind", ("x", "y"), ("common", "seldom", "single"), {"kind": ("common",)}),
        "row-names-r.csv": Case(30, "row names= | a= | b= | colour:", "colour", ("a", "b"), _COLOURS, {"row names": (1, 2), **_TWO}),
        "row-names-r.tsv": Case(30, "row names= | a= | b= | colour:", "colour", ("a", "b"), _COLOURS, {"row names": (1, 2), **_TWO}),
        "spaces-auto-mpg.data": Case(60, numbered("========!"), "column 8", _columns(7), ("1", "2", "3"), _MPG, used=58),
        "spaces-housing.data": Case(40, numbered("======"), "column 6", _columns(5), first={"column 1": (35.386, 37.8262)}),
        "spaces-one-tab.data": Case(
            40,
            numbered("========:"),
            "column 8",
            _columns(7),
            ("1", "2", "3"),
            {**_MPG, "column 9": ("ford pinto 0", "vw rabbit 1")},
            used=38,
        ),
        "spaces-with-names.txt": Case(
            40, "x= | y= | label:", "label", ("x", "y"), ("neg", "pos"), {"x": (0.68, 1.14), "label": ("pos", "pos", "pos", "neg")}
        ),
        "student-grades.csv": Case(
            60,
            "school: | sex: | age= | Mjob: | absences= | G1= | G2= | G3=",
            "G3",
            ("school", "sex", "age", "Mjob", "absences", "G1", "G2"),
            first={"school": ("GP", "MS"), "G1": (11, 11), "G3": (14, 13)},
        ),
        "thousands-apostrophe.csv": _PRICES,
        "thousands-narrow-space.csv": _PRICES,
        "thousands-space.csv": _PRICES,
        "time-only.csv": Case(
            60,
            "unix_time − 1700000000= | signal=",
            "signal",
            ("unix_time − 1700000000",),
            first={"unix_time − 1700000000": (0, 1, 2), "signal": (0, 0.166)},
        ),
        "titanic-like.csv": Case(
            80,
            "PassengerId= | Survived= | Pclass= | Sex: | Age= | Fare= | Cabin: | Embarked:",
            "Embarked",
            ("Survived", "Pclass", "Sex", "Age", "Fare"),
            ("C", "Q", "S"),
            {"Age": (None, 49, 7), "Cabin": (None, "C1", None), "Embarked": ("S", "C", "Q")},
            used=63,
        ),
        "title-above.csv": Case(30, "a= | b= | colour:", "colour", ("a", "b"), _COLOURS, _TWO, ("2 lines above the table were left out.",)),
        "total-row.csv": Case(41, "shop: | staff= | sales=", "sales", ("shop", "staff"), first=_SHOPS, used=40),
        "trailing-comma-names.csv": Case(30, "id= | a= | b= | colour:", "colour", ("a", "b"), _COLOURS, {"id": (8000, 8013), **_TWO}),
        "units-row.csv": Case(
            40,
            "time (s)= | temperature (degC)= | pressure (kPa)= | kind:",
            "kind",
            ("time (s)", "temperature (degC)", "pressure (kPa)"),
            ("off", "on"),
            {"time (s)": (0, 0.5), "temperature (degC)": (19.89, 20.3), "kind": ("off", "on")},
        ),
        "windows-1252.csv": Case(
            30,
            "land: | x= | y=",
            "y",
            ("land",),
            ("0", "1", "2", "4"),
            {"land": ("People’s Rep.", "Côte d’Or", "Köln")},
            ("Read as Windows-1252: “People’s”, “Côte”, “d’Or”.",),
        ),
        "wine-quality.csv": Case(
            80,
            "fixed acidity= | volatile acidity= | residual sugar= | alcohol= | quality=",
            "quality",
            ("fixed acidity", "volatile acidity", "residual sugar", "alcohol"),
            ("3", "4", "5", "6", "7", "8"),
            {"alcohol": (12.75379195588,), "quality": (6, 7, 6)},
        ),
        "worldbank-preamble.csv": Case(
            30,
            "Country: | Code: | GDP= | Life=",
            "Life",
            ("GDP",),
            first={"Country": ("Land 0",), "Code": ("L00",), "GDP": (1000, 1371), "Life": (60, 60.4)},
            says=("2 lines above the table were left out.",),
        ),
    }
)

REFUSED: Mapping[str, str] = MappingProxyType(
    {
        "weka.arff": "A CSV file has one row in each line, its cells separated by a sign such as a comma: open it in Weka and save it as "
        "CSV, or delete every line up to @data. Received: an ARFF file, as Weka writes it.",
    }
)
