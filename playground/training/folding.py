"""Parts for a number of rows that is known: what does not depend on the data is computed once instead of in every step."""

from collections.abc import Collection, Hashable, Sequence

import numpy as np
import tensorflow as tf
from tensorflow.core.framework.graph_pb2 import GraphDef
from tensorflow.core.framework.node_def_pb2 import NodeDef
from tensorflow.python.eager.context import context
from tensorflow.python.eager.execute import execute
from tensorflow.python.framework.func_graph import FuncGraph

from playground.training.parts import Part, needed_nodes, settings_of
from playground.training.unfusing import unfused
from playground.training.updates import WRITES, in_place, merged_updates

# Larger values are as quickly computed as read.
MOST_NUMBERS = 65_536


def folded(part: Part, specs: Sequence[tf.TensorSpec], widths: Sequence[Sequence[tf.Tensor]], *, apart: bool) -> Part:
    """Return a part that does the same in fewer operations, to the last bit, for arguments of just these shapes.

    A value that follows from shapes and constants alone becomes a constant: it is computed here, once, by the operation that would
    have computed it in every step. Operations that return what they are given, such as a reshape to the same shape, are left out.
    Nothing is computed in another way; Grappler's own folding would turn divisions into products.

    Args:
        part: the part.
        specs: shapes and types of its first arguments.
        widths: its other arguments, the handles of variables, for networks of different widths. What depends on the width stays.
        apart: whether fused layers are done in single operations.
    """
    imported = [_imported(part, specs, handles) for handles in widths]
    known = _common([_Known.of(operations) for _, operations, _ in imported])
    given, operations, found = imported[0]
    outputs = tuple(known.reference(output.name) for output in found[: len(part.outputs)])
    effects = tuple(operation.name for operation in found[len(part.outputs) :])
    nodes = [_referring(operation, known) for operation in operations]
    nodes = [single for node in nodes for single in (unfused(node) if apart else [node])] + known.constants()
    scalars = {known.reference(output.name) for operation in operations for output in operation.outputs if output.shape.rank == 0}
    nodes = in_place(needed_nodes(merged_updates(nodes, scalars), [*outputs, *effects]))
    arguments = tuple(tensor.name for tensor in given)
    return Part(GraphDef(node=nodes, versions=part.graph.versions), arguments, tuple(widths[0]), outputs, effects)


def _imported(
    part: Part, specs: Sequence[tf.TensorSpec], handles: Sequence[tf.Tensor]
) -> tuple[list[tf.Tensor], list[tf.Operation], list[tf.Tensor]]:
    """Put a part into a graph of its own, for the shapes that TensorFlow infers; returns arguments, operations and results."""
    graph = FuncGraph("folding")
    with graph.as_default():
        given = [*(tf.compat.v1.placeholder(spec.dtype, spec.shape) for spec in specs), *map(graph.capture, handles)]
        begin = len(graph.get_operations())
        read = part.tensors_read
        used = {name: tensor for name, tensor in zip(part.arguments, given, strict=True) if name in read}
        found = tf.graph_util.import_graph_def(part.graph, used, [*part.outputs, *part.effects], name="part")
    return given, graph.get_operations()[begin:], found


def _common(all_known: Sequence["_Known"]) -> "_Known":
    """Return what is known in each case, and the same in all of them."""
    first, *others = all_known
    for other in others:
        first.keep_common(other)
    return first


