"""A cell means here what it means to IPython, whose own transformer is asked."""

from __future__ import annotations

import ast
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from IPython.core.inputtransformer2 import TransformerManager

from autograder.isolation.worker import cells
from autograder.isolation.worker.parse import blocks, bound_names

WRITTEN = [
    *(
        "\\\n;",
        "\\\n;a b",
        "\\\n%time x = 1",
        "x = 1\n\\\n!ls\ny = 2",
        " \\\n \\\n/f x",
    ),  # a sign of IPython's on a continued line
    "In [3]: x = 1",
    "r = f?",
    "f??",
    "a.b[0]?",
    "*int*?",
    "?f",
    "??",
    "x = y%z?",
    "x = !ls foo?",
    "%time x = f()",
    "x = %time f()",
    "x=%foo",
    "%matplotlib inline # with a remark",
    "%load_ext x\n%%time\ny = 1",
    "%cd ~/x\nimport y",
    "!pip install numpy \\\n  scipy\nimport numpy as np",
    "!pip install numpy \\\n",
    "!!ls",
    "!echo 'don't\nx = 1",
    "files = !ls (\nx = 1",
    "a: int = !ls",
    "a[1] = %foo x",
    "a = {\n'b': 1}\nc = !d",
    "if 1:\n    %time x = 1\n    !ls",
    "if x:\n    !ls\nelse:\n    y = 1",
    "class A:\n    %time x = 1\n    y = !ls",
    "def f():\n\treturn 1\n%timeit f()\n",
    "  x = 1\n  y = 2",
    "\n\n    def f():\n        return 1\n",
    ",f a b",
    ";f a b",
    "/f 1 2",
    ">>> def f(x):\n...     return x\n>>> y = 1\n2",
    "    >>> x = 1\n    >>> y = 2",
    ">>> def f():\n...     '''Doc.\n...     '''\n...     return 1",
    "In [1]: x = 1\n   ...: y = 2",
    "In [12]: def f():\n    ...:     return 1",
    "s = '''\n%foo\n!ls\n'''",
    "x = '''a\n>>> y'''\nz = 1",
    "x = (1,\n%foo\n)",
    "x = 'a' # ?",
    "# what?\nx = 1",
    "%%time\nx = 1",
    "\n  %%time\n  def f():\n    return 1",
    "%%capture out\nimport x\n%matplotlib inline\n",
    "%%foo\ndef f():\n    return 1",
    "%%bash\nls",
    "%%writefile mymath.py\ndef relu(x):\n    return x",
    "%%time?\nx",
    "from __future__ import annotations\nx: y = 1",
    "await f()\nx = await g()",
    "a %= 3\nb = a % c",
    "x = 1; y = 2",
    "x = f'{a!r:>{b}} %time !ls'\ny = 1",
    "\tx = 1\n\tdef f():\n\t\treturn x",
]
LINES = [
    *("x = 1", "y = x % 3", "def f(a):\n    return a", "class A:\n    b = 2", "import os", "# a remark?", "", "    ", "z = (1,\n  2)"),
    *("%time x = f()", "%matplotlib inline", "w = %time f(1)", "!pip install x", "u = !ls -l", "!ls \\\n  -l", "f?", "?f", "x.y??"),
    *("s = '''\n%no\n!no'''", "t = \"it's\"", "for i in x:\n    %time f(i)\n    k = i", "if x:\n    v = !ls\n    f?", ",f a b", ";f a b", "/f 1 2"),
    *("!echo \"a", "%cd 'x", "p, q = !ls", "r = {'a': [1,\n 2]}", "print(x) # !ls", "g = x if y else %z", "n = 1 \\\n  + 2"),
]  # fmt: skip


def wrapped(lines: list[str], how: str) -> str:
    text = "\n".join(lines)
    every = text.split("\n")
    match how:
        case "indented":
            return "\n".join(f"    {line}" for line in every)
        case "prompts":
            return "\n".join((f">>> {first}" + "".join(f"\n... {rest}" for rest in more)) for first, *more in (line.split("\n") for line in lines))  # fmt: skip
        case "numbered":
            return "In [3]: " + "\n   ...: ".join(every)
        case "plain":
            return text
    return f"{how}\n{text}"


CELLS = st.builds(
    wrapped,
    st.lists(st.sampled_from(LINES), min_size=1, max_size=7),
    st.sampled_from(["plain", "plain", "indented", "prompts", "numbered", "%%time", "%%capture out", "%%bash", "\n\n"]),
)


