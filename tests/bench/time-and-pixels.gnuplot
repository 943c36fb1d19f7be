# SPDX-License-Identifier: GPL-3.0-or-later
#
# Draws what compare.py wrote: seconds of a gradient against megapixels.

set terminal svg size 720,480 font "sans,14" background "white"
set output folder . "/time-and-pixels.svg"
set datafile separator ","
set title "Loss and gradient of one filter of block4\\_conv3, 2 threads"
set xlabel "megapixels"
set ylabel "seconds"
set key top left
set grid
plot folder . "/time-and-pixels.csv" using 1:2 every ::1 with linespoints pt 7 title "featvis", \
     folder . "/time-and-pixels.csv" using 1:3 every ::1 with linespoints pt 5 title "PyTorch"
