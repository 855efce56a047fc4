# kind: wire
# verdict: error
"""Reports an exception whose every field is something else."""


def attack():
    send(b"\x92\xa6raised\x83\xa4type\x90\xa7message\x80\xa6frames\x91\x94\xc0\x90\x80\xc3")
    return ""
