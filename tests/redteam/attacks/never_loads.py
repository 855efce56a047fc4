# kind: lifetime
# verdict: timeout
"""Never comes to the end of its file, and lets nothing stop it."""
import signal


def never():
    signal.signal(signal.SIGALRM, signal.SIG_IGN)  # in one statement: the next one has an alarm of its own
    while True:
        pass


never()
