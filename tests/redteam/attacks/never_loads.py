# kind: lifetime
# verdict: timeout
"""Never comes to the end of its file, and lets nothing stop it."""
import signal

signal.signal(signal.SIGALRM, signal.SIG_IGN)
while True:
    pass
