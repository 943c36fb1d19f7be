; SPDX-License-Identifier: GPL-3.0-or-later

; Dreams of a text layer, which needs fonts.

; GIMP's own filters change a text layer's pixels without a question; so does a dream

(let* ((image (make-image 64 48 RGB PRECISION-U8-GAMMA))
       (text (car (gimp-text-layer-new image "Dream" "Sans" 20 UNIT-PIXEL))))
  (gimp-image-insert-layer image text 0 0)
  (save-tiff text "text-before.tif")
  (check "text: its dream is a layer"
         (> (cadr (dream image text "block1_conv2" 1 new-layer quick)) 0))
  (check-equal "text: or the text layer itself" text
               (cadr (dream image text "block1_conv2" 1 itself quick)))
  (save-tiff text "text-after.tif")
  (gimp-image-delete image))
