#!/bin/sh
# Gradescope runs this once, when it builds the image: as root, with a network.
set -eu
root=${AUTOGRADER_ROOT:-/autograder}
install=${AUTOGRADER_INSTALL:-/opt/autograder}

# The checks, the reference and the seed are root's alone: a student's code runs as a user of its own.
chmod -R go= "$root/source"

export DEBIAN_FRONTEND=noninteractive PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
export PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu  # PyPI's own PyTorch brings gigabytes of CUDA
apt-get update
apt-get install -y --no-install-recommends ca-certificates python3 python3-venv

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
python=
for name in python3.13 python3.12 python3.11 python3; do
    if new_enough "$name"; then python=$name; break; fi
done
if [ -z "$python" ]; then  # Ubuntu 22.04 has 3.10
    python3 -m venv /opt/uv
    /opt/uv/bin/pip install --quiet uv
    export UV_PYTHON_INSTALL_DIR=/opt/python
    /opt/uv/bin/uv python install 3.12
    python=$(/opt/uv/bin/uv python find 3.12)
fi

"$python" -m venv "$install"
"$install/bin/pip" install --quiet --no-cache-dir -c "$root/source/constraints.txt" \
    "$(echo "$root"/source/wheels/*.whl)[torch]"
"$install/bin/python" -I -m autograder.hosts.gradescope check "$root"