class _Known:
    """What is known of the tensors of a part, by their names."""

    def __init__(self, changed: Collection[str]) -> None:
        """Begin with nothing but the names of the variables that the part changes."""
        self._changed = changed
        self._reads: dict[str, str] = {}
        # Values that do not depend on the data, and tensors that equal one before them.
        self.values: dict[str, tf.Tensor] = {}
        self._same: dict[str, str] = {}
        self._done: dict[Hashable, tf.Operation] = {}
        self._constants: dict[Hashable, str] = {}

    @classmethod
    def of(cls, operations: Sequence[tf.Operation]) -> "_Known":
        """Return what is known of the results of operations, each of which stands behind those that it takes from."""
        known = cls({operation.inputs[0].name for operation in operations if operation.type in WRITES})
        for operation in operations:
            known.look_at(operation)
        return known

    def keep_common(self, other: "_Known") -> None:
        """Forget what is not known to the other, or differs."""
        equal = {name for name, value in self.values.items() if name in other.values and _equal(value, other.values[name])}
        self.values = {name: value for name, value in self.values.items() if name in equal}
        self._same = {name: earlier for name, earlier in self._same.items() if other._same.get(name) == earlier}

    def first(self, name: str) -> str:
        """Return the first of the tensors that equal a tensor."""
        return self._same.get(name, name)

    def reference(self, name: str) -> str:
        """Return the name by which a tensor is taken: its own, that of one that equals it, or that of a constant."""
        name = self.first(name)
        return f"{name.replace(':', '/value')}:0" if name in self.values else name

    def constants(self) -> list[NodeDef]:
        """Return an operation for each known value."""
        nodes = []
        for name, value in self.values.items():
            node = NodeDef(name=self.reference(name).removesuffix(":0"), op="Const")
            node.attr["dtype"].type = value.dtype.as_datatype_enum
            node.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(value))
            nodes.append(node)
        return nodes

    def look_at(self, operation: tf.Operation) -> None:
        """Find out what is known of the results of an operation whose inputs have been looked at."""
        inputs = [self.first(tensor.name) for tensor in operation.inputs]
        values = [self.values.get(name) for name in inputs]
        if operation.type == "Const":
            self._note(operation, [tf.constant(tf.make_ndarray(operation.get_attr("value")))])
        elif operation.type == "Shape" and operation.inputs[0].shape.is_fully_defined():
            self._note(operation, [tf.constant(operation.inputs[0].shape.as_list(), operation.outputs[0].dtype)])
        elif inputs and not operation.op_def.is_stateful and all(value is not None for value in values):
            self._note(operation, _computed(operation, values))
        elif _returns_its_input(operation, values):
            self._same[operation.outputs[0].name] = inputs[0]
        elif operation.type == "ReadVariableOp" and (inputs[0] not in self._changed or not operation.control_inputs):
            # One that waits for nothing reads what was there before the step.
            self._same[operation.outputs[0].name] = self._reads.setdefault(inputs[0], operation.outputs[0].name)
        elif not operation.op_def.is_stateful and not operation.control_inputs:
            self._compare(operation, inputs)

    def _compare(self, operation: tf.Operation, inputs: Sequence[str]) -> None:
        """Look for an earlier operation that does the same to the same: Adam raises β to the number of the step for each weight."""
        done = self._done.setdefault((operation.type, *inputs, *settings_of(operation.node_def)), operation)
        if done is not operation:
            self._same |= {output.name: earlier.name for output, earlier in zip(operation.outputs, done.outputs, strict=True)}

    def _note(self, operation: tf.Operation, values: Sequence[tf.Tensor]) -> None:
        if sum(int(np.prod(value.shape)) for value in values) > MOST_NUMBERS:
            return
        for output, value in zip(operation.outputs, values, strict=True):
            known = self._constants.setdefault((value.dtype, tuple(value.shape), value.numpy().tobytes()), output.name)
            if known == output.name:
                self.values[output.name] = value
            else:
                self._same[output.name] = known


def _equal(one: tf.Tensor, other: tf.Tensor) -> bool:
    return one.shape == other.shape and np.array_equal(one.numpy(), other.numpy(), equal_nan=one.dtype.is_floating)


def _returns_its_input(operation: tf.Operation, values: Sequence[tf.Tensor | None]) -> bool:
    """Return whether the only result is the first input, unchanged."""
    if operation.control_inputs or not operation.inputs or operation.inputs[0].dtype == tf.resource:
        return False
    if operation.type == "Sum":
        # Over no axis, as where a gradient would be summed if shapes had been broadcast.
        return values[1] is not None and values[1].shape.num_elements() == 0
    before, after = operation.inputs[0].shape, operation.outputs[0].shape
    same = before.is_fully_defined() and before == after
    return operation.type == "Identity" or (operation.type in ("Reshape", "BroadcastTo") and same)


def _computed(operation: tf.Operation, values: Sequence[tf.Tensor]) -> list[tf.Tensor]:
    """Run an operation, on its own, for the values of its inputs."""
    settings: list[object] = []
    for attribute in operation.op_def.attr:
        value = operation.get_attr(attribute.name)
        settings += [attribute.name, value.as_datatype_enum if isinstance(value, tf.DType) else value]
    results: list[tf.Tensor] = execute(operation.type, len(operation.outputs), list(values), tuple(settings), context())
    return results


def _referring(operation: tf.Operation, known: _Known) -> NodeDef:
    """Return an operation that takes what is known of its inputs. Nothing waits for what has no effect."""
    node = NodeDef()
    node.CopyFrom(operation.node_def)
    del node.input[:]
    node.input.extend(known.reference(tensor.name) for tensor in operation.inputs)
    waits = (other for other in operation.control_inputs if other.op_def.is_stateful or other.type == "NoOp")
    node.input.extend(dict.fromkeys(f"^{_first_of(other, known)}" for other in waits))
    return node


def _first_of(operation: tf.Operation, known: _Known) -> str:
    """Return the operation that stands for one that is waited for."""
    return known.first(operation.outputs[0].name).partition(":")[0] if operation.outputs else str(operation.name)
