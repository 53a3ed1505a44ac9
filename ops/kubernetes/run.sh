#!/bin/sh
# 在 Kubernetes 上生成一群网站：定计划，各份，收尾。
#
#   run.sh 命名空间 fleet.yaml
#
# 先建好放密钥的 Secret，名称 gongkai-fleet：
#   kubectl -n 命名空间 create secret generic gongkai-fleet --from-env-file=fleet.env
set -eu
space=$1
file=$2
here=$(cd "$(dirname "$0")" && pwd)
kube() { kubectl -n "$space" "$@"; }
kube create configmap gongkai-fleet --from-file=fleet.yaml="$file" --dry-run=client -o yaml | kube apply -f -
kube delete job gongkai-plan gongkai-build gongkai-finish --ignore-not-found --wait
kube apply -f "$here/plan.yaml"
kube wait --for=condition=complete --timeout=10m job/gongkai-plan
# 收尾的作业自己等各份，不管各份成败。
kube apply -f "$here/build.yaml" -f "$here/finish.yaml"
