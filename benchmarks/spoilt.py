"""The reference, with what it answers spoilt on the way out: the end of a submission that `junk.py` writes.

Before it stands GIVEN: the lesson's text, the questions' ids, SPOIL and SEEN. SPOIL is a key of SPOILT, or "public":
calls labelled in SEEN are answered rightly, others by zeros; or "learn": all rightly, and labelled in SEEN. A method's
answer is what it returns and what it changes in its object.
"""

import hashlib

import numpy as np

LESSON, ANSWERS, SPOIL, SEEN = GIVEN  # noqa: F821 (it stands in the line before)

right = {"__name__": "reference"}
exec(LESSON, right)  # a namespace of its own, so that one spoilt answer spoils no other

SPOILT = {
    "zeros": lambda value, inputs: np.zeros_like(value),
    "ones": lambda value, inputs: np.ones_like(value),
    "nan": lambda value, inputs: np.full_like(value, np.nan),
    "inf": lambda value, inputs: np.full_like(value, np.inf),
    "the_input_itself": lambda value, inputs: inputs[0],
    "random": lambda value, inputs: np.random.default_rng().normal(size=value.shape) * np.abs(value).max(),
    "off_by_a_thousandth": lambda value, inputs: value + 1e-3,
    "empty": lambda value, inputs: np.zeros(0),
    "empty_rows": lambda value, inputs: np.zeros((0, *value.shape)),
    "one_axis_more": lambda value, inputs: value[..., np.newaxis],
    "one_entry": lambda value, inputs: value.reshape(-1)[:1],
    "one_number": lambda value, inputs: float(value.mean()) if value.ndim else [float(value)],
    "half_precision": lambda value, inputs: value.astype(np.float16) if value.ndim else np.float16(value),
    "complex": lambda value, inputs: value.astype(complex) if value.ndim else complex(value),
    "text": lambda value, inputs: str(value.tolist()),
    "nothing": lambda value, inputs: None,
}


def plain(value):
    """A number or an array as an array, and a tensor too."""
    return np.asarray(value.detach().cpu() if hasattr(value, "detach") else value)


def shown(inputs):
    """The numbers, arrays and tensors among some arguments, as arrays."""
    return [plain(i) for i in inputs if isinstance(i, (np.ndarray, int, float)) or hasattr(i, "detach")]


def label(name, inputs):
    """The numbers that a call was given, as a few letters; functions are other ones in every process."""
    return hashlib.sha256(b"/".join([name.encode(), *(part.tobytes() for part in shown(inputs))])).hexdigest()


def spoilt(name, value, inputs):
    """The answer in its structure, each array or number of it spoilt."""
    if isinstance(value, dict):
        return {key: spoilt(name, part, inputs) for key, part in value.items()}
    if isinstance(value, tuple):
        return tuple(spoilt(name, part, inputs) for part in value)
    if SPOIL == "learn":
        SEEN.add(label(name, inputs))
    if SPOIL in ("learn", "public"):
        return value if label(name, inputs) in SEEN else 0 * value
    junk = SPOILT[SPOIL](plain(value), shown(inputs))
    if hasattr(value, "detach") and isinstance(junk, np.ndarray):
        import torch

        return torch.from_numpy(np.ascontiguousarray(junk))
    return junk


def function(name, answered):
    def answer(*args, **kwargs):
        return spoilt(name, answered(*args, **kwargs), [*args, *kwargs.values()])

    return answer


def method(name):
    def answer(self, *args, **kwargs):
        if name == "__init__":
            held = right[type(self).__name__].__new__(right[type(self).__name__])
        else:
            held = self._held
        vars(held).update({key: value for key, value in vars(self).items() if key != "_held"})
        before = dict(vars(held))
        value = getattr(held, name)(*args, **kwargs)
        self._held = held
        inputs = [*args, *kwargs.values()]
        for key, new in vars(held).items():
            if new is not before.get(key):
                setattr(self, key, spoilt(name, new, inputs))
        return None if value is None else spoilt(name, value, inputs)

    return answer


for asked in ANSWERS:
    owner, dot, what = asked.partition(".")
    if dot:
        globals().setdefault(owner, type(owner, (), {}))
        setattr(
            globals()[owner], "__init__" if what == "init" else what, method("__init__" if what == "init" else what)
        )
    elif isinstance(right[asked], type):
        globals()[asked] = type(asked, (right[asked],), {"apply": staticmethod(function(asked, right[asked].apply))})
    else:
        globals()[asked] = function(asked, right[asked])
