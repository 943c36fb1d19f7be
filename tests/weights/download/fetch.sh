#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# “featvis weights fetch” as a user runs it, from a server on this machine. FEATVIS is the
# program.

set -u

here=$(cd "$(dirname "$0")" && pwd)
command -v python3 >/dev/null || {
  echo "1..0 # SKIP python3 is not installed"
  exit 0
}
work=$(mktemp -d)
export HOME="$work" XDG_DATA_HOME="$work/data" XDG_CACHE_HOME="$work/cache" LC_ALL=C.UTF-8
unset FEATVIS_WEIGHTS KERAS_HOME TORCH_HOME HF_HOME HF_HUB_CACHE HUGGINGFACE_HUB_CACHE http_proxy https_proxy all_proxy no_proxy \
  HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY
cd "$work" || exit 1
number=0
folder=$XDG_DATA_HOME/featvis
name=weights.safetensors

# The server ends when the pipe to it is closed.
mkfifo stop
python3 "$here/fetch_server.py" "$work" "$work/log" <stop >port 2>&1 &
exec 3>stop
trap 'exec 3>&-; wait; umount full/featvis 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
while [ ! -s port ] && kill -0 $!; do sleep 0.1; done
root=http://127.0.0.1:$(cat port)
hash=$(sha256sum "$name" | cut -d ' ' -f 1)

# check NAME COMMAND…: the command succeeds
check() {
  number=$((number + 1))
  description=$1
  shift
  if "$@"; then
    echo "ok $number - $description"
  else
    echo "not ok $number - $description"
    sed 's/^/# /' output errors log 2>/dev/null
  fi
}

# run CODE ARGUMENT…: “featvis weights fetch” exits with that code
run() {
  expected=$1
  shift
  rm -f log
  "$FEATVIS" weights fetch "$@" >output 2>errors
  [ $? -eq "$expected" ]
}

# fails CODE WORD ARGUMENT…: it fails in one line with that word, and leaves no file
fails() {
  code=$1
  word=$2
  shift 2
  run "$code" "$@" && [ "$(wc -l <errors)" -eq 1 ] && grep -q -e "$word" errors \
    && [ ! -s output ] && [ -z "$(find "$folder" -type f 2>/dev/null)" ]
}

# fetches BEHAVIOUR: it prints the path of the complete file, and leaves nothing else
fetches() {
  run 0 --url "$root/$1/$name" --sha256 "$hash" && [ "$(cat output)" = "$folder/$name" ] \
    && cmp -s "$name" "$folder/$name" && [ "$(ls -A "$folder")" = "$name" ]
}

# logs LINE: the server does, perhaps after the client has got its answer
logs() {
  for _ in $(seq 6000); do
    grep -qx -e "$1" log && return
    sleep 0.1
  done
  return 1
}

says() {
  grep -q -e "$1" errors
}

# Wrong usage
check 'help' run 0 --help
check 'unknown option' fails 2 dance --dance
check 'unknown network' fails 2 stray stray
check 'two networks' fails 2 'one network' vgg16 googlenet
check 'a source of another network' fails 2 'no weights of googlenet' googlenet --source keras
check 'unknown source' fails 2 keras --source elsewhere
check 'a checksum without an address' fails 2 url --sha256 "$hash"
check 'a source and a checksum' fails 2 sha256 --source keras --url "$root/good/$name" \
  --sha256 "$hash"
check 'no checksum' fails 2 12345 --url "$root/good/$name" --sha256 12345
check 'not of the web' fails 2 https --url "file://$work/$name" --sha256 "$hash"
check 'an address without a name' fails 2 address --url "$root/good/" --sha256 "$hash"
check 'an address that leads out of the folder' fails 2 address \
  --url "$root/good/..%2F$name" --sha256 "$hash"
check 'timeout out of range' fails 2 3600 --timeout -1 --url "$root/good/$name" \
  --sha256 "$hash"
check 'none of these asked the server' sh -c '! [ -e log ]'

# Servers that deliver
check 'a file is fetched' fetches good
check 'nothing but its path is said' sh -c '! [ -s errors ]'
check 'a second time, it is there already' fetches good
check 'that is said' says already
check 'the server was not asked' sh -c '! [ -e log ]'
check 'it is among the weights that are found' sh -c \
  "'$FEATVIS' weights | grep -q 'Used: .*$folder/$name'"
rm -f "$folder"/*
check 'a question mark does not belong to the name' run 0 --sha256 "$hash" \
  --url "$root/good/$name?download=true"
rm -f "$folder"/*
check 'neither does the fragment' run 0 --sha256 "$hash" --url "$root/good/$name#top"
rm -f "$folder"/*

# Killed in the middle
"$FEATVIS" weights fetch --url "$root/slow/$name" --sha256 "$hash" &
process=$!
while [ "$(cat "$folder/.$name.part" 2>/dev/null | wc -c)" -lt 20000 ] && kill -0 $process; do
  sleep 0.1
done
kill -9 $process
wait $process 2>/dev/null
size=$(wc -c <"$folder/.$name.part")
check 'what a killed fetch left is not found as weights' sh -c \
  "! '$FEATVIS' weights | grep -q '\.part'"
check 'it is continued' fetches good
check 'only the rest is sent' logs "/good/$name bytes=$size- 206 $((155250 - size))"
rm -f "$folder"/*

# Servers that do not deliver
check 'a mirror of another file' fails 1 'another size' --url "$root/good/$name"
check 'the name of the source is not said instead of the mirror' says "$root"
check 'not there' fails 1 404 --url "$root/nothing/$name" --sha256 "$hash"
check 'an offline machine is told the address' says "$root/nothing/$name"
check 'and the folder' says "$folder"
check 'a web page' fails 1 'web page' --url "$root/page/$name" --sha256 "$hash"
check 'another checksum' fails 1 checksum --url "$root/zeros/$name" --sha256 "$hash"
check 'no server' fails 1 network --url "http://127.0.0.1:1/$name" --sha256 "$hash"
export https_proxy=http://127.0.0.1:1 http_proxy=http://127.0.0.1:1
check 'no proxy' fails 1 proxy
check 'the first source is told' says vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5
check 'no proxy for a source that was chosen' fails 1 timm --source timm
check 'nor for another network' fails 1 resnet50v2_weights resnet50v2
check 'nor for one without https' fails 1 bvlc_googlenet.caffemodel googlenet
unset https_proxy http_proxy

# A limit of the system, in blocks of 512 bytes
check 'a file that cannot grow' sh -c "
  trap '' XFSZ
  ulimit -f 100
  '$FEATVIS' weights fetch --url '$root/good/$name' --sha256 $hash 2>errors
  [ \$? -eq 1 ]"
check 'that is said' says 'cannot be written'
check 'what fitted is kept' [ "$(wc -c <"$folder/.$name.part")" -eq 51200 ]

# A full disk: of the file of that size the server tells in advance, of the other not
if [ "$(id -u)" -eq 0 ] && mkdir -p full/featvis && mount -t tmpfs -o size=64k none full/featvis \
  2>/dev/null; then
  XDG_DATA_HOME=$work/full
  check 'no room for it' run 1 --url "$root/good/$name" --sha256 "$hash"
  check 'that is said' says 'no room'
  check 'nothing is left of it' [ -z "$(ls -A full/featvis)" ]
  check 'the disk is full in the middle' run 1 --url "$root/no-length/$name" --sha256 "$hash"
  check 'that is said, too' says 'no room'
  umount full/featvis
else
  number=$((number + 1))
  echo "ok $number - a full disk # SKIP only root can mount one"
fi

echo "1..$number"
