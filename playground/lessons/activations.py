"""The activation functions of the lecture's section 1.6, and the ones that came after: function and derivative together.

Every function takes the weighted sums s, float64 of any shape, and returns an array of the same shape; its derivative is
that of a with respect to s. All of them stay finite, without overflow, for |s| up to 1e300.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.float64]


def linear(s: FloatArray) -> FloatArray:
    """Return a = s."""
    return s.copy()


def linear_derivative(s: FloatArray) -> FloatArray:
    """Return a' = 1."""
    return np.ones_like(s)


def relu(s: FloatArray) -> FloatArray:
    """Return a = max(0, s)."""
    return np.maximum(0.0, s)


def relu_derivative(s: FloatArray) -> FloatArray:
    """Return a' = 1 for s > 0, else 0; at the kink, where there is none, 0 as in Keras."""
    return np.where(s > 0.0, 1.0, 0.0)


def sigmoid(s: FloatArray) -> FloatArray:
    """Return a = 1 / (1 + e⁻ˢ), lecture equation (2)."""
    # As e^(-log(1 + e⁻ˢ)): the exponential never gets an argument above 0.
    return np.exp(-np.logaddexp(0.0, -s))


def sigmoid_derivative(s: FloatArray) -> FloatArray:
    """Return a' = a (1 - a), lecture equation (2)."""
    return sigmoid(s) * sigmoid(-s)  # 1 - σ(s) = σ(-s), without cancellation


def tanh(s: FloatArray) -> FloatArray:
    """Return a = (eˢ - e⁻ˢ) / (eˢ + e⁻ˢ)."""
    return np.tanh(s)


def tanh_derivative(s: FloatArray) -> FloatArray:
    """Return a' = 1 - a²."""
    return 1.0 - np.tanh(s) ** 2


def leaky_relu(s: FloatArray) -> FloatArray:
    """Return a = s for s > 0, else 0.2 s: the slope is Keras'; the paper took 0.01."""
    return np.where(s > 0.0, s, 0.2 * s)


def leaky_relu_derivative(s: FloatArray) -> FloatArray:
    """Return a' = 1 for s > 0, else 0.2; at the kink 0.2 as in Keras."""
    return np.where(s > 0.0, 1.0, 0.2)


def elu(s: FloatArray) -> FloatArray:
    """Return a = s for s > 0, else eˢ - 1."""
    return np.where(s > 0.0, s, np.expm1(np.minimum(s, 0.0)))


def elu_derivative(s: FloatArray) -> FloatArray:
    """Return a' = 1 for s > 0, else eˢ."""
    return np.exp(np.minimum(s, 0.0))


def selu(s: FloatArray, scale: float = 1.0507009873554805, alpha: float = 1.6732632423543772) -> FloatArray:
    """Return a = λ s for s > 0, else λ α (eˢ - 1): the constants λ and α keep mean 0 and variance 1 from layer to layer."""
    return scale * np.where(s > 0.0, s, alpha * np.expm1(np.minimum(s, 0.0)))


def selu_derivative(s: FloatArray, scale: float = 1.0507009873554805, alpha: float = 1.6732632423543772) -> FloatArray:
    """Return a' = λ for s ≥ 0, else λ α eˢ."""
    return scale * np.where(s >= 0.0, 1.0, alpha * np.exp(np.minimum(s, 0.0)))


def normal_cdf(s: FloatArray) -> FloatArray:
    """Return Φ(s), the distribution function of the standard normal."""
    # NumPy has no error function, and Φ from erfc, unlike from erf, keeps its digits far below zero.
    erfc = np.vectorize(math.erfc, otypes=[np.float64])
    halved: FloatArray = erfc(-s / math.sqrt(2.0)) / 2.0
    return halved


def gelu(s: FloatArray) -> FloatArray:
    """Return a = s Φ(s), Φ the distribution function of the standard normal; exact, as Keras' default."""
    return s * normal_cdf(s)


def gelu_derivative(s: FloatArray) -> FloatArray:
    """Return a' = Φ(s) + s φ(s), φ the density of the standard normal."""
    near = np.clip(s, -40.0, 40.0)  # beyond, φ is 0 in float64, and squaring s could overflow
    return normal_cdf(s) + near * np.exp(-0.5 * near**2) / math.sqrt(2.0 * math.pi)


def silu(s: FloatArray) -> FloatArray:
    """Return a = s σ(s)."""
    return s * sigmoid(s)


def silu_derivative(s: FloatArray) -> FloatArray:
    """Return a' = σ(s) (1 + s (1 - σ(s)))."""
    return sigmoid(s) * (1.0 + s * sigmoid(-s))


