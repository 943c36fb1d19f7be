#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# featvis sheet as a user runs it: sheets, work folders, kills, shards. FEATVIS is the
# program, EXAMPLES the folder of example scripts.

set -u

. "$(dirname -- "$0")/../../command-common.sh"

render="--layer block3_conv1 --recipe book --steps 2 --seed 5"
sheet="sheet $render --size 16x12 --filters 0-9"
slow="sheet --layer block3_conv1 --recipe book --steps 60 --filters 0-15 --threads 1"
# What is still at work when this test comes to it, though that is made to wait
long="sheet --layer block3_conv1 --recipe book --steps 150 --filters 0-63 --threads 1"

# has_size FILE SIZE
has_size() {
  [ "$(identify -format '%wx%h' "$1")" = "$2" ]
}

# prints LINE: that line is among what the last run printed
prints() {
  grep -qx -e "$1" output
}

# Wrong usage
check 'help' run 0 sheet --help
check 'missing layer' fails 2 layer sheet -o out.png
check 'missing output' fails 2 output sheet --layer block3_conv1
check 'unknown layer' fails 1 block7 sheet --layer block7 -o out.png
check 'filters malformed' fails 2 '“x”' $sheet --filters 1,x -o out.png
check 'filters reversed' fails 2 '“9-3”' $sheet --filters 1,9-3 -o out.png
check 'filter twice' fails 2 '“3-5”' $sheet --filters 4,3-5 -o out.png
check 'filter out of range' fails 1 63 $sheet --filters 60-64 -o out.png
check 'no trace' fails 2 trace $sheet --trace out.csv -o out.png
check 'order unknown' fails 2 order $sheet --order pretty -o out.png
for shard in 0/4 5/4 1 1/0 x/4 1/4x -1/4; do
  check "shard $shard" fails 2 shard $sheet --folder work "--shard=$shard"
done
check 'shard without folder' fails 2 folder $sheet --shard 1/4
check 'shard with output' fails 2 output $sheet --shard 1/4 --folder work -o out.png
check 'join with layer' fails 2 layer sheet --join work --layer block3_conv1 -o out.png
check 'join with resume' fails 2 resume sheet --join work --resume -o out.png
check 'join without output' fails 2 output sheet --join work
check 'join of nothing' fails 1 work sheet --join work -o out.png
check 'too large' fails 1 262144 $sheet --columns 1 --margin 1000 --size 16x40000 -o out.png
check 'not enough memory' fails 1 MiB $sheet --memory 1 -o out.png
check 'output in no folder' fails 1 nowhere $sheet -o nowhere/out.png
check 'folder in no folder' fails 1 nowhere/work $sheet --folder nowhere/work -o out.png
check 'nothing was made' [ "$(find . -name 'work*' -o -name '*.cells' | wc -l)" -eq 0 ]

# The published scripts' sheets
check 'book' run 0 sheet $render -o book.png
check 'it has the size of the book’s' has_size book.png 547x547
check 'it has 64 cells' prints 'cells 64'
check 'it prints the loss last' sh -c 'tail -n 1 output | grep -q "^loss [0-9.]*$"'
check 'it tells the weights' grep -q 'sample network' errors
check 'it tells how it was made' sh -c 'identify -format "%[comment]" book.png | grep -qx filters=0-63'
check 'no folder is left' [ ! -e book.png.cells ]
check 'keras' run 0 sheet --layer block5_conv1 --steps 1 --scales 1 --size 48x48 --filters 0-63 -o keras.png
check 'no filter stays stuck' prints 'cells 64'
check 'it has the size of 8×8 cells' has_size keras.png 419x419
check 'those that were woken are listed' prints 'woken [0-9,-]*'
check 'the record says so' sh -c 'identify -format "%[comment]" keras.png | grep -qx "woken=[0-9,-]*"'
check 'faithful' run 0 sheet --layer block5_conv1 --steps 1 --scales 1 --size 48x48 --filters 0-63 --colors faithful -o keras.png
check 'the largest square of those that are not stuck' prints 'cells 36'
check 'it has the size of 6×6 cells' has_size keras.png 313x313
check 'stuck filters are listed' prints 'stuck [0-9,-]*'
check 'none is woken' [ "$(grep -c woken output errors | cut -d : -f 2 | sort -u)" = 0 ]

