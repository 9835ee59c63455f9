"""The data sets by name: what their columns are called and what they show. No values here; `playground.data` has those."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from playground.settings import Option

CLASS = "class"
CLASS_NAMES = ("A", "B", "C", "D", "E", "F")
PLANE_FEATURES = ("x²", "y²", "x·y", "sin x", "sin y")
# The sides of the digits' pictures, in pixels.
DIGIT_SIDE = 8


@dataclass(frozen=True)
class Dataset(Option):
    """A data set's words and its columns.

    Attributes:
        rows: how many; 0 for a generated set, which has as many as are asked for.
        measurements: the numeric columns in file order.
        classes: column of names -> those names in label order.
        inputs: the columns that the network receives unless others are chosen.
        targets: the columns that it predicts unless others are chosen.
        features: columns made of the measurements; they may be inputs only.
        most_classes: how many classes a generated set can have; 0 where nobody can choose.
    """

    rows: int
    measurements: tuple[str, ...]
    inputs: tuple[str, ...]
    targets: tuple[str, ...]
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    features: tuple[str, ...] = ()
    most_classes: int = 0

    @property
    def generated(self) -> bool:
        """Whether its rows are drawn, so that number, noise and seed can be chosen."""
        return not self.rows

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column's name."""
        return (*self.measurements, *self.features, *self.classes)

    def drawn(self, rows: int, classes: int) -> "Dataset":
        """Return the words of a generated set with so many rows and classes."""
        return replace(self, rows=rows, classes=MappingProxyType(dict.fromkeys(self.classes, CLASS_NAMES[:classes])))


def _plane(label: str, words: str, most_classes: int = 2) -> Dataset:
    return Dataset(
        label=label,
        help=words,
        rows=0,
        measurements=("x", "y"),
        inputs=("x", "y"),
        targets=(CLASS,),
        classes=MappingProxyType({CLASS: CLASS_NAMES[:2]}),
        features=PLANE_FEATURES,
        most_classes=most_classes,
    )


def _surface(label: str, words: str) -> Dataset:
    return Dataset(label, words, rows=0, measurements=("x", "y", "z"), inputs=("x", "y"), targets=("z",), features=PLANE_FEATURES)


def _curve(label: str, words: str) -> Dataset:
    return Dataset(label, words, rows=0, measurements=("x", "y"), inputs=("x",), targets=("y",))


_IRIS = ("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)")
_WINE = (
    *("alcohol", "malic_acid", "ash", "alcalinity_of_ash", "magnesium", "total_phenols", "flavanoids", "nonflavanoid_phenols"),
    *("proanthocyanins", "color_intensity", "hue", "od280/od315_of_diluted_wines", "proline"),
)
_CELL = ("radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity", "concave points", "symmetry")
_CANCER = (
    *(f"mean {name}" for name in (*_CELL, "fractal dimension")),
    *(f"{name} error" for name in (*_CELL, "fractal dimension")),
    *(f"worst {name}" for name in (*_CELL, "fractal dimension")),
)
_DIABETES = ("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6")
_PIXELS = tuple(f"pixel_{row}_{column}" for row in range(DIGIT_SIDE) for column in range(DIGIT_SIDE))

DATASETS: Mapping[str, Dataset] = MappingProxyType(
    {
        "iris": Dataset(
            label="Iris",
            help="150 flowers of three species, four measurements each: the lecture's worked example.",
            rows=150,
            measurements=_IRIS,
            inputs=_IRIS[:2],
            targets=_IRIS[2:],
            classes=MappingProxyType({"species": ("setosa", "versicolor", "virginica")}),
        ),
        "circle": _plane("Circle", "One class inside, the other in a ring around it: no straight line parts them."),
        "xor": _plane("Exclusive or", "A where x and y have the same sign, B where they differ: the problem a perceptron cannot solve."),
        "gauss": _plane(
            "Gaussian clusters", "A cloud of points for each class: easy as long as noise leaves the clouds apart.", most_classes=6
        ),
        "spiral": _plane("Spiral", "Arms wound around each other: the hardest of these sets.", most_classes=6),
        "moons": _plane("Two moons", "Two half-circles that reach into each other."),
        "plane": _surface("Plane", "Regression: z is a slanted plane over x and y, which a single linear unit can learn."),
        "multi_gauss": _surface("Multi-Gaussian", "Regression: z has hills and hollows over x and y."),
        "sine": _curve("Noisy sine", "Regression with one input: a sine wave with noise, to see under-fitting and over-fitting."),
        "cubic": _curve("Noisy cubic", "Regression with one input: a cubic curve with noise, to see under-fitting and over-fitting."),
        "wine": Dataset(
            label="Wine",
            help="178 Italian wines from three cultivars, thirteen chemical measurements each.",
            rows=178,
            measurements=_WINE,
            inputs=_WINE,
            targets=("cultivar",),
            classes=MappingProxyType({"cultivar": ("class_0", "class_1", "class_2")}),
        ),
        "breast_cancer": Dataset(
            label="Breast cancer",
            help="569 tumours, malignant or benign, thirty measurements of their cells each.",
            rows=569,
            measurements=_CANCER,
            inputs=_CANCER,
            targets=("diagnosis",),
            classes=MappingProxyType({"diagnosis": ("malignant", "benign")}),
        ),
        "diabetes": Dataset(
            label="Diabetes",
            help="442 patients: from ten measurements, already scaled, to how far the disease got in a year.",
            rows=442,
            measurements=(*_DIABETES, "progression"),
            inputs=_DIABETES,
            targets=("progression",),
        ),
        "digits": Dataset(
            label="Digits",
            help="1,797 handwritten digits of 8 × 8 pixels.",
            rows=1_797,
            measurements=_PIXELS,
            inputs=_PIXELS,
            targets=("digit",),
            classes=MappingProxyType({"digit": tuple("0123456789")}),
        ),
    }
)

UPLOAD = "upload"
