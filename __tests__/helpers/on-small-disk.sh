# Runs a program whose temporary folder is a small disk that fills up while terraform plans.
#   $1  a folder: the disk is mounted on it, in a namespace of its own
#   $2  a file that appears when terraform has begun to plan: its lock on the state
#   $3… the program
set -eu
disk=$1
lock=$2
shift 2
mount -t tmpfs -o size=230m disk "$disk"
# The run looks for free space when it starts, so most of it goes when the first workspace is there, and the rest at the plan.
(
  until ls -d "$disk"/tf-orchestrator-*/.terraform-workspace-* >/dev/null 2>&1; do sleep 0.01; done
  fallocate -l 220M "$disk/most"
  until [ -e "$lock" ]; do sleep 0.002; done
  cat /dev/zero >"$disk/rest" 2>/dev/null || true
) &
status=0
TMPDIR=$disk "$@" || status=$?
kill %1 2>/dev/null || true
exit "$status"
