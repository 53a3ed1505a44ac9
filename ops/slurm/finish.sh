#!/bin/sh
#SBATCH --job-name=gongkai-finish
#SBATCH --cpus-per-task=2
#SBATCH --mem=4G
#SBATCH --time=01:00:00
# 收尾：做门户，说明谁还没有完成。
exec gongkai fleet finish "$1" --work "${GONGKAI_WORK:-${TMPDIR:-/tmp}/gongkai-fleet-$(id -u)}"
