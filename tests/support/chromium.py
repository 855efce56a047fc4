"""A Jupyter server for the tests that look at it in a real browser."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect
from shared import without_make

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PATIENCE = 60_000  # ms that a page may take, on a machine that is busy with other tests


def newcomer(home: Path, **variables: str) -> dict[str, str]:
    """The environment of a person who never started Jupyter before: what they see is what pip installed."""
    kept = {name: value for name, value in without_make().items() if not name.startswith("JUPYTER")}
    return kept | {"HOME": str(home)} | variables


def _wait_for(address: str) -> None:
    """Jupyter prints its address a moment before it listens there."""
    parts = urlsplit(address)
    ends = time.monotonic() + PATIENCE / 1000
    while True:
        try:
            socket.create_connection((parts.hostname or "", parts.port or 80)).close()
            return
        except ConnectionRefusedError:
            assert time.monotonic() < ends
            time.sleep(0.05)


@contextlib.contextmanager
def serving(command: Sequence[str | Path], home: Path, **variables: str) -> Iterator[re.Match[str]]:
    """The address that a newcomer's server prints, as (address, token); the server ends with the block."""
    with subprocess.Popen(
        command, cwd=home, env=newcomer(home, **variables), start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    ) as server:  # fmt: skip
        assert server.stdout
        try:
            said = ""
            for line in server.stdout:
                said += line
                if found := re.search(
                    r"(http://(?:localhost|127\.0\.0\.1):\d+/(?:lab|autograder/read/\w+))\?(token=\w+)", line
                ):
                    break
            assert found, said
            reader = threading.Thread(target=server.stdout.read)  # a full pipe would stop the server
            reader.start()
            _wait_for(found[1])
            yield found
        finally:
            os.killpg(server.pid, signal.SIGKILL)
        reader.join()


def done(page: Page, says: str) -> None:
    """nbgrader reports in a dialogue; close it."""
    dialogue = page.locator(".modal.in")
    expect(dialogue).to_contain_text(says)
    dialogue.get_by_role("button", name="OK").click()
    expect(dialogue).to_have_count(0)
