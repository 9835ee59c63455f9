"""A part spelled for a compiler: operation by operation what Grappler left, each rounded as TensorFlow's own kernel rounds it.

A compiler may fuse a product with the sum that follows, multiply by a reciprocal instead of dividing, and add in another order. So
products are rounded by adding a zero that it cannot know to be one, divisors hide behind the same zero, and what is added up is
added in the order of the kernels (see additions.py). All else is exact, or has one way to be rounded.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import tensorflow as tf
from tensorflow.core.framework.node_def_pb2 import NodeDef

from playground.training.additions import InexactError, bias_order, product_blocks, row_order
from playground.training.parts import Part, in_order, tensor_name
from playground.training.products import computed_once, product, product_over_rows, sum_of_vector, summed_rows

# Operations that only move numbers, or round in one way wherever they are computed; LLVM's square root is that of IEEE 754.
EXACT = frozenset(
    (
        *("Abs", "AddN", "AddV2", "AssignAddVariableOp", "AssignSubVariableOp", "AssignVariableOp", "Cast", "Const", "ExpandDims"),
        *("Greater", "Identity", "LessEqual", "Maximum", "Minimum", "Neg", "Pack", "Prod", "ReadVariableOp", "Relu", "ReluGrad"),
        *("Reshape", "Select", "SelectV2", "Shape", "Sign", "Sqrt", "StridedSlice", "Sub", "Tile"),
    )
)


class Spelling:
    """How the operations of parts are spelled in the graph that is being built.

    Attributes:
        zero: a zero that the compiler cannot know to be one.
        powers: base -> its powers as TensorFlow computes them, shape (exponents,).
        first: the exponent that the first of them has.
    """

    def __init__(self, zero: tf.Tensor, powers: Mapping[float, tf.Tensor], first: tf.Tensor) -> None:
        """Begin in a graph that these tensors belong to, or that captures them."""
        self.zero, self.powers, self.first = zero, powers, first
        self._kept: dict[int, tuple[tf.Tensor, tf.Tensor]] = {}

    def put(self, part: Part, *arguments: tf.Tensor) -> list[tf.Tensor]:
        """Put a part's operations into the graph; returns the outputs.

        Raises:
            InexactError: there is an operation that cannot be spelled, or a kernel that adds in an order that cannot be told.
        """
        known = dict(zip(part.arguments, arguments, strict=True))
        for node in in_order({node.name: node for node in part.graph.node}):
            # In this order TensorFlow lets reading and writing of a variable follow each other, as the part's own order demands.
            inputs = [known[tensor_name(name)] for name in node.input if not name.startswith("^")]
            for number, output in enumerate(self._spelled(node, inputs)):
                known[f"{node.name}:{number}"] = output
        return [known[name] for name in part.outputs]

    def _spelled(self, node: NodeDef, inputs: Sequence[tf.Tensor]) -> Sequence[tf.Tensor]:
        if node.op == "NoOp":
            return []
        if node.op in EXACT:
            attributes = {name: value for name, value in node.attr.items() if not name.startswith("_")}
            created = tf.compat.v1.get_default_graph().create_op(node.op, list(inputs), None, attrs=attributes)
            return list(created.outputs)
        if node.op not in self._spellings:
            raise InexactError(f"The operation {node.op} has not been spelled.")
        result = self._spellings[node.op](node, *inputs)
        return [] if result is None else [result]

    @cached_property
    def _spellings(self) -> dict[str, Callable[..., tf.Tensor | None]]:
        return {
            "MatMul": self._multiply,
            "_FusedMatMul": self._layer,
            "BiasAdd": lambda _, sums, bias: computed_once(sums + bias, self.zero),
            "BiasAddGrad": lambda _, gradients: summed_rows(self._computed(gradients), bias_order(*gradients.shape)),
            "Mul": lambda _, one, other: self.rounded(one, other),
            "Square": lambda _, x: self.rounded(x, x),
            "SquaredDifference": lambda _, one, other: self.rounded(one - other, one - other),
            "RealDiv": lambda _, one, other: one / (other + self.zero),
            "DivNoNan": lambda _, one, other: tf.math.divide_no_nan(one, other + self.zero),
            "Pow": self._power,
            "Sum": self._sum,
            "Mean": self._mean,
            "ResourceApplyGradientDescent": self._descent,
            "ResourceApplyKerasMomentum": self._momentum,
        }

    def rounded(self, one: tf.Tensor, other: tf.Tensor) -> tf.Tensor:
        """Return a product that is rounded before anything is added to it."""
        return one * other if one.dtype.is_integer else one * other + self.zero

    def _computed(self, values: tf.Tensor) -> tf.Tensor:
        """Return values that are in memory before anything is made of them.

        In one piece with what comes before, small products are computed again for each result, and several of them side by side: then
        the compiler multiplies in vectors and adds one by one, with a rounding in between.
        """
        if id(values) not in self._kept:
            self._kept[id(values)] = values, computed_once(values, self.zero)
        return self._kept[id(values)][1]

    def _multiply(self, node: NodeDef, a: tf.Tensor, b: tf.Tensor) -> tf.Tensor:
        turned = _is_set(node, "transpose_a"), _is_set(node, "transpose_b")
        return self._product(a, b, turned)

    def _product(self, a: tf.Tensor, b: tf.Tensor, turned: tuple[bool, bool]) -> tf.Tensor:
        (rows, inner), columns = reversed(a.shape) if turned[0] else a.shape, b.shape[0 if turned[1] else 1]
        block = product_blocks(rows, inner, columns, turned=turned)
        if turned[0]:
            return product_over_rows(self._computed(a), self._computed(tf.transpose(b) if turned[1] else b), block, self.zero)
        return product(self._computed(a), tf.transpose(b) if turned[1] else b, block, self.zero)

    def _layer(self, node: NodeDef, x: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor) -> tf.Tensor:
        """Return what a fused layer gives; whether its product is added as one that stands alone shows in the comparison."""
        kinds = list(node.attr["fused_ops"].list.s)
        if kinds not in ([b"BiasAdd"], [b"BiasAdd", b"Relu"]):
            raise InexactError(f"A layer with {kinds} has not been spelled.")
        sums = self._product(x, kernel, (False, False)) + bias
        return tf.nn.relu(sums) if len(kinds) == 2 else sums

    def _power(self, node: NodeDef, base: tf.Tensor, exponent: tf.Tensor) -> tf.Tensor:
        """Return a power from the table: a compiler's own have other last bits."""
        value = tf.get_static_value(base)
        if value is None or float(value) not in self.powers:
            raise InexactError(f"The power {node.name} is none of a constant.")
        return tf.gather(self.powers[float(value)], tf.cast(exponent, tf.int32) - self.first)

    def _sum(self, node: NodeDef, values: tf.Tensor, axes: tf.Tensor) -> tf.Tensor:
        dimensions = sorted(number % values.shape.rank for number in tf.get_static_value(axes).ravel())
        if len(dimensions) == values.shape.rank:
            total = sum_of_vector(tf.reshape(self._computed(values), [-1]))
        elif values.shape.rank == 2 and dimensions == [1]:
            total = summed_rows(tf.transpose(self._computed(values)), row_order(*values.shape))
        else:
            raise InexactError(f"A sum over the dimensions {dimensions} of {values.shape.rank} has not been spelled.")
        kept = [1 if number in dimensions else size for number, size in enumerate(values.shape)]
        return tf.reshape(total, kept) if _is_set(node, "keep_dims") else total

    def _mean(self, node: NodeDef, values: tf.Tensor, axes: tf.Tensor) -> tf.Tensor:
        total = self._sum(node, values, axes)
        count = values.shape.num_elements() // total.shape.num_elements()
        return total / (tf.constant(float(count)) + self.zero)

    def _descent(self, node: NodeDef, variable: tf.Tensor, rate: tf.Tensor, gradient: tf.Tensor) -> None:
        """Let w ← w − ν·g."""
        tf.raw_ops.AssignSubVariableOp(resource=variable, value=self.rounded(rate, gradient))

    def _momentum(self, node: NodeDef, *inputs: tf.Tensor) -> None:
        """Let v ← μ·v − ν·g and w ← w + v or, after Nesterov, w ← w + (μ·v − ν·g)."""
        variable, velocity, rate, gradient, momentum = inputs
        move = self.rounded(rate, gradient)
        new = self.rounded(tf.raw_ops.ReadVariableOp(resource=velocity, dtype=tf.float32), momentum) - move
        tf.raw_ops.AssignVariableOp(resource=velocity, value=new)
        ahead = self.rounded(new, momentum) - move if _is_set(node, "use_nesterov") else new
        tf.raw_ops.AssignAddVariableOp(resource=variable, value=ahead)


def _is_set(node: NodeDef, attribute: str) -> bool:
    # To ask for an attribute that is not there would put it there, without a value, and TensorFlow would refuse the part from then on.
    return attribute in node.attr and node.attr[attribute].b


def bases(part: Part) -> set[float]:
    """Return the constants that a part raises to powers."""
    values = {f"{node.name}:0": node.attr["value"].tensor for node in part.graph.node if node.op == "Const"}
    names = {tensor_name(node.input[0]) for node in part.graph.node if node.op == "Pow"}
    return {float(tf.make_ndarray(values[name])) for name in names if name in values}
