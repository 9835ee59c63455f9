"""The updates of a step in fewer passes over the numbers: SGD's in one operation a weight, and none that copies the weight first."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

import tensorflow as tf
from tensorflow.core.framework.node_def_pb2 import NodeDef

# Operations that change the variable that they take first.
WRITES = (
    *("AssignVariableOp", "AssignAddVariableOp", "AssignSubVariableOp"),
    *("ResourceApplyGradientDescent", "ResourceApplyKerasMomentum"),
)


def merged_updates(nodes: Sequence[NodeDef], scalars: Collection[str]) -> list[NodeDef]:
    """Return a part's operations with those of SGD's updates merged; operations that are not needed any more are still there.

    w ← w − ν·g becomes `ResourceApplyGradientDescent`, and so does m ← m + c·d of Adam's means, since w − (−c)·d is the same to the bit;
    v ← μ·v − ν·g with w ← w + v or, after Nesterov, w ← w + (μ·v − ν·g) becomes `ResourceApplyKerasMomentum`. They round as the single
    operations do. This comes after Grappler, which has to see what it sees in `fit`: the products by the learning rate.

    Args:
        nodes: the operations.
        scalars: names of the tensors that are single numbers.
    """
    updates = _Updates(nodes, scalars)
    merged = {node.name: node for node in nodes}
    for node in nodes:
        merged |= {other.name: other for other in updates.merged(node)}
    return list(merged.values())


class _Step(NamedTuple):
    """ν·g: the names of its tensors."""

    rate: str
    gradient: str


class _Updates:
    """Finds SGD's updates among the operations of a part."""

    def __init__(self, nodes: Sequence[NodeDef], scalars: Collection[str]) -> None:
        self._nodes = {node.name: node for node in nodes}
        self._scalars = scalars

    def merged(self, node: NodeDef) -> list[NodeDef]:
        """Return what takes the place of an assignment, and of others that belong to it; nothing if they stay."""
        if node.op == "AssignSubVariableOp":
            step = self._step(node.input[1])
            return [_operation("ResourceApplyGradientDescent", node, [node.input[0], *step])] if step else []
        return self._momentum(node) or self._mean(node) if node.op == "AssignAddVariableOp" else []

    def _mean(self, node: NodeDef) -> list[NodeDef]:
        """Return the update of a mean in the place of its assignment, and the negative of its rate."""
        rate, change = self._factors(node.input[1], "Const")
        if not rate:
            return []
        negative = NodeDef()
        negative.CopyFrom(self._nodes[rate.removesuffix(":0")])
        negative.name += "/negative"
        value = tf.make_ndarray(negative.attr["value"].tensor)
        negative.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(-value))
        return [negative, _operation("ResourceApplyGradientDescent", node, [node.input[0], f"{negative.name}:0", change])]

    def _momentum(self, node: NodeDef) -> list[NodeDef]:
        """Return the update of velocity and weight in the place of the velocity's, and nothing to do in that of the weight's."""
        ahead = self._behind(node.input[1], "Sub")
        read = self._behind(self._factors(ahead.input[0], "Const")[1] if ahead else node.input[1], "ReadVariableOp")
        assign = self._nodes.get(read.input[1].removeprefix("^")) if read and len(read.input) == 2 else None
        velocity = self._behind(assign.input[1], "Sub") if assign and assign.op == "AssignVariableOp" else None
        step = self._step(velocity.input[1]) if velocity else None
        if assign is None or velocity is None or step is None or (ahead and ahead.input[1] != velocity.input[1]):
            return []
        momentum, before = self._factors(velocity.input[0], "Const")
        old = self._behind(before, "ReadVariableOp")
        if old is None or old.input[0] != assign.input[0]:
            return []
        update = _operation("ResourceApplyKerasMomentum", assign, [node.input[0], assign.input[0], *step, momentum])
        update.attr["use_nesterov"].b = ahead is not None
        return [update, NodeDef(name=node.name, op="NoOp", input=[f"^{assign.name}"])]

    def _step(self, tensor: str) -> _Step | None:
        """Return learning rate and gradient if a tensor is their product."""
        rate, gradient = self._factors(tensor, "ReadVariableOp")
        return _Step(rate, gradient) if rate else None

    def _factors(self, tensor: str, kind: str) -> tuple[str, str]:
        """Return the factors of a product, first a single number that comes from a kind of operation; empty names if it is none."""
        product = self._behind(tensor, "Mul")
        for one, other in (product.input, reversed(product.input)) if product else ():
            if one in self._scalars and self._behind(one, kind):
                return one, other
        return "", ""

    def _behind(self, tensor: str, kind: str) -> NodeDef | None:
        """Return the operation that a tensor comes from if it is of a kind."""
        node = self._nodes.get(tensor.removesuffix(":0"))
        return node if node is not None and node.op == kind else None


def _operation(kind: str, node: NodeDef, inputs: Sequence[str]) -> NodeDef:
    """Return an operation in the place of an assignment, which waits for what that one waited for."""
    merged = NodeDef(name=node.name, op=kind, input=[*inputs, *(name for name in node.input if name.startswith("^"))])
    merged.attr["T"].type = node.attr["dtype"].type
    return merged


def in_place(nodes: Sequence[NodeDef]) -> list[NodeDef]:
    """Return a part's operations so that a variable is changed once everything that reads its old value has done so.

    TensorFlow copies a value that is still to be read before it changes it: for wide layers, that takes longer than the change.
    """
    before = _Ancestors(nodes)
    readers: dict[str, list[str]] = defaultdict(list)
    reads = {f"{node.name}:0": node.input[0] for node in nodes if node.op == "ReadVariableOp" and len(node.input) == 1}
    for node in nodes:
        for name in node.input:
            if name in reads:
                readers[reads[name]].append(node.name)

    def waits(node: NodeDef) -> list[str]:
        return [name for name in readers[node.input[0]] if not before.related(name, node.name)]

    return [_waiting(node, waits(node)) if node.op in WRITES else node for node in nodes]


class _Ancestors:
    """Which operations come before which."""

    def __init__(self, nodes: Sequence[NodeDef]) -> None:
        """Go through the operations; they need not be in order."""
        self._inputs = {node.name: [name.removeprefix("^").partition(":")[0] for name in node.input] for node in nodes}
        self._before: dict[str, frozenset[str]] = {}

    def related(self, one: str, other: str) -> bool:
        """Return whether one of two operations comes before the other."""
        return one in self._of(other) or other in self._of(one)

    def _of(self, name: str) -> frozenset[str]:
        if name not in self._before:
            found: set[str] = set()
            pending = [name]
            while pending:
                for other in self._inputs.get(pending.pop(), ()):
                    if other not in found:
                        found.add(other)
                        pending.append(other)
            self._before[name] = frozenset(found)
        return self._before[name]


def _waiting(node: NodeDef, names: Sequence[str]) -> NodeDef:
    waiting = NodeDef()
    waiting.CopyFrom(node)
    waiting.input.extend(f"^{name}" for name in names)
    return waiting
