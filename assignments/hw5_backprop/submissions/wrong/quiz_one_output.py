# The mean is taken as if there were one output.
# expect: quiz wrong_value without_outputs
import math


def quiz(N, d, h, k):
    return {
        "Z1": (N, h),
        "dA1": (N, h),
        "dW1": (d, h),
        "db1": (h,),
        "dW2 from": ((h, N), (N, k)),
        "parameters": d * h + h + h * k + k,
        "std W1": math.sqrt(2 / d),
        "std W2": math.sqrt(2 / h),
        "mean": 2.0,
    }
