"""For Classroom 50: CLASSROOM/autograders/ASSIGNMENT/autograder.py, beside the files of release/HW/ with its wheel.

It installs the engine for this job and runs the public checks: what it writes is feedback and no mark. Everybody can
download what lies here, so put nothing here but what students are handed. Set the runtime's python to 3.12.
"""

import os
import subprocess
import sys
from pathlib import Path

bundle = Path(os.environ.get("CLASSROOM50_BUNDLE_DIR") or Path(__file__).resolve().parent)
pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
cpu = {**os.environ, "PIP_EXTRA_INDEX_URL": "https://download.pytorch.org/whl/cpu"}
(wheel,) = bundle.glob("matcalc_autograder-*.whl")
subprocess.run([*pip, "-r", str(bundle / "requirements.txt")], check=True, env=cpu)
subprocess.run([*pip, "--no-deps", str(wheel)], check=True, env=cpu)
run = "import sys; from autograder.hosts.classroom50 import main; sys.exit(main())"
told = {**os.environ, "CLASSROOM50_BUNDLE_DIR": str(bundle)}
sys.exit(subprocess.run([sys.executable, "-P", "-c", run], env=told, check=False).returncode)
