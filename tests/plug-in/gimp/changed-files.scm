; SPDX-License-Identifier: GPL-3.0-or-later

; A file of GIMP with two layers, of which the upper one is active, and a selection. They are
; larger than the tiles that GIMP keeps for undo.

(let* ((image (make-image 300 200 RGB PRECISION-U8-GAMMA))
       (bottom (active image))
       (top (car (gimp-layer-copy bottom FALSE)))
       (path (in-work "photo.xcf")))
  (gimp-item-set-name bottom "bottom")
  (gimp-item-set-name top "top")
  (gimp-image-insert-layer image top 0 0)
  (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 20 20 50 40)
  (gimp-xcf-save 0 image top path path)
  (gimp-image-delete image))