# Cells: those of “featvis render”, and what proves that
check 'sheet' run 0 $sheet --folder cells -o whole.png
check 'two columns of ten in eight' has_size whole.png 163x29
check 'the table has a header' [ "$(head -n 1 cells/cells.csv)" = filter,loss,stuck,waking,seed,file,checksum ]
check 'the table has a row per cell' [ "$(wc -l <cells/cells.csv)" -eq 11 ]
for filter in 0 3 9; do
  check "render $filter" run 0 render $render --filter $filter --size 16x12 -o cell.png
  identify -format '%[comment]' cell.png >comment
  identify -format '%[comment]' cells/filter-000$filter.png | grep -v '^job=\|^cell=' >comment-in-sheet
  convert cells/filter-000$filter.png rgb:cell-in-sheet
  check "cell $filter was made the same" cmp comment comment-in-sheet
  check "it carries the checksums of the job and of itself" [ "$(identify -format '%[comment]' \
    cells/filter-000$filter.png | grep -c '^job=[0-9a-f]*$\|^cell=[0-9a-f]*$')" -eq 2 ]
  # column k / 2, row k % 2
  at=16x12+$((filter / 2 * 21))+$((filter % 2 * 17))
  convert whole.png -crop $at +repage rgb:cut
  convert cell.png rgb:cell
  check "it looks the same" cmp cell cell-in-sheet
  check "it is in its place" cmp cell cut
done
for threads in 1 2 3 7; do
  check "$threads threads" run 0 $sheet --threads $threads -o again.png
  check "the same bytes with $threads threads" cmp whole.png again.png
done

# Layouts
check 'best' run 0 $sheet --order best --best 3 --columns 2 --margin 1 --fill rows -o best.png
check 'two by two' has_size best.png 33x25
check 'three cells' prints 'cells 3'
check 'its loss is the highest' [ "$(tail -n +2 cells/cells.csv | cut -d, -f2 | sort -g | tail -n 1 | cut -c1-8)" = \
  "$(sed -n 's/^loss //p' output | cut -c1-8)" ]
if [ "${LABELS:-yes}" = yes ]; then
  check 'labels' run 0 $sheet --labels yes -o labels.png
  check 'labels are below the cells' has_size labels.png 163x57
fi
woken="sheet --layer block5_conv1 --recipe book --steps 2 --size 32x32 --columns 3 --filters 3-5"
check 'woken cells' run 0 $woken --folder woken -o woken.png
check 'they are told' prints 'woken 4'
check 'each is what its filter alone is' run 0 render --layer block5_conv1 --recipe book --steps 2 --size 32x32 --filter 4 -o alone.png
check 'it is told, too' grep -q woken errors
check 'its record says so' sh -c 'identify -format "%[comment]" alone.png | grep -qx "woken-steps=[1-9][0-9]*"'
check 'the same pixels' [ "$(convert woken.png -crop 32x32+37+0 rgb:- | cksum)" = "$(convert alone.png rgb:- | cksum)" ]
check 'joined, they are told again' run 0 sheet --join woken --columns 3 --order index -o joined.png
check 'from the table' prints 'woken 4'
stuck="sheet --layer block5_conv1 --recipe book --steps 2 --size 32x32 --step-size 0"
check 'stuck cells stay' run 0 $stuck --filters 3-5 --columns 3 -o stuck.png
check 'they are told' grep -q 'black: 4' errors
check 'they are black' [ "$(convert stuck.png -crop 32x32+37+0 -format '%[max]' info:)" = 0 ]
check 'as the book has it, none is stuck' run 0 $stuck --colors faithful --filters 3-5 --columns 3 -o noise.png
check 'nobody is told of any' [ "$(grep -c stuck output errors | cut -d : -f 2 | sort -u)" = 0 ]
check 'they show noise' [ "$(convert noise.png -crop 32x32+37+0 -unique-colors -format '%w' info:)" -gt 100 ]
check 'nothing but stuck cells' fails 1 stuck $stuck --filters 4,20 -o out.png
check 'no folder is left of them' [ ! -e out.png.cells ]
check 'from a picture' run 0 $sheet --start book.png --size 547x547 --steps 1 --filters 1 -o dream.png
check 'a picture keeps its size' sh -c 'identify -format "%w" dream.png | grep -qx 4411'

