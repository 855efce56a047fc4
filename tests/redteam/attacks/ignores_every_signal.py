# kind: lifetime
# verdict: timeout
"""Never ends, with every signal ignored that can be."""
import signal

for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass


def attack():
    while True:
        signal.setitimer(signal.ITIMER_REAL, 0)
