"""Small wrongs that could have been written: the mutants of one module.

A mutant is the module's text with one expression replaced. The kinds are those of errors that were
made here or are easily made in numerical code; text, annotations, refusals and assertions stay.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

#: The other way to write it: operators, comparisons (the boundary, and the opposite), functions.
OPERATORS = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}
BOUNDARIES = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
OPPOSITES = {
    ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
PAIRS = [("min", "max"), ("minimum", "maximum"), ("any", "all"), ("argmin", "argmax"),
         ("floor", "ceil"), ("fmin", "fmax"), ("nanmin", "nanmax")]  # fmt: skip
TWINS = {**dict(PAIRS), **{right: left for left, right in PAIRS}}


@dataclass(frozen=True)
class Mutant:
    """One changed expression.

    Attributes
    ----------
    line : of the expression, from 1.
    kind : what sort of change.
    old, new : the expression before and after.
    begin, end : where the expression stands, in bytes of the text.
    """

    line: int
    kind: str
    old: str
    new: str
    begin: int
    end: int

    def applied(self, text: str) -> str:
        """The module's text, changed."""
        whole = text.encode()
        return (whole[: self.begin] + f"({self.new})".encode() + whole[self.end :]).decode()


def mutants(text: str) -> list[Mutant]:
    """All of them, in the order of the text."""
    starts = [0]
    for line in text.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    found = {}
    for node, kind, changed in _changes(ast.parse(text)):
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        begin = starts[node.lineno - 1] + node.col_offset
        end = starts[node.end_lineno - 1] + node.end_col_offset
        old, new = ast.unparse(node), ast.unparse(ast.fix_missing_locations(changed))
        if old != new:  # the same change may be of two kinds: it is one mutant
            found.setdefault((begin, end, new), Mutant(node.lineno, kind, old, new, begin, end))
    return sorted(found.values(), key=lambda mutant: (mutant.begin, mutant.end, mutant.new))


def _changes(tree: ast.Module) -> Iterator[tuple[ast.expr, str, ast.expr]]:
    for node in _code(tree):
        if isinstance(node, ast.expr):
            for kind, changed in _of_expression(node):
                yield node, kind, changed
        elif isinstance(node, ast.FunctionDef):
            yield from _of_returns(node)
        elif isinstance(node, ast.If | ast.While):
            yield node.test, "condition", ast.Constant(isinstance(node, ast.If))
            yield node.test, "condition", ast.Constant(False)


def _code(node: ast.AST) -> Iterator[ast.AST]:
    """Nodes that compute: no annotation, decorator, text, refusal or assertion."""
    if isinstance(node, ast.Raise | ast.Assert | ast.JoinedStr | ast.Import | ast.ImportFrom):
        return
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return
    yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "bases"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _code(child)


def _of_returns(function: ast.FunctionDef) -> Iterator[tuple[ast.expr, str, ast.expr]]:
    """Nothing returned: 0, 0 of the same shape, or the other truth."""
    annotation = ast.unparse(function.returns) if function.returns else ""
    for node in ast.walk(function):
        if not isinstance(node, ast.Return) or node.value is None:
            continue
        if annotation == "float":
            yield node.value, "returned 0", ast.Constant(0.0)
        elif annotation == "Array":
            yield node.value, "returned 0", ast.BinOp(ast.Constant(0.0), ast.Mult(), node.value)
        elif annotation == "bool":
            yield node.value, "returned", ast.UnaryOp(ast.Not(), node.value)


def _of_expression(node: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    match node:
        case ast.Constant(value=bool()):
            yield "constant", ast.Constant(not node.value)
        case ast.Constant(value=int(number)):
            yield "constant", ast.Constant(number + 1)
            yield "constant", ast.Constant(number - 1)
        case ast.Constant(value=float(number)):
            yield "constant", ast.Constant(0.0 if number else 1.0)
            yield "constant", ast.Constant(100.0 * number)
        case ast.BinOp():
            yield from _of_operator(node)
        case ast.UnaryOp(op=ast.USub() | ast.Not()):
            yield "sign", node.operand
        case ast.BoolOp():
            other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield "and, or", _with(node, op=other)
            for index in range(len(node.values)):
                rest = [*node.values[:index], *node.values[index + 1 :]]
                yield "dropped", _with(node, values=rest) if len(rest) > 1 else rest[0]
        case ast.Compare(ops=[operator]):
            for table, kind in ((BOUNDARIES, "boundary"), (OPPOSITES, "comparison")):
                if type(operator) in table:
                    yield kind, _with(node, ops=[table[type(operator)]()])
        case ast.IfExp():
            yield "condition", node.body
            yield "condition", node.orelse
        case ast.Call():
            yield from _of_call(node)


def _of_operator(node: ast.BinOp) -> Iterator[tuple[str, ast.expr]]:
    if type(node.op) in OPERATORS:
        yield "operator", _with(node, op=OPERATORS[type(node.op)]())
        yield "dropped", node.left
    if isinstance(node.op, ast.Add | ast.Mult):
        yield "dropped", node.right
    if isinstance(node.op, ast.Pow):
        yield "operator", ast.BinOp(node.left, ast.Mult(), node.right)
        yield "dropped", node.left


def _of_call(node: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
    if name in TWINS:
        function = copy.deepcopy(node.func)
        setattr(function, "id" if isinstance(function, ast.Name) else "attr", TWINS[name])
        yield "twin", _with(node, func=function)
    if name in ("abs", "sqrt", "float") and len(node.args) == 1:
        yield "dropped", node.args[0]
    if len(node.args) < 2 or any(isinstance(argument, ast.Starred) for argument in node.args):
        return
    if name in TWINS:
        for index in range(len(node.args)):
            yield "dropped", node.args[index]
    elif name not in ("isinstance", "hypot"):
        yield "swapped", _with(node, args=[node.args[1], node.args[0], *node.args[2:]])


def _with(node: ast.expr, **fields: object) -> ast.expr:
    """The node with other fields."""
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed
