# The first factor of dW2 is not transposed.
# expect: quiz wrong_value rows_first
import math


def quiz(N, d, h, k):
    return {
        "Z1": (N, h),
        "dA1": (N, h),
        "dW1": (d, h),
        "db1": (h,),
        "dW2 from": ((N, h), (N, k)),
        "parameters": d * h + h + h * k + k,
        "std W1": math.sqrt(2 / d),
        "std W2": math.sqrt(2 / h),
        "mean": 2 / k,
    }
