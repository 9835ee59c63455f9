"""Pieces of graph: traced from Keras, rewritten by Grappler as `fit`'s own are, and put into other graphs as they then stand.

The bits of `fit` are those of its graphs as Grappler, TensorFlow's optimizer of graphs, leaves them: it fuses the product, bias and
activation of a layer, and moves constants from one product to another. In a larger graph it would rewrite the same operations in
another way. So each step of `fit` is a part of its own here. Grappler sees it as it sees `fit`'s: alone, on the CPU, with variables of
known shape and a number of rows that is not known. The loops around it are not rewritten at all.
"""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from graphlib import TopologicalSorter
from hashlib import sha256

import tensorflow as tf
from tensorflow.core.framework.graph_pb2 import GraphDef
from tensorflow.core.framework.node_def_pb2 import NodeDef
from tensorflow.core.protobuf.config_pb2 import ConfigProto
from tensorflow.core.protobuf.meta_graph_pb2 import MetaGraphDef
from tensorflow.python.framework.func_graph import FuncGraph, func_graph_from_py_func
from tensorflow.python.grappler.cluster import Cluster
from tensorflow.python.grappler.tf_optimizer import OptimizeGraph
from tensorflow.python.ops.handle_data_util import get_resource_handle_data

# Grappler rewrites for the device that a node is placed on. When `fit` runs, its nodes have been placed before.
CPU = "/job:localhost/replica:0/task:0/device:CPU:0"


@dataclass(frozen=True, eq=False)
class Part:
    """A piece of graph.

    Attributes:
        graph: its operations, without its arguments.
        arguments: names of the tensors that come from outside, in the order in which a call passes them.
        captured: what the last of the arguments were when the part was traced, such as the handles of variables.
        outputs: names of the tensors that a call returns.
        effects: names of the operations that have to run, such as assignments.
    """

    graph: GraphDef
    arguments: tuple[str, ...]
    captured: tuple[tf.Tensor, ...]
    outputs: tuple[str, ...]
    effects: tuple[str, ...]

    @property
    def tensors_read(self) -> set[str]:
        """The names of all tensors that the operations take."""
        return {tensor_name(name) for node in self.graph.node for name in node.input if not name.startswith("^")}

    @cached_property
    def fingerprint(self) -> bytes:
        """What the part does, whatever its operations are called: equal parts have equal ones."""
        nodes = {node.name: node for node in self.graph.node}
        digests = {name: str(place).encode() for place, name in enumerate(self.arguments) if name}
        for node in in_order(nodes):
            digests[node.name] = _digest(node, digests)
        ends = [digests[name.partition(":")[0]] for name in self.outputs], sorted(digests[name] for name in self.effects)
        return sha256(repr(ends).encode()).digest()

    def returning(self, *numbers: int) -> "Part":
        """Return a part with some of the outputs, and only the operations that they and the effects need."""
        outputs = tuple(self.outputs[number] for number in numbers)
        nodes = needed_nodes(self.graph.node, [*outputs, *self.effects])
        graph = GraphDef(node=nodes, library=self.graph.library, versions=self.graph.versions)
        return replace(self, graph=graph, outputs=outputs)

    def over(self, handles: Sequence[tf.Tensor]) -> "Part":
        """Return a part that takes these tensors instead of those that it has captured, in this order, used or not.

        Raises:
            KeyError: it has captured others.
        """
        own = len(self.arguments) - len(self.captured)
        names = dict(zip(map(id, self.captured), self.arguments[own:], strict=True))
        given = tuple(names.pop(id(handle), "") for handle in handles)
        if names:
            raise KeyError(f"The part needs more than the variables: {sorted(names.values())}.")
        return replace(self, arguments=(*self.arguments[:own], *given), captured=tuple(handles))

    def __call__(self, *arguments: tf.Tensor) -> list[tf.Tensor]:
        """Put the operations into the graph that is being built; returns the outputs, which are there once the effects are."""
        around = tf.compat.v1.get_default_graph()
        used = self.tensors_read
        given = {name: around.capture(tensor) for name, tensor in zip(self.arguments, arguments, strict=True) if name in used}
        wanted = [*self.outputs, *self.effects]
        found = tf.graph_util.import_graph_def(self.graph, input_map=given, return_elements=wanted, name="part")
        outputs, effects = found[: len(self.outputs)], found[len(self.outputs) :]
        with tf.control_dependencies(effects):
            return [tf.identity(output) for output in outputs]