def softplus(s: FloatArray) -> FloatArray:
    """Return a = log(1 + eˢ)."""
    return np.logaddexp(0.0, s)


def softplus_derivative(s: FloatArray) -> FloatArray:
    """Return a' = σ(s)."""
    return sigmoid(s)


def softmax(s: FloatArray, temperature: float = 1.0) -> FloatArray:
    """Return aᵢ = e^(sᵢ/T) / Σⱼ e^(sⱼ/T) for the logits s of shape (classes,), or of each row of many, and T > 0; a row adds up to 1."""
    powers: FloatArray = np.exp((s - np.max(s, axis=-1, keepdims=True)) / temperature)  # the same probabilities, and no power above 1
    sums: FloatArray = np.sum(powers, axis=-1, keepdims=True)
    return powers / sums


def softmax_jacobian(s: FloatArray, temperature: float = 1.0) -> FloatArray:
    """Return J = (diag(a) - a aᵀ) / T of shape (classes, classes), J[i, j] = ∂aᵢ/∂sⱼ; the lecture prints its diagonal for T = 1."""
    a = softmax(s, temperature)
    return (np.diag(a) - np.outer(a, a)) / temperature


@dataclass(frozen=True)
class Activation:
    """A function, its derivative and what to know about both.

    `formula`, `derivative_formula` and `range` are LaTeX. `kinks` are the sums where the derivative jumps: there, convention decides.
    """

    label: str
    function: Callable[[FloatArray], FloatArray]
    derivative: Callable[[FloatArray], FloatArray]
    formula: str
    derivative_formula: str
    range: str
    used: str
    watch: str
    source: str
    kinks: tuple[float, ...] = ()