python3 - <<'END' >huge.npy
import struct, sys
head = "{'descr': '<f8', 'fortran_order': False, 'shape': (16, 16, 3), }".ljust(117) + '\n'
sys.stdout.buffer.write(b'\x93NUMPY\x01\x00' + struct.pack('<H', len(head)) + head.encode() + struct.pack('<d', 1e300) * 768)
END
check 'a tensor beyond float32 is refused' fails 1 finite $sheet --start huge.npy --size 16x16 -o out.png

# Work folders
check 'a used folder is refused' fails 1 resume $sheet --folder cells -o out.png
mkdir other
touch other/letter.txt
check 'a folder of other files is refused' fails 1 letter.txt $sheet --folder other --resume -o out.png
check 'other files stay' [ -e other/letter.txt ]
check 'another seed is refused' fails 1 seed $sheet --seed 6 --folder cells --resume -o out.png
check 'other filters are refused' fails 1 filters $sheet --filters 0-8 --folder cells --resume -o out.png
check 'other steps are refused' fails 1 'steps=2, and this is steps=3' $sheet --steps 3 --folder cells --resume -o out.png
check 'another start is refused' fails 1 'start=cell.png' $sheet --start cell.png --folder cells --resume -o out.png
check 'join' run 0 sheet --join cells -o joined.png
check 'the same bytes' cmp whole.png joined.png
check 'join in another layout' run 0 sheet --join cells --order best --best 3 --columns 2 --margin 1 --fill rows -o joined.png
check 'the same bytes as at once' cmp best.png joined.png
check 'join cannot change cells' fails 2 steps=2 sheet --join cells --steps 3 -o out.png

# What a kill or a broken disk may leave
cp -r cells made
node=$(stat -c %i cells/filter-0000.png)
head -c 100 cells/filter-0003.png >cut.png
mv cut.png cells/filter-0003.png
rm cells/filter-0005.png cells/filter-0008.png
head -c 90 made/filter-0001.png >cells/cell.part
sed -i '/^[359],/d' cells/cells.csv
printf '9,0.0' >>cells/cells.csv
check 'missing cells are listed' fails 1 ': 3,5,8-9\.' sheet --join cells -o out.png
check 'resume' run 0 $sheet --threads 1 --folder cells --resume -o resumed.png
check 'the same bytes' cmp whole.png resumed.png
check 'finished cells were kept' [ "$(stat -c %i cells/filter-0000.png)" = "$node" ]
check 'half a file is not' [ ! -e cells/cell.part ]
check 'all of them can be joined' run 0 sheet --join cells -o joined.png
check 'the same bytes again' cmp whole.png joined.png
check 'with the losses of the last time' run 0 sheet --join cells --order best --best 3 --columns 2 --margin 1 \
  --fill rows -o joined.png
check 'the same bytes as at once' cmp best.png joined.png
sed 's/^network=.*/network=\xff/' made/job >cells/job
check 'a job that is no text' fails 1 damaged sheet --join cells -o out.png
printf 'nonsense' >cells/job
check 'a damaged job' fails 1 cells/job sheet --join cells -o out.png

# What was changed since it was made: --join refuses it, --resume makes it again.

# changed NAME FILTERS COMMAND…: after the command in a work folder
changed() {
  name=$1
  filters=$2
  shift 2
  rm -rf cells
  cp -r made cells
  "$@"
  check "$name is not joined" fails 1 "not as they were made: $filters\." sheet --join cells -o out.png
  check "$name is made again" run 0 $sheet --folder cells --resume -o again.png
  check 'which is said' grep -q "made again: $filters\." errors
  check 'the same bytes' cmp whole.png again.png
  check 'then it can be joined' run 0 sheet --join cells -o joined.png
  check 'to the same bytes' cmp whole.png joined.png
}

