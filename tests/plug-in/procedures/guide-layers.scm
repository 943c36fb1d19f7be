; SPDX-License-Identifier: GPL-3.0-or-later

; Files with layers, for guide-files.scm: one that is half covered, and one in which nothing
; is visible.

(define image (make-image 40 44 RGB PRECISION-U8-GAMMA))
(define below (active image))
(define above (car (gimp-layer-copy below TRUE)))

(define (save name)
  (let ((file (in-work (string-append "files/" name))))
    (gimp-xcf-save RUN-NONINTERACTIVE image below file file)))

(gimp-image-insert-layer image above 0 0)
(gimp-drawable-invert above FALSE)
(gimp-image-select-rectangle image CHANNEL-OP-REPLACE 0 0 20 44)
(gimp-drawable-edit-clear above)
(gimp-selection-none image)
(save "layers.xcf")
(let* ((copy (car (gimp-image-duplicate image)))
       (merged (car (gimp-image-flatten copy))))
  (save-png copy merged "merged.png")
  (gimp-image-delete copy))
(gimp-item-set-visible below FALSE)
(gimp-item-set-visible above FALSE)
(save "hidden.xcf")
(check "the files are there" (file-exists? (in-work "files/hidden.xcf")))
(gimp-image-delete image)