def tree(text: str) -> str | None:
    try:
        return ast.dump(ast.parse(text))
    except (SyntaxError, ValueError):
        return None


def accepted(text: str) -> str:
    """What IPython makes of a cell; nothing where that is not Python."""
    try:
        theirs: str = TransformerManager().transform_cell(text)
    except (SyntaxError, IndexError):
        return ""
    return theirs if tree(theirs) is not None else ""


def means_the_same(text: str) -> None:
    """Our reading of a cell defines what IPython's does, wherever IPython can make Python of it."""
    theirs = accepted(text)
    if not theirs:
        return
    (block,) = blocks("hw.ipynb cell 1", text)
    statements = ast.parse(theirs).body
    magic = ast.unparse(statements[0]) if len(statements) == 1 else ""
    if magic.startswith("get_ipython().run_cell_magic("):
        name, argument, body = (each.value for each in statements[0].value.args)  # type: ignore[attr-defined]
        if name in cells.BODY_MAGICS:
            if not accepted(body):
                return
            means_the_same(body)
            inner = {n for b in blocks("c", body) for s in b.statements for n in bound_names(s)}
            assert {n for s in block.statements for n in bound_names(s)} == inner
        else:
            assert block.error is None
            assert (block.foreign, block.text.lstrip("\n").rstrip()) == (f"%%{name}", body.lstrip("\n").rstrip())
            assert block.file == (argument if name in cells.FILE_MAGICS else "")
        return
    assert (block.foreign, block.error) == ("", None)
    if tree(text) is None:
        assert ast.dump(ast.Module(list(block.statements), [])) == tree(theirs)
    else:  # it is Python already, and stays as it is
        assert {n for s in block.statements for n in bound_names(s)} == {n for s in statements for n in bound_names(s)}


@pytest.mark.parametrize("text", WRITTEN)
def test_a_cell_means_what_ipython_says(text: str) -> None:
    means_the_same(text)


@settings(max_examples=600, deadline=None)
@given(CELLS)
def test_any_cell_that_ipython_accepts_defines_the_same_names_here(text: str) -> None:
    means_the_same(text)


@settings(max_examples=300, deadline=None)
@given(st.text("ab=%!?,;/ \t\n\\'\">.:#1", max_size=40))
def test_nor_do_odd_signs_mean_anything_else(text: str) -> None:
    means_the_same(text)


@pytest.mark.parametrize("text", ["x = 1\n!ls \\\n -l\ny = 1 / 0\n", "\n\n  %time x = 1\n\n  y = 1 / 0", "%%time\n%matplotlib inline\n\ny = 1 / 0", "x = \\\n  !ls\n\ny = 1/0"])  # fmt: skip
def test_every_line_keeps_its_number(text: str) -> None:
    (block,) = blocks("hw.ipynb cell 1", text)
    assert block.statements[-1].lineno == next(n for n, line in enumerate(text.split("\n"), 1) if "y = 1" in line)


@pytest.mark.parametrize("separator", ["\x0c", "\x0b", "\x1c", "\u2028", "\u2029", "\x85"])
def test_no_other_sign_than_an_end_of_line_ends_a_line(separator: str) -> None:
    text = f"# one{separator}still one\r\nx = 'two{separator}still two'\rdef f():\n    return 1\n"
    for name in ("hw.ipynb cell 1", "hw.py"):
        (block,) = blocks(name, text)
        assert [statement.lineno for statement in block.statements] == [2, 3]


@pytest.mark.parametrize(
    "text",
    [
        '"\\' * 200_000,
        "'''" + "\\'" * 200_000,
        "(" * 200_000,
        "!ls \\\n" * 100_000,
        "a" * 400_000 + "?",
        "a." * 200_000 + ")?",
        ("a" * 490 + ")?\n") * 800,
        "x = !" * 100_000,
        "\n" * 400_000 + "x = %a",
        "    \n" * 100_000 + ">>> a",
        "%%time\n" * 15_000,
        "# %%\n" * 20_000 + "?",
        "\t" * 400_000 + "!a",
        "In [1]: " * 50_000 + "?",
        "def " * 100_000,
    ],
    ids=range(15),
)
def test_no_text_keeps_the_reader(text: str) -> None:
    for name in ("hw.ipynb cell 1", "hw.py"):
        began = time.process_time()
        for block in blocks(name, text):
            assert block.defines is not None
        assert time.process_time() - began < 4.0
