# kind: lifetime
# verdict: timeout
"""Never ends, and swallows what interrupts it."""


def attack():
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
