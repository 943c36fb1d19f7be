# SPDX-License-Identifier: GPL-3.0-or-later
#
# Draws what graphs.py wrote: seconds of a gradient of 12 megapixels against the limit of
# memory.

set terminal svg size 720,480 font "sans,14" background "white"
set output folder . "/time-and-memory.svg"
set datafile separator ","
set title "Loss and gradient of one filter of block4\\_conv3, 12 megapixels"
set xlabel "--memory, MiB"
set ylabel "seconds"
set yrange [0:]
set key off
set grid
plot folder . "/time-and-memory.csv" using 1:2 every ::1 with linespoints pt 7
