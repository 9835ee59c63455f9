"""A layer in three operations instead of Grappler's one, where they give the same bits: for small layers they take half the time."""

from collections.abc import Callable, Iterable
from functools import cache

import numpy as np
import tensorflow as tf
from tensorflow.core.framework.graph_pb2 import GraphDef
from tensorflow.core.framework.node_def_pb2 import NodeDef

from playground.training.rewriting import unrewritten

# Of the fused activations, those that TensorFlow computes in one way only.
_KINDS = ([b"BiasAdd"], [b"BiasAdd", b"Relu"])
# Enough numbers for another order of additions to show in one of them.
_COMPARED = 1_024
# For a larger product, choosing the kernel takes no time worth saving.
_MOST_PRODUCTS = 2_000_000


def splits_exactly(rows: int, inputs: int, units: int, activation: str) -> bool:
    """Return whether a layer gives the same bits in single operations, and is small enough to gain by it."""
    # Other activations are fused by Grappler in one piece, which stays, or not at all: then product and bias are.
    small = rows * inputs * units <= _MOST_PRODUCTS
    return small and _gives_the_same(rows, inputs, units, rectified=activation == "relu")


def unfused(node: NodeDef) -> list[NodeDef]:
    """Return product, bias and activation for a fused layer, the last under its name; other operations as they are."""
    kind = list(node.attr["fused_ops"].list.s) if node.op == "_FusedMatMul" else []
    return list(_split(node, rectified=len(kind) == 2)) if kind in _KINDS else [node]


def _split(node: NodeDef, *, rectified: bool) -> Iterable[NodeDef]:
    x, kernel, bias, *waits = node.input
    product, total = f"{node.name}/product", f"{node.name}/biased" if rectified else node.name
    yield _operation(product, "MatMul", [x, kernel, *waits])
    yield _operation(total, "BiasAdd", [product, bias])
    if rectified:
        yield _operation(node.name, "Relu", [total])


def _operation(name: str, kind: str, inputs: list[str]) -> NodeDef:
    node = NodeDef(name=name, op=kind, input=[text if ":" in text or text.startswith("^") else f"{text}:0" for text in inputs])
    node.attr["T"].type = tf.float32.as_datatype_enum
    return node


@cache
def _gives_the_same(rows: int, inputs: int, units: int, *, rectified: bool) -> bool:
    """Compare both on this machine: fused, oneDNN may choose another kernel, which adds in another order."""
    generator = np.random.default_rng(0)
    shapes = (rows, inputs), (inputs, units), (units,)
    with unrewritten():
        for _ in range(-(-_COMPARED // (rows * units))):
            same = _compared()(*(tf.constant(generator.standard_normal(shape), tf.float32) for shape in shapes))
            if not same[rectified].numpy():
                return False
    return True


@cache
def _compared() -> Callable[[tf.Tensor, tf.Tensor, tf.Tensor], list[tf.Tensor]]:
    """Return a function of x, kernel and bias that says whether both agree in every bit, without and with ReLU.

    It is a graph like those that a part is put into, for a single operation would not get its kernel from oneDNN.
    """

    def compared(x: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor) -> list[tf.Tensor]:
        total = tf.nn.bias_add(tf.matmul(x, kernel), bias)
        return [
            tf.reduce_all(tf.equal(_fused(kind, x, kernel, bias), apart))
            for kind, apart in zip(_KINDS, (total, tf.nn.relu(total)), strict=True)
        ]

    signature = [tf.TensorSpec(shape, tf.float32) for shape in ([None, None], [None, None], [None])]
    return tf.function(compared, autograph=False, input_signature=signature)  # type: ignore[no-any-return]


def _fused(kind: list[bytes], *inputs: tf.Tensor) -> tf.Tensor:
    node = NodeDef(name="fused", op="_FusedMatMul", input=["x", "kernel", "bias"])
    node.attr["T"].type = tf.float32.as_datatype_enum
    node.attr["num_args"].i = 1
    node.attr["fused_ops"].list.s.extend(kind)
    arguments = dict(zip(("x:0", "kernel:0", "bias:0"), inputs, strict=True))
    (result,) = tf.graph_util.import_graph_def(GraphDef(node=[node]), arguments, ["fused:0"], name="part")
    return result
