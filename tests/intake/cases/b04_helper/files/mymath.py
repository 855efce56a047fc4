from basics import zero
import numpy as np
import pandas

def relu(x):
    return np.maximum(zero(), x)
