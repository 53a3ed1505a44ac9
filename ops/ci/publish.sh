#!/bin/sh
# 合并以后在持续集成里运行：生成网站，先把台账和公开记录推回去，再上线。
#
#   publish.sh [分支] [上线的名称]      默认 main；site.yaml 里只有一处上线时名称可以不写
#
# 总是先取得分支上最新的：重新运行旧的流水线、定时运行，线上也不会退回去。
# 推不上去，说明别人又推了：再取一次，再生成。这样台账里的号和线上的网站从不对不上。
# 这里的文件夹是持续集成取出来用一次的；不要在自己写内容的文件夹里运行，没有提交的改动会丢。
set -eu
branch=${1:-main}
destination=${2:-}
tries=0
while :; do
    git fetch -q origin "$branch"
    git reset -q --hard FETCH_HEAD
    gongkai build
    for path in index-numbers.csv published.csv versions; do
        if [ -e "$path" ]; then git add -- "$path"; fi
    done
    if git diff --cached --quiet; then break; fi
    git -c user.name=gongkai -c user.email=gongkai@localhost commit -q -m "台账和公开记录"
    if git push -q origin "HEAD:$branch"; then break; fi
    tries=$((tries + 1))
    if [ "$tries" -ge 5 ]; then
        echo "推了五次都没有推上去，没有上线" >&2
        exit 3
    fi
done
if [ -n "$destination" ]; then gongkai deploy "$destination"; else gongkai deploy; fi
