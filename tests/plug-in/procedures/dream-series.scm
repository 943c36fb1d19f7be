; SPDX-License-Identifier: GPL-3.0-or-later

; Series of dreams: frames, each the dream of the last one enlarged, and steps.

(define frames (string-append quick " frames=3 zoom=1.1 rotate=5"))
(define steps (string-append quick " every=2"))
(define image (make-image 64 48 RGB PRECISION-U8-GAMMA))
(define photo (active image))

(save-png image photo "series-photo.png")

(define (group-of layer)
  (car (gimp-item-get-parent layer)))

(define (children group)
  (vector->list (cadr (gimp-item-get-children group))))

(define (save-frames layers number)
  (if (not (null? layers))
      (begin
        (save-pixels (car layers) (string-append "gimp-frame-" (number->string number) ".ppm"))
        (save-frames (cdr layers) (+ number 1)))))

; Frames as a group above the photo

(let* ((layer (cadr (dream image photo whole 1 new-layer frames)))
       (group (group-of layer)))
  (check-equal "frames: two items more" 2 (n-layers image))
  (check-equal "frames: their names"
               '("Frame 0003 (100ms)" "Frame 0002 (100ms)" "Frame 0001 (100ms)")
               (map name-of (children group)))
  (check-equal "frames: the last one is returned" (car (children group)) layer)
  (check-equal "frames: the group's name" "VGG16 block2_conv2 dream, seed 42"
               (name-of group))
  (check-equal "frames: the group has the record" (layer-record layer)
               (layer-record group))
  (save-frames (reverse (children group)) 1)
  (gimp-image-remove-layer image group))

; Frames as an image

(let* ((values (dream image photo whole 1 new-image frames))
       (made (car values)))
  (check-equal "frames: an image with a layer for each"
               '("Frame 0003 (100ms)" "Frame 0002 (100ms)" "Frame 0001 (100ms)")
               (map name-of (layer-ids made)))
  (save-pixels (cadr values) "gimp-frame-image.ppm")
  (file-gif-save RUN-NONINTERACTIVE
                 (let ((copy (car (gimp-image-duplicate made))))
                   (gimp-image-convert-indexed copy CONVERT-DITHER-NONE
                                               CONVERT-PALETTE-GENERATE 32 FALSE FALSE "")
                   (set! made (list made copy))
                   copy)
                 0 (in-work "frames.gif") (in-work "frames.gif") 0 1 50 2)
  (for-each gimp-image-delete made))

; The selection limits the first frame, and the later ones as much

(gimp-image-select-rectangle image CHANNEL-OP-REPLACE 10 10 40 30)
(let ((layer (cadr (dream image photo whole 1 new-layer frames))))
  (check-equal "frames: of the selection's size" '(40 30) (drawable-size layer))
  (check-equal "frames: and at its place" '(10 10) (gimp-drawable-offsets layer))
  (gimp-image-remove-layer image (group-of layer)))
(gimp-selection-none image)

; Steps

(let* ((layer (cadr (dream image photo whole 1 new-layer steps)))
       (names (map name-of (children (group-of layer)))))
  (check-equal "steps: their names"
               '("Dream" "Step 4" "Step 2") names)
  (save-pixels layer "gimp-last.ppm")
  (save-pixels (cadr (children (group-of layer))) "gimp-step-4.ppm")
  (save-pixels (caddr (children (group-of layer))) "gimp-step-2.ppm")
  (gimp-image-remove-layer image (group-of layer)))

; Steps, too, leave alone what is not selected

(gimp-image-select-rectangle image CHANNEL-OP-REPLACE 0 0 20 48)
(gimp-image-select-rectangle image CHANNEL-OP-ADD 63 0 1 1)
(let* ((layer (cadr (dream image photo whole 1 new-layer steps)))
       (first (caddr (children (group-of layer)))))
  (check-equal "steps: not selected, not changed" (pixel photo 40 24) (pixel first 40 24))
  (check "steps: selected, changed" (not (equal? (row-of photo) (row-of first))))
  (gimp-image-remove-layer image (group-of layer)))
(gimp-image-delete image)
