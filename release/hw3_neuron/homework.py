"""Checks your homework, on Windows, macOS and Linux, with nothing but Python:

    python homework.py test                 score your work and say what is wrong
    python homework.py test d_loss          one question; several are named one after another
    python homework.py test --hints 3       more hints; --pdb and -x work too, and so do pytest's other flags
    python homework.py watch                the same again whenever you save
    python homework.py notebook             open the lesson in JupyterLab
    python homework.py status               how far you are in all homework of the course, and what is next
    python homework.py install kernel       what a notebook in VS Code needs (or: install notebook, install torch)
    python homework.py where                where all of it is installed
    python homework.py remove               remove what was installed; your homework stays

The first run installs what it needs into one folder for the whole course, .matcalc in your home folder. Another place:
set MATCALC_HOME.
"""

# Old Pythons must be able to read this file, so that they can say that they are too old: no f-strings, no annotations.

from __future__ import print_function

import os
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
# A file of yours that has the name of one of Python's own modules, such as types.py, is not what is meant below.
sys.path[:] = [each for each in sys.path if os.path.abspath(each) != FOLDER]

import subprocess  # noqa: E402

OLDEST, NEWEST = (3, 11), (3, 14)
HOME = os.path.abspath(os.environ.get("MATCALC_HOME") or os.path.join(os.path.expanduser("~"), ".matcalc"))
ENVIRONMENT = os.path.join(HOME, "env")
PYTHON = os.path.join(ENVIRONMENT, *(("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")))
INSTALLED = os.path.join(HOME, "installed.json")  # what pip was asked for so far
SETTINGS = os.path.join(HOME, "settings.json")
LOG = os.path.join(HOME, "install.log")
CPU_INDEX = "https://download.pytorch.org/whl/cpu"  # as PyTorch's installation page has it: pytorch.org/get-started
MB = 1000000
#: What pip says, and what it means for whoever sits here. The first that fits is said.
TROUBLE = [
    (("No space left on device", "not enough space on the disk", "[Errno 28]"), "The disk is full."),
    (("ProxyError", "407 Proxy", "Tunnel connection failed"), "The proxy did not let pip through. Set HTTPS_PROXY to "
     "http://NAME:PASSWORD@HOST:PORT, or ask whoever runs the network."),
    (("CERTIFICATE_VERIFY_FAILED", "SSLError", "SSLCertVerificationError"), "The network shows a certificate that pip "
     "does not know. Get the network's own from whoever runs it, then: pip config set global.cert FILE"),
    (("getaddrinfo failed", "name resolution", "NewConnectionError", "Network is unreachable", "ConnectTimeoutError",
      "Read timed out", "Connection refused", "Connection aborted", "Max retries exceeded"), "There is no way to the "
     "package index from here. Look whether you are online; behind a proxy, set HTTPS_PROXY to http://HOST:PORT. What "
     "was downloaded is kept."),
    (("No matching distribution found for torch",), "There is no PyTorch for this machine and this Python: {python}. "
     "(Intel Macs have none any more.) Use Colab or Codespaces for this homework, or Python 3.11 to 3.14."),
    (("No matching distribution found", "Requires-Python"), "One of the packages is not there for this Python: "
     "{python}. Use Python 3.11 to 3.14."),
    (("Permission denied", "[WinError 5]", "[Errno 13]"), "A file may not be written. Close other programs that use "
     "Python, or name another place: set MATCALC_HOME to a folder of yours."),
]  # fmt: skip


class Stop(Exception):
    """What keeps us from going on, in a sentence for whoever sits here."""


