# kind: exhaustion
# verdict: wrong_dtype, timeout
"""Rows of rows of words that are ten times as long where they are shown, each row short enough to be shown."""


def loss(*arguments):
    return [[["\U000e0001" * 40] * 48] * 48] * 4


d_loss = train = loss
