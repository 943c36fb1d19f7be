#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# featvis weights info and convert as a user runs them. FEATVIS is the program, FILES the
# folder of stored weights files, GOLDEN that of golden values.

set -u

. "$(dirname -- "$0")/../command-common.sh"

# tells LINE: the output has that line
tells() {
  grep -qxF -e "$1" output
}

# Info
check 'info' run 0 weights info "$FILES/onnx-half.onnx"
check 'it tells the file' tells "file     $FILES/onnx-half.onnx"
check 'it tells the format' tells 'format   ONNX'
check 'it tells the network' tells 'network  VGG16'
check 'it tells the training' tells 'training unknown'
check 'it tells the release' tells 'release  none that is known'
check 'it tells the input' grep -q '^input    R, G, B in 0…1 .*torchvision' output
check 'it tells the mean' tells 'mean     B 103.53, G 116.28, R 123.675'
check 'it tells the type' tells 'dtype    float16'
check 'it tells the poolings' tells \
  'layer    block2_pool, 5 filters, max pooling, stride 4, receptive field 16'
check 'none that pools what is not there' sh -c '! grep -q block3_pool output'
check 'it tells the layers' tells \
  'layer    block3_conv1, 6 filters, convolution, stride 4, receptive field 24'
check 'it tells the checksum' tells \
  "sha256   $(sha256sum "$FILES/onnx-half.onnx" | cut -d ' ' -f 1)"
check 'it tells that classes are unknown' tells \
  'classes  unknown: fc1, fc2 and predictions are not all there'
check 'info of a whole network' run 0 weights info "$FILES/classifier.onnx"
check 'it tells that classes are known' tells \
  'classes  known: fc1, fc2 and predictions are there'
check 'it tells its poolings' tells \
  'layer    block5_pool, 2 filters, max pooling, stride 32, receptive field 212'
check 'it tells its dense layers' tells \
  'layer    predictions, 10 filters, dense, stride 32, receptive field 404'
check 'info with a convention' run 0 weights info --convention keras "$FILES/onnx-half.onnx"
check 'it tells the given input' grep -q '^input    B, G, R' output
check 'info of the sample network' run 0 weights info sample
for file in caffe-v1.caffemodel keras-2.h5 torchvision-f16.safetensors; do
  check "info of $file" run 0 weights info "$FILES/$file"
done
check 'info of nothing' fails 2 'FILE' weights info
check 'info of two files' fails 2 'FILE' weights info a b
check 'info of a truncated file' sh -c 'head -c 300 "$FILES/caffe.caffemodel" >cut'
check 'it is refused' fails 1 truncated weights info cut
check 'unknown subcommand' fails 2 dance weights dance

# Convert
for file in caffe-v1.caffemodel onnx.onnx keras-2016.h5 torchvision-f16.safetensors; do
  check "convert $file" run 0 weights convert "$FILES/$file" first.safetensors
  check 'it prints nothing' [ ! -s output ]
  check 'the result can be read' run 0 weights info first.safetensors
  check 'it holds all layers' tells \
    'layer    block5_conv3, 2 filters, convolution, stride 16, receptive field 196'
  gradient="gradient --layer block3_conv1 --filter 1 --input $GOLDEN/recipe-book-start.npy"
  check 'gradient of the original' run 0 $gradient --weights "$FILES/$file" --output expected.npy
  check 'gradient of the result' run 0 $gradient --weights first.safetensors --output gradient.npy
  check 'they are the same bytes' cmp expected.npy gradient.npy
done
check 'convert to f32' run 0 weights convert --dtype f32 "$FILES/onnx.onnx" second.safetensors
check 'convert to f16' run 0 weights convert --dtype f16 "$FILES/onnx.onnx" half.safetensors
check 'it takes less room' [ "$(wc -c <half.safetensors)" -lt "$(wc -c <second.safetensors)" ]
check 'the result has f16' sh -c '"$FEATVIS" weights info half.safetensors | grep -qx "dtype    F16"'
check 'what is there is replaced' run 0 weights convert "$FILES/keras-2.h5" second.safetensors
check 'by the new one' sh -c '"$FEATVIS" weights info second.safetensors | grep -q " block3_conv1"'
check 'a file is converted onto itself' run 0 weights convert second.safetensors second.safetensors
check 'it is whole' run 0 weights info second.safetensors

check 'convert a whole network' run 0 weights convert "$FILES/classifier.npz" convolutions.safetensors
check 'its convolutions are written' sh -c \
  '"$FEATVIS" weights info convolutions.safetensors | grep -q "^classes  unknown"'
check 'convert it with classes' run 0 weights convert --classes --dtype f16 "$FILES/classifier.npz" \
  whole.safetensors
check 'all is written' sh -c '"$FEATVIS" weights info whole.safetensors | grep -q "^classes  known"'

