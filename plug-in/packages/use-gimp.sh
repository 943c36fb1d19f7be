#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Lets the installed plug-in make a picture in the installed GIMP, 2.10 or 3, for try-deb.sh:
#
#   sh plug-in/packages/use-gimp.sh PICTURE.png

set -eu

script="
  (let* ((image (car (gimp-image-new 96 96 RGB)))
         (layer (new-layer image)))
    (gimp-image-insert-layer image layer 0 0)
    (let ((result (plug-in-visualize-vgg16-filter RUN-NONINTERACTIVE image (as-drawable layer)
                                                  \"block4_conv3\" 61 0 0 0 0 \"keras\" 42 \"sample\" \"\")))
      (save image (cadr result))))"

case $(gimp --version) in
  *' 2.'*)
    gimp -i -b "
      (define (new-layer image) (car (gimp-layer-new image 96 96 RGB-IMAGE \"start\" 100 0)))
      (define (as-drawable layer) layer)
      (define (save image layer)
        (file-png-save RUN-NONINTERACTIVE image layer \"$1\" \"$1\" 0 9 0 0 0 0 0))
      $script" -b '(gimp-quit 0)'
    ;;
  *)
    gimp-console -i --batch-interpreter plug-in-script-fu-eval -b "
      (define (new-layer image) (car (gimp-layer-new image \"start\" 96 96 RGB-IMAGE 100 0)))
      (define (as-drawable layer) (vector layer))
      (define (save image layer) (gimp-file-save RUN-NONINTERACTIVE image \"$1\" -1))
      $script" --quit
    ;;
esac
[ -s "$1" ]