ACTIVATIONS: Mapping[str, Activation] = MappingProxyType(
    {
        "linear": Activation(
            label="Linear",
            function=linear,
            derivative=linear_derivative,
            formula=r"a = s",
            derivative_formula=r"a' = 1",
            range=r"a \in (-\infty, \infty)",
            used="The output layer of a regression without bounds, as in the lecture's Iris example.",
            watch="No bend: hidden layers of linear units are, together, still one linear function.",
            source="Lecture, section 1.6",
        ),
        "relu": Activation(
            label="ReLU",
            function=relu,
            derivative=relu_derivative,
            formula=r"a = \max(0, s)",
            derivative_formula=r"a' = \begin{cases} 1 & s > 0 \\ 0 & s \le 0 \end{cases}",
            range=r"a \in [0, \infty)",
            used="Hidden layers: the usual first choice. Cheap, and the gradient passes undiminished wherever s > 0.",
            watch="A unit whose s is negative for every row gets no gradient and stays off: a dead ReLU. "
            "At s = 0 there is no derivative; Keras takes 0.",
            source="Lecture, section 1.6; Glorot, Bordes and Bengio (2011)",
            kinks=(0.0,),
        ),
        "sigmoid": Activation(
            label="Sigmoid",
            function=sigmoid,
            derivative=sigmoid_derivative,
            formula=r"a = \sigma(s) = \frac{1}{1 + e^{-s}}",
            derivative_formula=r"a' = \sigma(s)\,(1 - \sigma(s))",
            range=r"a \in (0, 1)",
            used="The output layer of a classification into two classes, and of a regression with 0 ≤ y ≤ 1.",
            watch="Discouraged in hidden layers: it saturates on both sides, and even at its best a′ is only 0.25, "
            "so the gradient shrinks with every layer.",
            source="Lecture, equation (2) and section 1.6",
        ),
        "tanh": Activation(
            label="Tanh",
            function=tanh,
            derivative=tanh_derivative,
            formula=r"a = \frac{e^{s} - e^{-s}}{e^{s} + e^{-s}}",
            derivative_formula=r"a' = 1 - a^2",
            range=r"a \in (-1, 1)",
            used="Hidden layers, better than sigmoid: close to the identity around 0, with tanh(0) = 0 and a′(0) = 1.",
            watch="It saturates on both sides too: it eases the vanishing gradient, it does not end it.",
            source="Lecture, section 1.6; Goodfellow, Bengio and Courville (2016), section 6.3.2",
        ),
        "leaky_relu": Activation(
            label="Leaky ReLU",
            function=leaky_relu,
            derivative=leaky_relu_derivative,
            formula=r"a = \begin{cases} s & s > 0 \\ 0.2\,s & s \le 0 \end{cases}",
            derivative_formula=r"a' = \begin{cases} 1 & s > 0 \\ 0.2 & s \le 0 \end{cases}",
            range=r"a \in (-\infty, \infty)",
            used="Hidden layers where ReLU units die: some gradient always comes through.",
            watch="The slope for negative s is one more setting: Keras takes 0.2, the paper took 0.01.",
            source="Maas, Hannun and Ng (2013)",
            kinks=(0.0,),
        ),
        "elu": Activation(
            label="ELU",
            function=elu,
            derivative=elu_derivative,
            formula=r"a = \begin{cases} s & s > 0 \\ e^{s} - 1 & s \le 0 \end{cases}",
            derivative_formula=r"a' = \begin{cases} 1 & s > 0 \\ e^{s} & s \le 0 \end{cases}",
            range=r"a \in (-1, \infty)",
            used="Hidden layers: negative outputs bring the mean activation nearer to 0, which its paper found to speed learning up.",
            watch="It saturates for very negative s, and costs an exponential where ReLU costs a comparison.",
            source="Clevert, Unterthiner and Hochreiter (2016), arXiv:1511.07289",
        ),
        "selu": Activation(
            label="SELU",
            function=selu,
            derivative=selu_derivative,
            formula=r"a = \lambda \begin{cases} s & s > 0 \\ \alpha\,(e^{s} - 1) & s \le 0 \end{cases}",
            derivative_formula=r"a' = \lambda \begin{cases} 1 & s \ge 0 \\ \alpha\,e^{s} & s < 0 \end{cases}",
            range=r"a \in (-1.76, \infty)",
            used="Deep hidden layers, with LeCun's initial weights: λ ≈ 1.051 and α ≈ 1.673 keep the outputs' mean and variance.",
            watch="Other initial weights, dropout or batch normalization take that promise back.",
            source="Klambauer, Unterthiner, Mayr and Hochreiter (2017), arXiv:1706.02515",
            kinks=(0.0,),
        ),
        "gelu": Activation(
            label="GELU",
            function=gelu,
            derivative=gelu_derivative,
            formula=r"a = s\,\Phi(s)",
            derivative_formula=r"a' = \Phi(s) + s\,\varphi(s)",
            range=r"a \in [-0.17, \infty)",
            used="Hidden layers of transformers such as BERT. Φ is the standard normal distribution function, φ its density.",
            watch="Not monotonic: the lowest point is at s ≈ −0.75, and left of it the derivative is negative.",
            source="Hendrycks and Gimpel (2016), arXiv:1606.08415",
        ),
        "silu": Activation(
            label="SiLU",
            function=silu,
            derivative=silu_derivative,
            formula=r"a = s\,\sigma(s)",
            derivative_formula=r"a' = \sigma(s)\,\bigl(1 + s\,(1 - \sigma(s))\bigr)",
            range=r"a \in [-0.28, \infty)",
            used="Hidden layers of deep networks; also known as swish. A smooth relative of ReLU.",
            watch="Not monotonic: the lowest point is at s ≈ −1.28, and left of it the derivative is negative.",
            source="Elfwing, Uchibe and Doya (2018), arXiv:1702.03118",
        ),
        "softplus": Activation(
            label="Softplus",
            function=softplus,
            derivative=softplus_derivative,
            formula=r"a = \log(1 + e^{s})",
            derivative_formula=r"a' = \sigma(s)",
            range=r"a \in (0, \infty)",
            used="Output units that must be positive, such as a standard deviation.",
            watch="A smooth ReLU, yet discouraged in hidden layers: ReLU usually learns better.",
            source="Dugas et al. (2001); Goodfellow, Bengio and Courville (2016), section 6.3.3",
        ),
    }
)

# A function of all the layer's sums at once, so it stands beside the registry: its derivative is a matrix.
SOFTMAX = Activation(
    label="Softmax",
    function=softmax,
    derivative=softmax_jacobian,
    formula=r"a_i = \frac{e^{s_i}}{\sum_j e^{s_j}}",
    derivative_formula=r"\frac{\partial a_i}{\partial s_j} = \begin{cases} a_i\,(1 - a_i) & i = j \\ -a_i\,a_j & i \ne j \end{cases}",
    range=r"a_i \in (0, 1), \quad \textstyle\sum_i a_i = 1",
    used="The output layer of a classification: one probability for each class. It exaggerates the largest logit.",
    watch="Only differences count: adding the same number to every logit changes nothing, "
    "and one more unit of difference multiplies the ratio of two probabilities by e ≈ 2.72.",
    source="Lecture, section 1.6; Goodfellow, Bengio and Courville (2016), section 6.2.2.3",
)
