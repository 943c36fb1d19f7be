; SPDX-License-Identifier: GPL-3.0-or-later

; The photo as GIMP's own file, with a soft selection.

(let* ((path (in-work "photo.png"))
       (image (car (gimp-file-load RUN-NONINTERACTIVE path path))))
  (gimp-image-convert-precision image PRECISION-FLOAT-LINEAR)
  (gimp-context-set-feather TRUE)
  (gimp-context-set-feather-radius 10 10)
  (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 20 20 50 40)
  (gimp-xcf-save 0 image (active image) (in-work "photo.xcf") (in-work "photo.xcf"))
  (check "the photo is a file of GIMP" (file-exists? (in-work "photo.xcf")))
  (gimp-image-delete image))
