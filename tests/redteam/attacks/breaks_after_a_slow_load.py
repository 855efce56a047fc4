# kind: lifetime
# verdict: crashed
"""Takes nearly all the time that loading may take, then ends its process at each call, also of the next question."""
import os
import time

time.sleep(1.8)


def loss(*arguments):
    time.sleep(0.9)
    os._exit(3)


d_loss = train = loss
