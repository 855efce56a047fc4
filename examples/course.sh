#!/usr/bin/env bash
# The sample class as an nbgrader course in a folder of its own, marked: what an instructor types in a term, so that
# trying things leaves no trace in the repository. The folder is whole or not there.
#
#     examples/course.sh FOLDER [ASSIGNMENT...]
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
export PATH="${BIN:-$root/.venv/bin}:$PATH"
folder=$1
shift
[ $# -gt 0 ] || set -- $(cd "$root/assignments" && dirname */assignment.toml)

rm -rf "$folder.new"
mkdir -p "$folder.new"
cd "$folder.new"
ln -s "$root/assignments" assignments
cp -r "$root/examples/submitted" .
mkdir -m 777 exchange
{
  cat "$root/nbgrader_config.py"
  echo
  echo '# An exchange for this folder alone: whoever opens it in JupyterLab is instructor and student.'
  echo 'c.Exchange.root = str(Path(__file__).resolve().parent / "exchange")'
  echo '# Nothing in it is secret: the sample class and its marks are for trying.'
  echo 'c.Autograder.open_course = True'
  echo 'c.Exchange.cache = str(Path(__file__).resolve().parent / "cache")'
} > nbgrader_config.py

autograder release "$@"
for assignment in "$@"; do
  nbgrader generate_assignment "$assignment" --force --log-level=ERROR
  autograder grade submitted --assignment "$assignment"   # on all cores; autograde then takes over its results
  nbgrader autograde "$assignment" --log-level=ERROR
done
cd - > /dev/null
mv "$folder.new" "$folder"
