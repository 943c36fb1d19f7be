# SPDX-License-Identifier: GPL-3.0-or-later
#
# Draws what graphs.py wrote: seconds of a gradient against megapixels.

set terminal svg size 720,480 font "sans,14" background "white"
set output folder . "/time-and-pixels.svg"
set datafile separator ","
set title "Loss and gradient of one filter of block4\\_conv3, 2 threads"
set xlabel "megapixels"
set ylabel "seconds"
set yrange [0:]
set key top left
set grid
table = folder . "/time-and-pixels.csv"
plot table using 1:2 with linespoints pt 7 title columnheader(2), \
     table using 1:3 with linespoints pt 5 title columnheader(3), \
     table using 1:4 with linespoints pt 9 title columnheader(4)
