#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# sheet.sbatch in a real Slurm: its daemons run in a folder of their own, on this machine
# alone, and without munge. A task is requeued in the midst of its work, another one is
# killed and submitted again, and the sheet is as one command makes it. FEATVIS is the program,
# EXAMPLES has the script.

set -u

PATH=$PATH:/usr/sbin
for tool in slurmctld slurmd sbatch scontrol; do
  command -v "$tool" >/dev/null || {
    echo "1..0 # SKIP $tool is not installed (Debian: slurm-wlm)"
    exit 0
  }
done

. "$(dirname "$0")/../../command-common.sh"
export FEATVIS_WEIGHTS=sample SLURM_CONF="$folder/slurm.conf"
unset SLURM_JOB_ID SLURM_ARRAY_TASK_ID SBATCH_ARRAY_INX SLURM_MEM_PER_NODE SLURM_CPUS_PER_TASK
sheet="--recipe book --steps 40 --seed 5 --size 48x48 --filters 0-35"

controller=
node=

# What supervises a task would wait for a daemon that is gone: so tasks end first.
stop_slurm() {
  trap - EXIT
  if [ -n "$node" ]; then
    scancel --signal=KILL --full --user="$(id -un)" >output 2>errors
    scancel --user="$(id -un)" >output 2>errors
    becomes 'State=(IDLE|DOWN)' scontrol show node "$host"
    kill "$node" "$controller"
    wait "$node" "$controller"
  fi
  rm -rf "$folder"
}

get_free_ports() {
  python3 -c 'import socket
sockets = [socket.socket() for _ in range(2)]
for each in sockets: each.bind(("127.0.0.1", 0))
print(*(each.getsockname()[1] for each in sockets))'
}

# More processors and memory than there are may be asked for: so the script runs as it is. A
# task that was requeued waits until its credential has expired, by default for two minutes.
write_configuration() {
  host=$(hostname -s)
  user=$(id -un)
  cat >"$SLURM_CONF" <<END
ClusterName=featvis
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$1
SlurmdPort=$2
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/none
AuthInfo=cred_expire=5
CredType=cred/none
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
ReturnToService=2
SlurmdParameters=config_overrides
NodeName=$host NodeAddr=127.0.0.1 CPUs=16 RealMemory=65536 State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
END
}

# becomes STATE COMMAND…: waits until the command prints it; a daemon that has ended will not
# bring it about.
becomes() {
  state=$1
  shift
  until "$@" 2>/dev/null | grep -qE "$state"; do
    kill -0 "$controller" 2>/dev/null && kill -0 "$node" 2>/dev/null || return 1
    sleep 0.1
  done
}

start_slurm() {
  mkdir state spool
  slurmctld -D >/dev/null 2>&1 &
  controller=$!
  slurmd -D >/dev/null 2>&1 &
  node=$!
  becomes 'State=IDLE' scontrol show node "$host"
}

# submit TASKS: prints the number of the job
submit() {
  sbatch --parsable --array="$1" --export=ALL,SHARDS=3 --output='task-%a.log' --open-mode=append \
    "$EXAMPLES/sheet.sbatch" block3_conv1 work $sheet --threads 1
}

show() {
  scontrol --oneliner show job "$1"
}

# ends STATE TASK: it is in that one of the states in which a task stays
ends() {
  becomes 'JobState=(COMPLETED|FAILED|CANCELLED|TIMEOUT|NODE_FAIL|OUT_OF_MEMORY|BOOT_FAIL) ' show "$2" &&
    show "$2" >errors && cat task-*.log slurmctld.log >>errors && grep -qE "JobState=($1) " errors
}

# What the tasks call as featvis: at its first begin, task 1 or 2 is halted when there is a cell
# of its, so that it does not end before what this test does with it.
write_program() {
  mkdir bin
  cat >bin/featvis <<END
#!/bin/sh
task=\${SLURM_ARRAY_TASK_ID:-3}
[ "\$task" != 3 ] && mkdir "halted-\$task" 2>/dev/null || exec "$FEATVIS" "\$@"
"$FEATVIS" "\$@" &
until [ -e "work/filter-000\$((task - 1)).png" ]; do sleep 0.01; done
kill -STOP \$! && touch "halted-\$task/yes"
wait
END
  chmod +x bin/featvis
}

has_halted() {
  becomes yes ls "halted-$1"
}

skip() {
  echo "1..0 # SKIP Slurm does not start here: $(tail -n 1 slurmctld.log slurmd.log | tr '\n' ' ')"
  exit 0
}

trap stop_slurm EXIT
trap 'stop_slurm; exit 1' INT TERM
write_program
PATH=$folder/bin:$PATH
write_configuration $(get_free_ports)
start_slurm || skip
check 'one command' run 0 sheet --layer block3_conv1 $sheet -o whole.png

job=$(submit 1-3)
check 'a task works' has_halted 1
check 'and another one' has_halted 2
check 'a task is killed in the midst of its work' scancel --signal=KILL --full "${job}_2"
check 'another one is requeued' scontrol requeue "${job}_1"
echo "# $(find work -name 'filter-*.png' | wc -l) of 36 cells were there."
check 'the killed one is not begun again by itself' ends 'CANCELLED|FAILED' "${job}_2"
check 'the requeued one is to be begun again' becomes 'JobState=(PENDING|RUNNING|COMPLETED) .*Restarts=1' show "${job}_1"
check 'it is done' ends COMPLETED "${job}_1"
check 'the third one is done' ends COMPLETED "${job}_3"
check 'a sheet that lacks cells is refused' run 1 sheet --join work -o early.png
again=$(submit 2)
join=$(sbatch --parsable --output=join.log --dependency="afterok:$again" --wrap 'featvis sheet --join work -o joined.png')
check 'the one that was killed is submitted again' ends COMPLETED "${again}_2"
check 'a job that waits for it joins the cells' ends COMPLETED "$join"
check 'the same bytes' cmp whole.png joined.png

echo "1..$number"
