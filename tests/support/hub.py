"""A real JupyterHub on this machine, with accounts of its own, from the configuration that docs/jupyterhub.md gives."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page
from shared import ROOT, installed_already, without_make
from term import HW, released_already
from walls import environment_for_everyone

from autograder.course.course import Course

PROXY = shutil.which("configurable-http-proxy")
STAFF, ASSISTANT, STUDENTS = "mc-course", "mc-tara", ("mc-ada", "mc-leo", "mc-zoe")
PAGE = (ROOT / "docs/jupyterhub.md").read_text(encoding="utf-8")
SECONDS = 120  # until the hub answers


def block(has: str) -> str:
    """The Python of docs/jupyterhub.md that has these words."""
    (found,) = (text for text in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL) if has in text)
    return found


def disabled() -> Iterator[list[str]]:
    """What docs/jupyterhub.md switches off for students, as words after `jupyter`."""
    yield from (line.split() for line in re.findall(r"^/opt/hub/bin/jupyter (.* disable .*)$", PAGE, re.MULTILINE))


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@dataclass
class Hub:
    """A hub at `address`, in a folder of its own. Everybody's password is their name backwards."""

    folder: Path
    address: str
    python: Path

    @property
    def course(self) -> Path:
        return self.home(STAFF) / "course"

    def home(self, who: str) -> Path:
        return self.folder / "home" / who

    def run(self, who: str, folder: Path, *words: str) -> str:
        """What a command of this Python says, typed by somebody in a folder; it has to end well."""
        command = ["runuser", "-u", who, "--", self.python, "-m", *words]
        environment = without_make(HOME=str(self.home(who)), JUPYTER_CONFIG_PATH=str(self.folder / "etc"))
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def enter(self, page: Page, who: str, path: str) -> None:
        """Sign somebody in, and go to a path."""
        page.goto(f"{self.address}/hub/login?next={path}")
        page.fill("#username_input", who)
        page.fill("#password_input", who[::-1])
        page.click("#login_submit")


@contextlib.contextmanager
def accounts(folder: Path) -> Iterator[None]:
    """Accounts with homes below a folder. They and all that runs as them end with the block."""
    everybody = (STAFF, ASSISTANT, *STUDENTS)
    try:
        for who in everybody:
            subprocess.run(
                ["useradd", "--create-home", "--home-dir", folder / who, "--shell", "/bin/bash", who], check=True
            )
            subprocess.run(["chpasswd"], input=f"{who}:{who[::-1]}", text=True, check=True)
        yield
    finally:
        for who in everybody:
            subprocess.run(["pkill", "-KILL", "-u", who])
            subprocess.run(["userdel", "--force", who], capture_output=True)


def environment(folder: Path) -> Path:
    """The Python of an environment that everybody can run, with the packages and commands of this one. JupyterLab is as a
    hub has it, without jupytext."""
    python = environment_for_everyone(folder, {"user": STUDENTS[0], "group": STUDENTS[0], "extra_groups": []})
    for name in ("etc", "share"):
        shutil.copytree(Path(sys.prefix) / name, folder / name, ignore=shutil.ignore_patterns("kernels", "*jupytext*"))
    for script in (Path(sys.prefix) / "bin").iterdir():
        first, _, rest = script.read_bytes().partition(b"\n")
        if first.startswith(b"#!") and b"python" in first:
            (folder / "bin" / script.name).write_bytes(b"#!%s\n%s" % (os.fsencode(python), rest))
            (folder / "bin" / script.name).chmod(0o755)
    kernel = ["ipykernel", "install", "--prefix", folder, "--name", "python3", "--display-name", "Python 3 (matcalc)"]
    subprocess.run([python, "-m", *kernel], check=True, capture_output=True)
    return python


def course(folder: Path) -> None:
    """The course's own account has the course, which nobody else can enter."""
    shutil.copytree(ROOT / "assignments" / HW, folder / "assignments" / HW)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    released_already(Course(folder), [HW])
    subprocess.run(["chown", "-R", f"{STAFF}:", folder], check=True)
    subprocess.run(["chmod", "-R", "go=", folder.parent], check=True)