swap_cells() {
  mv cells/filter-0002.png cell.png
  mv cells/filter-0003.png cells/filter-0002.png
  mv cell.png cells/filter-0003.png
}
# in a picture that is complete otherwise, with what it carries
change_pixel() {
  convert made/filter-0004.png -fill red -draw 'point 3,4' PNG24:cells/filter-0004.png
}
lay_another() {
  convert -size 16x12 -seed 1 plasma: PNG24:cells/filter-0006.png
}
take_from_another_sheet() {
  run 0 render $render --seed 6 --filter 6 --size 16x12 -o cells/filter-0006.png
}
make_links() {
  for filter in 6 7; do
    cp made/filter-000$filter.png linked-$filter.png
    ln -sf "$folder/linked-$filter.png" cells/filter-000$filter.png
  done
}
changed 'a cell in the place of another' 2-3 swap_cells
changed 'a changed picture' 4 change_pixel
changed 'a foreign picture' 6 lay_another
check 'it is kept' [ -e cells/filter-0006.png.other ]
changed 'a picture of other settings' 6 take_from_another_sheet
changed 'a cell that is a link' 6-7 make_links
check 'what it pointed to is as it was' cmp linked-6.png made/filter-0006.png
changed 'a cell marked as stuck' 3 sed -i 's/^3,\([^,]*\),0,0,5,filter-0003.png,/3,0,1,0,0,,/' cells/cells.csv
changed 'a cell marked as stuck without a checksum' 3 sed -i 's/^3,.*/3,0,1,0,0,/' cells/cells.csv
changed 'another loss' 5 sed -i 's/^5,[^,]*,/5,9.5,/' cells/cells.csv
changed 'a cell marked as woken' 5 sed -i 's/^5,\([^,]*\),0,0,/5,\1,0,3,/' cells/cells.csv
changed 'the line of another filter' 7 sed -i 's/^7,.*/7,0,1,0,0,,'"$(sed -n 's/^8,.*,//p' made/cells.csv)/" cells/cells.csv

