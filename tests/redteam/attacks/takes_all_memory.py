# kind: exhaustion
# verdict: out_of_memory, timeout
"""Takes all the memory there is, page by page."""


def attack():
    hoard = []
    while True:
        hoard.append(bytearray(1 << 20))
