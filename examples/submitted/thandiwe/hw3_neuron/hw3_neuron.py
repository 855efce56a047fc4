import numpy as np

# float32 is what the GPUs use, so I use it as well
f32 = np.float32


def activation(w, x, b):
    z = np.dot(w.astype(f32), x.astype(f32)) + f32(b)
    return np.maximum(z, f32(0))


def d_activation(w, x, b):
    on = f32(activation(w, x, b) > 0)
    return on * x.astype(f32), on, on * w.astype(f32)
