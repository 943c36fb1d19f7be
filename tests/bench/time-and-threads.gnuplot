# SPDX-License-Identifier: GPL-3.0-or-later
#
# Draws what graphs.py wrote: seconds of a gradient against threads.

set terminal svg size 720,480 font "sans,14" background "white"
set output folder . "/time-and-threads.svg"
set datafile separator ","
set title "Loss and gradient of one filter of block5\\_conv1, 412×412"
set xlabel "threads"
set ylabel "seconds"
set xtics 1
set yrange [0:]
set autoscale xfix
set offsets 0.2, 0.2, 0, 0
set key top right
set grid
table = folder . "/time-and-threads.csv"
plot table using 1:2 with linespoints pt 7 title columnheader(2), \
     table using 1:3 with linespoints pt 5 title columnheader(3), \
     table using 1:4 with linespoints pt 9 title columnheader(4)