def traced(function: Callable[..., Sequence[tf.Tensor]], *specs: tf.TensorSpec) -> Part:
    """Trace a function and have Grappler rewrite it.

    Args:
        function: what the part does; it takes a tensor for each of the specs and returns tensors.
        specs: shapes and types.
    """
    graph = func_graph_from_py_func("part", function, (), {}, signature=specs)
    # Reading is an operation with an effect for TensorFlow.
    effects = tuple(operation.name for operation in graph.control_outputs if operation.type != "ReadVariableOp")
    rewritten = _rewritten(graph, effects)
    return Part(
        rewritten,
        tuple(argument.name for argument in graph.inputs),
        tuple(graph.external_captures),
        tuple(output.name for output in graph.outputs),
        tuple(name for name in effects if any(node.name == name for node in rewritten.node)),
    )


def _rewritten(graph: FuncGraph, effects: Sequence[str]) -> GraphDef:
    """Return the operations as Grappler rewrites them by default, without the arguments."""
    request = MetaGraphDef()
    request.graph_def.CopyFrom(graph.as_graph_def())
    arguments = {argument.op.name: number for number, argument in enumerate(graph.inputs)}
    for node in request.graph_def.node:
        node.device = CPU
        if node.name in arguments:
            _make_argument(node, arguments[node.name], graph.inputs[arguments[node.name]])
    for number, output in enumerate(graph.outputs):
        request.signature_def["part"].outputs[str(number)].name = output.name
    request.collection_def["train_op"].node_list.value.extend(effects)
    with _ONE_AT_A_TIME:
        answer = OptimizeGraph(ConfigProto(), request, verbose=False, cluster=_machine())
    kept = [node for node in answer.node if node.name not in arguments]
    for node in kept:
        node.device = ""
        inputs = [name for name in node.input if name.removeprefix("^") not in arguments or not name.startswith("^")]
        del node.input[:]
        node.input.extend(inputs)
    return GraphDef(node=kept, library=answer.library, versions=answer.versions)


@cache
def _machine() -> Cluster:
    """Return what Grappler knows of this machine; to find it out takes as long as to rewrite a small graph."""
    return Cluster()


_ONE_AT_A_TIME = threading.Lock()


def _make_argument(node: NodeDef, number: int, argument: tf.Tensor) -> None:
    """Turn a placeholder into what it is when a function runs: an argument, which knows the shape of its variable."""
    node.op = "_Arg"
    node.ClearField("attr")
    node.attr["T"].type = argument.dtype.as_datatype_enum
    node.attr["index"].i = number
    if argument.dtype == tf.resource:
        variable = get_resource_handle_data(argument).shape_and_type[0]
        node.attr["_handle_dtypes"].list.type.append(variable.dtype)
        node.attr["_handle_shapes"].list.shape.append(variable.shape)


def in_order(nodes: Mapping[str, NodeDef]) -> list[NodeDef]:
    """Return the operations, each behind those that it waits for."""
    order = TopologicalSorter({name: [_owner(text) for text in node.input] for name, node in nodes.items()}).static_order()
    return [nodes[name] for name in order if name in nodes]


def _digest(node: NodeDef, digests: Mapping[str, bytes]) -> bytes:
    """Return what an operation does, and to what."""
    tensors = [tensor_name(text) for text in node.input if not text.startswith("^")]
    takes = [digests[text] if text in digests else (digests[_owner(text)], text.partition(":")[2]) for text in tensors]
    waits = sorted(digests[_owner(text)] for text in node.input if text.startswith("^"))
    return sha256(repr((node.op, takes, waits, settings_of(node))).encode()).digest()


def settings_of(node: NodeDef) -> list[tuple[str, bytes]]:
    """Return what an operation is set to, in an order of its own; what TensorFlow notes for itself is left out."""
    return sorted((name, value.SerializeToString(deterministic=True)) for name, value in node.attr.items() if not name.startswith("_"))


def _owner(name: str) -> str:
    """Return the operation of a tensor, or that which is waited for."""
    return name.removeprefix("^").partition(":")[0]


def tensor_name(name: str) -> str:
    """Return the full name of a tensor: its operation and which of the results it is."""
    return name if ":" in name else f"{name}:0"


def needed_nodes(nodes: Iterable[NodeDef], wanted: Iterable[str]) -> list[NodeDef]:
    """Return those of some operations that stand behind the wanted tensors and operations."""
    known = {node.name: node for node in nodes}
    needed: set[str] = set()
    pending = list(wanted)
    while pending:
        name = _owner(pending.pop())
        if name in known and name not in needed:
            needed.add(name)
            pending += known[name].input
    return [node for name, node in known.items() if name in needed]
