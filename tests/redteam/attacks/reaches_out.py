# kind: theft
# verdict: wrong_value
# stopped by: namespaces, seccomp
"""Sends what it was given to a host on the network: TCP, UDP, a name server, an abstract socket."""
import socket


def attack():
    reached = []
    for family, kind, address in (
        (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", BAIT["tcp"])),
        (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", BAIT["udp"])),
        (socket.AF_UNIX, socket.SOCK_STREAM, b"\0" + BAIT["unix"].encode()),
        (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.53", 53)),
    ):
        try:
            with socket.socket(family, kind) as end:
                end.connect(address)
                end.send(b"x")
                reached.append(address)
        except OSError:
            pass
    return reached
