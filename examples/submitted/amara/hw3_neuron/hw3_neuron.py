"""Homework 3, one neuron.  Amara O."""
import numpy as np


def activation(w, x, b):
    return float(max(0.0, w @ x + b))


def d_activation(w, x, b):
    active = float(w @ x + b > 0)   # 1 or 0, relu'(0) = 0
    return active * x, active, active * w