@contextlib.contextmanager
def running() -> Iterator[Hub]:
    """A hub with a course, an assistant and two students; all of it is gone after the block."""
    with (
        tempfile.TemporaryDirectory(prefix="hub-", ignore_cleanup_errors=True) as scratch,
        contextlib.ExitStack() as stack,
    ):
        folder = Path(scratch)
        folder.chmod(0o755)
        (folder / "home").mkdir()
        stack.enter_context(accounts(folder / "home"))
        environment(folder / "hub")
        for words in disabled():
            subprocess.run([folder / "hub/bin/jupyter", *words], check=True, capture_output=True)
        python = environment(folder / "staff")
        course(folder / "home" / STAFF / "course")
        shared = installed_already(folder / "home" / STAFF / "course/release" / HW, folder / "matcalc")["MATCALC_HOME"]
        (folder / "matcalc" / "env").unlink()
        (folder / "matcalc" / "env").symlink_to(folder / "hub")
        (folder / "exchange").mkdir()
        (folder / "exchange").chmod(0o777)
        (folder / "etc").mkdir()
        port, service = free_port(), free_port()
        here = {
            "/srv/nbgrader/exchange": str(folder / "exchange"),
            "/opt/hub": str(folder / "hub"),
            "/opt/matcalc": shared,
            "{COURSE}/.venv": str(folder / "staff"),
            "/srv/matcalc/course": str(folder / "home" / STAFF / "course"),
            '"ta1", "ta2"': f'"{ASSISTANT}"',
            '"user": "matcalc"': f'"user": "{STAFF}"',
            "18999": str(service),
        }
        config = {"etc/nbgrader_config.py": "Exchange.root", "jupyterhub_config.py": "c.Spawner.cmd"}
        for name, has in config.items():
            text = block(has)
            for documented, mine in here.items():
                text = text.replace(documented, mine)
            (folder / name).write_text(text)
        with (folder / "jupyterhub_config.py").open("a") as settings:
            settings.write(
                f"c.JupyterHub.bind_url = 'http://127.0.0.1:{port}'\n"
                f"c.JupyterHub.hub_bind_url = 'http://127.0.0.1:{free_port()}'\n"
                f"c.ConfigurableHTTPProxy.api_url = 'http://127.0.0.1:{free_port()}'\n"
                "c.Authenticator.allow_all = True\n"
                # /etc/jupyter of this machine alone
                f"c.Spawner.environment |= {{'JUPYTER_CONFIG_PATH': {str(folder / 'etc')!r}}}\n"
                f"c.JupyterHub.services[0]['environment'] |= {{'JUPYTER_CONFIG_PATH': {str(folder / 'etc')!r}}}\n"
            )
        hub = Hub(folder, f"http://127.0.0.1:{port}", python)
        stack.enter_context(serving(hub))
        yield hub


@contextlib.contextmanager
def serving(hub: Hub) -> Iterator[None]:
    # Debian's proxy looks for its modules where only Debian's node does.
    modules = os.pathsep.join(filter(None, [os.environ.get("NODE_PATH"), "/usr/share/nodejs"]))
    command = [sys.executable, "-m", "jupyterhub", "-f", "jupyterhub_config.py"]
    with (hub.folder / "hub.log").open("w") as log:
        server = subprocess.Popen(
            command, cwd=hub.folder, env=without_make(NODE_PATH=modules), stdout=log, stderr=log, start_new_session=True
        )
        try:
            ends = time.monotonic() + SECONDS
            for path in ("/hub/login", "/services/matcalc/"):
                while not answers(hub.address + path):
                    said = (hub.folder / "hub.log").read_text()
                    assert server.poll() is None and time.monotonic() < ends, said[-3000:]
                    time.sleep(0.2)
            yield
        finally:
            server.terminate()  # it ends its proxy and its services, which are in sessions of their own
            server.wait(SECONDS)


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5):
            return True
    except (urllib.error.URLError, ConnectionError):
        return False
