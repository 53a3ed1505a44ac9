#!/bin/sh
#SBATCH --job-name=gongkai-shard
#SBATCH --cpus-per-task=2
#SBATCH --mem=2G
#SBATCH --time=04:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
# 一份。是哪一份，程序看 SLURM_ARRAY_TASK_ID。
# 结束状态 3 是机器的问题，重新排队，最多三次；1 是内容的问题，重做没有用。
set -u
work=${GONGKAI_WORK:-${TMPDIR:-/tmp}/gongkai-fleet-$(id -u)}
gongkai fleet build "$1" --work "$work"
status=$?
if [ "$status" -eq 3 ] && [ "${SLURM_RESTART_COUNT:-0}" -lt 3 ]; then
    sleep 10
    # 排上以后，这里就被 Slurm 停下。
    scontrol requeue "$SLURM_JOB_ID" && sleep 60
fi
exit "$status"