# A small file with the pixels of a large picture
lay_bomb() {
  python3 - <<'END' >cells/filter-0001.png
import struct, sys, zlib
def chunk(name, data):
    return struct.pack('>I', len(data)) + name + data + struct.pack('>I', zlib.crc32(name + data))
size = 10000
sys.stdout.buffer.write(b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', size, size, 8, 2, 0, 0, 0))
    + chunk(b'IDAT', zlib.compress(bytes(size * (size * 3 + 1)))) + chunk(b'IEND', b''))
END
}
changed 'a picture that would fill the memory' 1 lay_bomb
rm -rf cells
cp -r made cells
lay_bomb
check 'its size is seen before its pixels' [ "$(python3 -c 'import resource, subprocess, sys
subprocess.run(sys.argv[1:], stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10)' \
  "$FEATVIS" sheet --join cells -o out.png)" -lt 200 ]
rm cells/filter-0001.png
truncate -s 1T cells/filter-0001.png
check 'a picture of a terabyte is not read' fails 1 'made: 1\.' sheet --join cells -o out.png

# What is no file of this program
rm -rf cells
cp -r made cells
cp made/cells.csv letter.csv
ln -sf ../letter.csv cells/cells.csv
check 'a table that is a link is not followed' fails 1 'symbolic link' $sheet --folder cells --resume -o out.png
check 'nor joined' fails 1 'symbolic link' sheet --join cells -o out.png
check 'what it points to is as it was' cmp letter.csv made/cells.csv
rm cells/cells.csv
mkfifo cells/cells.csv
check 'a pipe for a table is not waited for' fails 1 'no regular file' $sheet --folder cells --resume -o out.png
check 'nor joined' fails 1 'no regular file' sheet --join cells -o out.png
rm cells/cells.csv cells/job
mkfifo cells/job
check 'nor a pipe for a job' fails 1 'no regular file' sheet --join cells -o out.png
rm -rf cells
cp -r made cells
ln -s cells linked
check 'a folder that is a link is not written to' fails 1 'symbolic link' $sheet --folder linked/ --resume -o out.png
ln -s nowhere dangling
check 'nor made where the link points' fails 1 'symbolic link' $sheet --folder dangling -o out.png
check 'nothing was made there' [ ! -e nowhere ]
check 'it can be joined' run 0 sheet --join linked -o joined.png
if [ "$(id -u)" -eq 0 ] && chmod 711 "$folder" && setpriv --reuid 65534 --clear-groups test -x "$FEATVIS"; then
  run_as_nobody() {
    setpriv --reuid 65534 --clear-groups "$FEATVIS" $sheet --folder "$1" -o shared/out.png >output 2>errors
  }
  mkdir -m 777 shared theirs
  run_as_nobody theirs
  check 'another user’s folder is refused' [ $? -eq 1 ]
  check 'it is told' grep -q 'another user' errors
  check 'nothing was made in it' rmdir theirs
  check 'an own folder is used' run_as_nobody shared/own
  rm -r shared
  chmod 700 "$folder"
else
  number=$((number + 1))
  echo "ok $number - another user’s folder # SKIP only root can be another user"
fi

# Other people's files
mkdir mine.png.cells
echo letter >mine.png.cells/filter-notes.txt
check 'a folder of notes is no work folder' fails 1 filter-notes.txt $sheet --resume -o mine.png
cp made/filter-0001.png mine.png.cells
rm mine.png.cells/filter-notes.txt
check 'nor one of pictures' fails 1 filter-0001.png $sheet --resume -o mine.png
check 'they stay' [ -e mine.png.cells/filter-0001.png ]
rm -r mine.png.cells
cp -r made mine.png.cells
for name in filter-notes.txt filter-3.png filter-0003.png.old cells-mine.csv cells-1-of-2.csv cells-01-of-2.csv job.txt filter-0042.png; do
  echo letter >mine.png.cells/$name
done
check 'resume beside other files' run 0 $sheet --resume -o mine.png
check 'the same bytes' cmp whole.png mine.png
check 'other files stay' [ "$(cat mine.png.cells/* | sort | uniq -c | tr -d ' ')" = 8letter ]
check 'which is said' grep -q mine.png.cells errors

# The work of a former version, which had neither checksums nor the key “format”
rm -rf cells
cp -r made cells
sed -i '/^format=/d' cells/job
sed -i 's/,[^,]*$//' cells/cells.csv
cp -r cells former
check 'a former version’s folder is not gone on with' fails 1 'another version' $sheet --folder cells --resume -o out.png
check 'nor begun in' fails 1 'another version' $sheet --folder cells -o out.png
check 'nor joined' fails 1 'another version' sheet --join cells -o out.png
check 'it is as it was' diff -r former cells

# What is no file has no folder beside it.
check 'to the standard output' run 0 $sheet -o -
check 'the same picture' cmp whole.png output
check 'to a device' run 0 $sheet -o /dev/null
check 'no folder is left of them' [ ! -e featvis-sheet.cells -a ! -e /dev/null.cells -a ! -e -.cells ]

# Two runs at once: the second finds the first at work, whose process is held meanwhile.
"$FEATVIS" $long -o twice.png >first-output 2>first-errors &
first=$!
until [ -s twice.png.cells/filter-0000.png ] || ! kill -0 $first 2>/dev/null; do sleep 0.01; done
kill -STOP $first
check 'a second run is told of the first' fails 1 'at work in the folder “twice.png.cells”' $long -o twice.png
check 'also with --resume' fails 1 'at work in the folder “twice.png.cells”' $long --resume -o twice.png
kill -CONT $first
wait $first
check 'the first is not disturbed' [ $? -eq 0 ]
check 'alone' run 0 $long -o alone.png
check 'the same bytes as alone' cmp alone.png twice.png
check 'no folder is left of both' [ ! -e twice.png.cells ]

# Killed again and again, at moments that differ from run to run
check 'unbroken' run 0 $slow -o unbroken.png
kills=0
for _ in 1 2 3 4 5 6; do
  "$FEATVIS" $slow --resume -o broken.png >/dev/null 2>&1 &
  delay=0.$(od -An -N2 -tu2 /dev/urandom | awk '{ printf "%03d", 5 + $1 % 250 }')
  sleep "$delay"
  kill -9 $! 2>/dev/null && kills=$((kills + 1))
  wait $! 2>/dev/null
  echo "# killed after $delay s, finished: $(cat broken.png.cells/cells.csv 2>/dev/null | wc -l)"
  rm -f broken.png # of a run that was quicker than the kill
done
check 'it was killed' [ "$kills" -gt 0 ]
check 'resume after kills' run 0 $slow --resume -o broken.png
check 'the same bytes as unbroken' cmp unbroken.png broken.png
check 'no folder is left' [ ! -e broken.png.cells ]

# A folder that vanishes, or is moved
"$FEATVIS" $long --folder gone -o out.png >output 2>errors &
until [ -e gone/filter-0000.png ] || ! kill -0 $! 2>/dev/null; do sleep 0.01; done
until rm -r gone 2>/dev/null; do sleep 0.01; done
wait $!
check 'a vanished folder is an error' [ $? -eq 1 ]
check 'it is told in one sentence' [ "$(wc -l <errors)" -eq 1 ]
check 'no picture is left' leaves_nothing
"$FEATVIS" $slow --folder moved -o moved.png >output 2>errors &
until [ -e moved/filter-0000.png ] || ! kill -0 $! 2>/dev/null; do sleep 0.01; done
mv moved away
wait $!
check 'a moved folder is gone on with' [ $? -eq 0 ]
check 'the same bytes as unbroken' cmp unbroken.png moved.png

# A full disk
mkdir disk
if mount -t tmpfs -o size=128k tmpfs disk 2>/dev/null; then
  check 'a full disk is an error' fails 1 resume $slow --folder disk/work -o out.png
  check 'finished cells are there' [ -s disk/work/filter-0000.png ]
  mount -o remount,size=4m disk
  check 'with room it goes on' run 0 $slow --folder disk/work --resume -o room.png
  check 'the same bytes as unbroken' cmp unbroken.png room.png
  umount disk
else
  number=$((number + 1))
  echo "ok $number - a full disk # SKIP no tmpfs may be mounted"
fi

# Shards
for shard in 1 2 3; do
  check "shard $shard" run 0 $sheet --folder shards --shard $shard/3
  check "it has its filters" prints "cells $((shard == 1 ? 4 : 3))"
done
check 'shards joined' run 0 sheet --join shards -o joined.png
check 'the same bytes as at once' cmp whole.png joined.png
check 'a shard again is refused' fails 1 resume $sheet --folder shards --shard 2/3
check 'a shard of another job is refused' fails 1 seed $sheet --seed 6 --folder shards --shard 1/4
check 'a shard resumed' run 0 $sheet --folder shards --shard 2/3 --resume
check 'more shards than filters' run 0 $sheet --folder many --shard 11/11
check 'it has no cell' prints 'cells 0'
for shard in 1 2 3 4; do
  "$FEATVIS" $sheet --folder once --shard $shard/4 >/dev/null 2>&1 &
done
wait
check 'shards at once' run 0 sheet --join once -o joined.png
check 'the same bytes' cmp whole.png joined.png

mkdir bin
ln -s "$FEATVIS" bin/featvis
if command -v parallel >/dev/null; then
  check 'GNU parallel' sh -c "seq 4 | PATH=$folder/bin:\$PATH parallel featvis $sheet \
    --folder parallel --shard {}/4 >output 2>errors"
  check 'joined' run 0 sheet --join parallel -o joined.png
  check 'the same bytes' cmp whole.png joined.png
else
  number=$((number + 1))
  echo "ok $number - GNU parallel # SKIP it is not installed"
fi

# The Slurm script, as each task of the array runs it
run_task() {
  PATH=$folder/bin:$PATH SLURM_ARRAY_TASK_ID=$1 SHARDS=3 sh "$EXAMPLES/sheet.sbatch" block3_conv1 slurm \
    --recipe book --steps 2 --seed 5 --size 16x12 --filters 0-9 >output 2>errors
}
for task in 1 2 3; do
  check "Slurm task $task" run_task $task
done
check 'Slurm tasks joined' run 0 sheet --join slurm -o joined.png
check 'the same bytes' cmp whole.png joined.png

echo "1..$number"