def main(words):
    """Do what was asked for; the exit code."""
    if sys.version_info < OLDEST:
        return with_newer_python(words)
    command, rest = (words[0], words[1:]) if words and not words[0].startswith("-") else ("test", words)
    if words and words[0] in ("-h", "--help", "help"):
        print(__doc__)
        return 0
    commands = {"test": test, "watch": watch, "notebook": notebook, "status": status, "install": install,
                "where": where, "remove": remove}  # fmt: skip
    try:
        if command not in commands:
            raise Stop("There is no command {!r}; there are: {}.".format(command, ", ".join(sorted(commands))))
        return commands[command](rest)
    except Stop as stop:
        print("\n{}".format(stop), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on from there.", file=sys.stderr)
        return 130
    except OSError as error:
        print("\nThis machine refuses: {}".format(error), file=sys.stderr)
        return 2


def with_newer_python(words):
    """Run this file with a newer Python where there is one; else say what is needed."""
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        for folder in os.environ.get("PATH", "").split(os.pathsep):
            path = os.path.join(folder, "python3.{}{}".format(minor, ".exe" if os.name == "nt" else ""))
            works = os.path.isfile(path) and not subprocess.call(
                [path, "-c", "import sys, venv"], stderr=subprocess.PIPE
            )
            if works:
                return subprocess.call([path, os.path.abspath(__file__)] + list(words))
    print("This is Python {}.{}, and homework needs Python 3.11 or newer. Get it from https://www.python.org/downloads, "
          "open a new terminal, and run: {} homework.py test".format(
              sys.version_info[0], sys.version_info[1], "py" if os.name == "nt" else "python3"), file=sys.stderr)  # fmt: skip
    return 2


# ------------------------------------------------------------------------------------------- commands


def test(words):
    """The public checks, on the work in this folder."""
    ready()
    return run(["-P", "-m", "pytest", "-p", "autograder.student.plugin"] + flags(words))


def watch(words):
    """The same again at each save."""
    ready()
    return run(["-P", "-m", "autograder.cli", "watch"] + flags(words))


def notebook(words):
    """JupyterLab with this lesson."""
    ready()
    get("JupyterLab", lines("requirements-notebook.txt"), 0.7)
    as_root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    # The notebook, its text twin, README and test_public.py are what a student reads; the rest is not shown.
    hidden = ["__pycache__", "*.pyc", "*~", ".*", "Makefile", "assignment.toml", "pytest.ini", "release.json"]
    hidden += ["expected.json", "homework.py", "requirements*.txt", "*.whl"]
    few = "--ContentsManager.hide_globs=[%s]" % ",".join('"%s"' % name for name in hidden)
    return run(
        ["-m", "jupyterlab", few]
        + as_root
        + list(words)
        + sorted(n for n in os.listdir(FOLDER) if n.endswith(".ipynb"))
    )


def install(words):
    """What a command would install when it is first needed."""
    ready()
    for word in words:
        if word == "torch":
            get_torch(lines("requirements-torch.txt"))
        elif word == "notebook":
            get("JupyterLab", lines("requirements-notebook.txt"), 0.7)
        elif word == "kernel":
            wanted = [
                line for line in lines("requirements-notebook.txt") if line.startswith(("ipykernel", "matplotlib"))
            ]
            get("a kernel for notebooks", wanted, 0.3)
        else:
            raise Stop("There is nothing called {!r} to install; there are: kernel, notebook, torch.".format(word))
    print("Ready: {}".format(PYTHON))
    return 0


def where(words):
    """Where everything is."""
    print("Python for this course:  {}{}".format(PYTHON, "" if os.path.exists(PYTHON) else "  (not installed yet)"))
    print("all that was installed:  {}".format(HOME))
    print("remove it:               python homework.py remove")
    return 0


def remove(words):
    """Remove what was installed."""
    import shutil

    if not os.path.isfile(SETTINGS):
        print("Nothing is installed in {}".format(HOME))
        return 0
    shutil.rmtree(HOME)
    print("Removed {}. Your homework is untouched.".format(HOME))
    return 0


def status(words):
    """A line for each homework beside this one, and for those that were run before."""
    ready()
    return run(["-P", "-m", "autograder.cli", "progress"] + list(words))


# ----------------------------------------------------------------------------------------- installing


def ready():
    """Have an environment with what this homework's checks need. Quick where it is there."""
    wanted = lines("requirements.txt")
    torch = [line for line in wanted if line.startswith("torch")]
    if subprocess_fails([PYTHON, "-c", ""]):
        make_environment()
    get("what the checks need", [line for line in wanted if line not in torch], 0.12)
    if torch:
        get_torch(torch)
    get_engine()


def make_environment():
    """A fresh environment in its place."""
    import shutil

    say("Setting up Python for this course, once, in {}".format(HOME))
    os.makedirs(HOME, exist_ok=True)
    need_space(0.3)
    if not os.path.isfile(SETTINGS):
        write(SETTINGS, {})
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    write(INSTALLED, {})
    made = subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if made.returncode:
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        said = made.stdout.decode(errors="replace")
        if "ensurepip" in said:
            raise Stop("This Python cannot make environments. On Debian and Ubuntu: sudo apt-get install python3-venv")
        raise Stop(meaning(said) or "The environment could not be made:\n{}".format(said.strip()[-800:]))
    tell_vs_code()


def get(what, wanted, gigabytes, options=()):
    """Have pip install those of the wanted lines that it was not asked for before."""
    have = read(INSTALLED)
    missing = [line for line in wanted if line not in have.get("lines", [])]
    if missing:
        say("Installing {} (about {:g} MB on the disk)".format(what, 1000 * gigabytes))
        need_space(gigabytes)
        pip(missing + list(options))
        write(INSTALLED, dict(have, lines=have.get("lines", []) + missing))


def get_torch(wanted):
    """PyTorch, which is large: its size is said before, and on Linux there is a choice."""
    if all(line in read(INSTALLED).get("lines", []) for line in wanted):
        return
    options, gigabytes = [], 1.0
    if sys.platform.startswith("linux"):
        index = cpu_index()
        if index is None:
            gigabytes = 5.0
        elif index:
            options = ["--extra-index-url", index]
    say("PyTorch is large: about {:g} GB on the disk, and {:g} MB to download. It is installed once for the course.".format(
        gigabytes, 200 * gigabytes if gigabytes < 2 else 600 * gigabytes))  # fmt: skip
    get("PyTorch", wanted, gigabytes, options)


def cpu_index():
    """The index with PyTorch's CPU build: the answer that was given before, or one that is asked for. "" where pip
    knows one by itself, None where the large build is wanted."""
    settings = read(SETTINGS)
    if "torch_index" in settings:
        return settings["torch_index"]
    if "/whl/cpu" in pip_settings():
        return ""
    if not (sys.stdin and sys.stdin.isatty() and sys.stdout.isatty()):
        return CPU_INDEX  # nobody is here to be asked
    print(
        "\nOn Linux there are two builds of PyTorch: a small one that computes on the processor (1 GB), and one with CUDA "
        "libraries for NVIDIA cards (5 GB).\nThe small one is all that this course needs. It comes from {}".format(
            CPU_INDEX
        )
    )
    try:
        answer = input("Enter for the small one, 'large' for the other, or the address of another index: ").strip()
    except EOFError:
        answer = ""
    index = None if answer.lower() == "large" else answer or CPU_INDEX
    write(SETTINGS, dict(settings, torch_index=index))
    return index


def pip_settings():
    """What pip is told by its configuration and by the environment."""
    told = subprocess.run([PYTHON, "-m", "pip", "config", "list"], stdout=subprocess.PIPE).stdout.decode(
        errors="replace"
    )
    return told + " ".join(
        os.environ.get(name, "") for name in ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS")
    )


def get_engine():
    """The checker itself: the wheel in this folder; without one, in a clone of the course, the clone's own."""
    import hashlib

    wheels = sorted(
        name for name in os.listdir(FOLDER) if name.startswith("matcalc_autograder-") and name.endswith(".whl")
    )
    clone = os.path.dirname(os.path.dirname(FOLDER))
    if wheels:
        path = os.path.join(FOLDER, wheels[-1])
        with open(path, "rb") as file:
            mark, words = hashlib.sha256(file.read()).hexdigest(), [path]
    elif os.path.isdir(os.path.join(clone, "autograder", "student")):
        mark, words = clone, ["--editable", clone]
    else:
        raise Stop("matcalc_autograder-*.whl is missing from this folder; get the whole folder from your instructor.")
    if read(INSTALLED).get("engine") != mark:
        say("Installing the checks' engine")
        pip(["--no-deps", "--force-reinstall"] + words)
        write(INSTALLED, dict(read(INSTALLED), engine=mark))


def pip(words):
    """pip install, with a line for each thing that it fetches; `Stop` says what went wrong."""
    if not os.access(HOME, os.W_OK):
        raise Stop("What this homework needs is not all in {}, which is not yours to change. Ask whoever runs this machine "
                   "to run in this folder, as its owner: python3 homework.py install kernel. Or have an environment of "
                   "your own: set MATCALC_HOME to a folder in your home.".format(HOME))  # fmt: skip
    command = [PYTHON, "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--retries", "2"]
    process = subprocess.Popen(command + bar() + words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said, shown = [], False
    for raw in process.stdout:
        line = raw.decode(errors="replace").strip()
        parts = line.split()
        if line.startswith("Progress ") and len(parts) == 4:
            if sys.stdout.isatty() and parts[3].isdigit() and int(parts[3]) > 5 * MB:
                print("\r    {:3d} %".format(100 * int(parts[1]) // int(parts[3])), end="", flush=True)
                shown = True
            continue
        if shown:
            print("\r", end="")
            shown = False
        said.append(line)
        if line.startswith("Downloading ") and ".metadata" not in line:
            name, _, size = line.rpartition("/")[2].replace("Downloading ", "").partition(" ")
            say("  {} {}".format(" ".join(name.split("-")[:2]), size))
        elif line.startswith("Installing collected packages"):
            say("  unpacking, a moment")
        elif line.startswith("WARNING: Retrying"):
            say("  the network does not answer, trying again")
    if process.wait():
        text = "\n".join(said)
        with open(LOG, "w", encoding="utf-8") as file:
            file.write(text)
        told = meaning(text) or "pip could not install it:\n{}".format("\n".join(said[-6:]))
        raise Stop("{}\nThen run the same command again. (All that pip said: {})".format(told, LOG))


def bar():
    """The option with which this pip tells how far it is."""
    told = (
        subprocess.run([PYTHON, "-m", "pip", "--version"], stdout=subprocess.PIPE)
        .stdout.decode(errors="replace")
        .split()
    )
    version = tuple(int(part) for part in told[1].split(".")[:2]) if len(told) > 1 else (0, 0)
    return ["--progress-bar", "raw" if version >= (24, 1) else "off"]


def meaning(said):
    """What pip's output means, "" where it is nothing that we know."""
    for signs, sentence in TROUBLE:
        if any(sign in said for sign in signs):
            return sentence.format(python="Python " + sys.version.split()[0])
    return ""


def need_space(gigabytes):
    """`Stop` where the disk has less."""
    import shutil

    free = shutil.disk_usage(HOME).free / 1e9
    if free < gigabytes:
        raise Stop("The disk is full: {} has {:.1f} GB free, and {:g} GB are needed. Make room, or set MATCALC_HOME to a "
                   "folder on another disk.".format(HOME, free, gigabytes))  # fmt: skip


def tell_vs_code():
    """Let VS Code take the environment in this folder, where it takes none yet."""
    path = os.path.join(FOLDER, ".vscode", "settings.json")
    settings = read(path)
    if settings and settings.get("python.defaultInterpreterPath") != PYTHON:
        write(path, dict(settings, **{"python.defaultInterpreterPath": PYTHON}))


# ----------------------------------------------------------------------------------------- small things


def flags(words):
    """Names of questions in front become pytest's -k."""
    names = []
    while words and not words[0].startswith("-"):
        names.append(words[0])
        words = words[1:]
    return (["-k", " or ".join(names)] if names else []) + list(words)


def run(words):
    """Run the environment's Python in this folder; its exit code."""
    tell_vs_code()
    environment = dict(os.environ, PYTEST_DISABLE_PLUGIN_AUTOLOAD="1", MATCALC_HOME=HOME)
    process = subprocess.Popen([PYTHON] + words, cwd=FOLDER, env=environment)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            pass  # it got the same signal and ends by itself


def lines(name):
    """The requirements of one file in this folder."""
    with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
        bare = [line.partition("#")[0].strip() for line in file]
    return [line for line in bare if line]


def subprocess_fails(command):
    """Whether a command cannot be run, or ends badly."""
    try:
        return subprocess.call(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) != 0
    except OSError:
        return True


def read(path):
    """The JSON object in a file; an empty one where there is none."""
    import json

    try:
        with open(path, encoding="utf-8") as file:
            found = json.load(file)
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write(path, value):
    """Write a JSON object, whole or not at all."""
    import json

    with open(path + ".new", "w", encoding="utf-8") as file:
        json.dump(value, file, indent=1)
        file.write("\n")
    os.replace(path + ".new", path)


def say(sentence):
    """A line of progress, at once."""
    print(sentence, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