check 'convert nothing' fails 2 'FILE OUT' weights convert
check 'convert to nothing' fails 2 'FILE OUT' weights convert "$FILES/onnx.onnx"
check 'unknown type' fails 2 f64 weights convert --dtype f64 "$FILES/onnx.onnx" out.safetensors
check 'unknown convention' fails 2 soup weights convert --convention soup "$FILES/onnx.onnx" \
  out.safetensors
check 'no classes' fails 1 'lacks layer fc1' weights convert --classes "$FILES/onnx.onnx" out.safetensors
check 'from no file' fails 1 nowhere weights convert nowhere out.safetensors
check 'into no folder' fails 1 nowhere weights convert "$FILES/onnx.onnx" nowhere/out.safetensors
check 'from a damaged file' fails 1 finite weights convert "$FILES/nan.h5" out.safetensors

# A limit of the shell's on the size of files stands for a full disk.
full() {
  (trap '' XFSZ && ulimit -f 1 && exec "$FEATVIS" weights convert sample out.safetensors) \
    >output 2>errors
  [ $? -eq 1 ]
}
check 'a full disk is an error' full
check 'in one sentence' [ "$(wc -l <errors)" -eq 1 ]
check 'that says so' grep -q 'out.safetensors.* cannot be written .*too large' errors
check 'no file is left' leaves_nothing

# A file with convolutions, and a layer whose 400 MB of values are a hole in the file
fc6='\242\006\221\200\200\300\001\012\003fc6\072\206\200\200\300\001\052\200\200\200\300\001'
# shellcheck disable=SC2059 # it is a format
{ cat "$FILES/caffe.caffemodel" && printf "$fc6"; } >large.caffemodel
truncate -s $(($(wc -c <large.caffemodel) + 402653184)) large.caffemodel
little_memory() {
  (ulimit -v 300000 && OPENBLAS_NUM_THREADS=1 exec "$FEATVIS" weights convert large.caffemodel \
    small.safetensors) >output 2>errors
}
check 'a large file takes little memory' little_memory
check 'and gives what is needed' run 0 weights info small.safetensors

# What strangers' files say acts on no terminal: escapes, ends of lines and changes of the
# direction of writing, in names, types and files' names.
escape=$(printf '\033[31m') turn=$(printf '\342\200\256')
# header TYPE NAME: a safetensors file of one tensor that is the first layer's, or another's
header() {
  text='{"'$2'":{"dtype":"'$1'","shape":[3,3,3,2],"data_offsets":[0,216]},'
  text=$text'"block1_conv1/bias":{"dtype":"F32","shape":[2],"data_offsets":[216,224]}}'
  # shellcheck disable=SC2059 # it is a format
  printf "\\$(printf %o "${#text}")\\0\\0\\0\\0\\0\\0\\0" && printf %s "$text" && head -c 224 /dev/zero
}
harmless() {
  ! cat output errors | LC_ALL=C grep -q -e "[$(printf '\001-\010\013-\037\177')]" -e "$turn"
}
one_line() {
  [ "$(wc -l <errors)" -eq 1 ]
}
header 'F\u001b[31m\nall is well' block1_conv1/kernel >type.safetensors
header F32 'weight\u001b[31m\u202e\nall is well' >name.safetensors
nasty="nasty$escape${turn}
all is well.safetensors"
cp name.safetensors "$nasty"
for file in type.safetensors name.safetensors "$nasty" "no$escape
file"; do
  check 'a file that says more than it should' run 1 weights info "$file"
  check 'nothing of it acts on the terminal' harmless
  check 'it is one line' one_line
done
check 'what acts is spelled out' grep -qF 'no\x1b[31m\nfile' errors
cp "$FILES/f32.safetensors" "$nasty"
check 'a good file of such a name' run 0 weights info "$nasty"
check 'its name does not act' harmless
check 'and is on one line' grep -qF '\u202e\nall is well.safetensors' output
mkdir -p data/featvis && cp name.safetensors "data/featvis/$nasty"
check 'it is passed over among the weights' run 0 weights
check 'its name and its sentence do not act' harmless
check 'and are on one line each' sh -c '! grep -q "^all is well" output'
check 'a word that is not understood' run 2 weights "${escape}x"
check 'does not act either' harmless
rm -r data

# Paths as people write them where no shell reads them
cp "$FILES/f32.safetensors" 'of mine.safetensors'
check 'a home folder' run 0 weights info '~/of mine.safetensors'
check 'an address of a file' run 0 weights info "file://$folder/of%20mine.safetensors"
check 'of both, into both' run 0 weights convert '~/of mine.safetensors' '~/copy.safetensors'
check 'it is in the home folder' [ -s copy.safetensors ]

echo "1..$number"
