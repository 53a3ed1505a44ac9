#!/bin/sh
# 在 Slurm 上生成一群网站：定计划，一个作业数组，一个等数组结束的收尾作业。
#
#   submit.sh fleet.yaml [份数 [给 fleet plan 的其他选项]]      默认 16 份；打印收尾作业的编号
#
# fleet.yaml 和程序要在每个节点上看得到；对象存储和签名的密钥放在提交作业的用户的环境里，或者放在只有他能读的
# ~/.config/gongkai/fleet.env（每行一个 名称=值）。给 sbatch 的其他选项（分区、账号）写在 GONGKAI_SBATCH 里。
set -eu
file=$1
shards=${2:-16}
if [ $# -gt 2 ]; then shift 2; else shift $#; fi
here=$(cd "$(dirname "$0")" && pwd)
secrets=${XDG_CONFIG_HOME:-$HOME/.config}/gongkai/fleet.env
if [ -r "$secrets" ]; then set -a; . "$secrets"; set +a; fi
gongkai fleet plan "$file" --shards "$shards" "$@" >&2
# shellcheck disable=SC2086
array=$(sbatch --parsable ${GONGKAI_SBATCH:-} --array="1-$shards" "$here/shard.sh" "$file")
# 不管各份成败都收尾：没有完成的由收尾说出来。
# shellcheck disable=SC2086
sbatch --parsable ${GONGKAI_SBATCH:-} --dependency="afterany:${array%%;*}" "$here/finish.sh" "$file"
