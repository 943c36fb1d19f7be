; SPDX-License-Identifier: GPL-3.0-or-later

; Filter sheets: flat, and with a layer for each filter.

(define flat 0)
(define layers 1)

(define (sheet layer filters size output recipe seed options)
  (plug-in-vgg16-filter-sheet RUN-NONINTERACTIVE image (active image) layer filters size
                              output recipe seed "" options))

(define image (make-image 64 48 RGB PRECISION-U8-GAMMA))

; In order, eight in a row by the recipe "book", here of 16 pixels

(let* ((values (sheet "block2_conv1" "" 16 flat "book" 42 "steps=2"))
       (made (car values))
       (layer (cadr values))
       (text (layer-record layer)))
  (check "flat: it is a new image" (not (= image made)))
  (check-equal "flat: the source has no layer more" 1 (n-layers image))
  (check-equal "flat: the source is as it was" FALSE (car (gimp-image-is-dirty image)))
  (check-equal "flat: it has one layer" 1 (n-layers made))
  (check-equal "flat: the width" (+ (* 8 16) (* 7 5)) (car (gimp-image-width made)))
  (check-equal "flat: the height" 16 (car (gimp-image-height made)))
  (check-equal "flat: the image is of 8 bits" PRECISION-U8-GAMMA
               (car (gimp-image-get-precision made)))
  (check-equal "flat: the layer's name" "VGG16 block2_conv1, 8 filters, seed 42"
               (name-of layer))
  (check "flat: the loss is returned" (> (caddr values) 0))
  (check-equal "flat: between two cells it is black" '(0 0 0) (pixel layer 17 8))
  (for-each (lambda (line)
              (check (string-append "flat: the record has " line) (has-line? text line)))
            '("procedure=plug-in-vgg16-filter-sheet" "network=VGG16" "layer=block2_conv1"
              "filters=0-7" "shown=0-7" "size=16" "output=0" "recipe=book" "seed=42"))
  (check "flat: the record has the options" (contains? text "steps=2"))
  (check-equal "flat: the image has it, too" text (image-record made))
  (save-pixels layer "gimp-sheet.ppm")
  (gimp-image-delete made))

; A layer for each filter; filter 7 of block1_conv2 is stuck

(let* ((values (sheet "block1_conv2" "2,5-7" 16 layers "book" 42 "steps=2 columns=2"))
       (made (car values))
       (names (map name-of (layer-ids made)))
       (first (cadr values))
       (text (layer-record first)))
  (check-equal "layers: their names"
               '("VGG16 block1_conv2 filter 2, seed 42" "VGG16 block1_conv2 filter 5, seed 42"
                 "VGG16 block1_conv2 filter 6, seed 42"
                 "VGG16 block1_conv2, 4 filters, seed 42")
               names)
  (check-equal "layers: the first is returned" (car (layer-ids made)) first)
  (check-equal "layers: the size of the image" '(37 37)
               (image-size made))
  (check-equal "layers: their places" '((0 0) (0 21) (21 0) (0 0))
               (map gimp-drawable-offsets (layer-ids made)))
  (for-each (lambda (line)
              (check (string-append "layers: a record has " line) (has-line? text line)))
            '("procedure=plug-in-visualize-vgg16-filter" "layer=block1_conv2" "filter=2"
              "start=0" "width=16" "height=16" "recipe=book" "seed=42"))
  (check "layers: the options are those of one filter" (not (contains? text "columns=")))

  ; The filter's procedure repeats it.
  (let ((again (plug-in-visualize-vgg16-filter RUN-NONINTERACTIVE image (active image)
                                               "block1_conv2" 2 0 1 16 16 "book" 42 ""
                                               "steps=2")))
    (save-pixels first "cell.ppm")
    (save-pixels (cadr again) "cell-again.ppm")
    (check-equal "layers: the record is that of the filter's procedure" text
                 (layer-record (cadr again)))
    (gimp-image-delete (car again)))
  (gimp-image-flatten made)
  (save-pixels (active made) "gimp-layers.ppm")
  (gimp-image-delete made))

(let ((made (car (sheet "block1_conv2" "2,5-7" 16 flat "book" 42 "steps=2 columns=2"))))
  (save-pixels (active made) "gimp-flat.ppm")
  (gimp-image-delete made))

; As the book's scripts do, with faithful colors it shows its noise.

(let* ((values (sheet "block1_conv2" "7" 16 layers "book" 42 "steps=2 colors=faithful"))
       (made (car values)))
  (check-equal "faithful: a filter that is stuck has a layer" 2 (length (layer-ids made)))
  (check "faithful: its loss" (= (caddr values) 0))
  (check "faithful: it is not of one color"
         (not (equal? (pixel (cadr values) 3 3) (pixel (cadr values) 4 5))))
  (gimp-image-delete made))

; Labels are on the lowest layer.

(let ((made (car (sheet "block2_conv1" "0-3" 48 flat "book" 42 "steps=1 columns=2 labels=yes"))))
  (save-pixels (active made) "labels-flat.ppm")
  (gimp-image-delete made))
(let ((made (car (sheet "block2_conv1" "0-3" 48 layers "book" 42
                        "steps=1 columns=2 labels=yes"))))
  (gimp-image-flatten made)
  (save-pixels (active made) "labels-layers.ppm")
  (gimp-image-delete made))

; The best ones first; the seed, if there is none, is told

(let* ((values (sheet "block1_conv2" "" 16 layers "keras" 0 "steps=2 scales=1"))
       (made (car values))
       (loss (lambda (layer) (string->number (value-of (layer-record layer) "loss"))))
       (cells (reverse (cdr (reverse (layer-ids made))))))
  (check-equal "best: the largest square of those that are not stuck" 4 (length cells))
  (check "best: by loss" (apply >= (map loss cells)))
  (check-equal "best: the first one's loss is returned" (loss (car cells)) (caddr values))
  (check "best: the name tells a seed" (not (contains? (name-of (car cells)) "seed 0")))
  (gimp-image-delete made))

; The last values

(let ((made (car (plug-in-vgg16-filter-sheet RUN-WITH-LAST-VALS image (active image)
                                             "" "" 0 0 "" 0 "" ""))))
  (check-equal "last values: without a screen, they are used all the same" 5 (n-layers made))
  (gimp-image-delete made))

; Errors

(define (check-error . arguments)
  (apply check-refused plug-in-vgg16-filter-sheet image arguments))

(check-error "unknown layer" '("block9_conv9") "block9_conv9" "" 16 flat "book" 1 "" "steps=1")
(check-error "filters beyond the layer" '("8") "block2_conv1" "3-8" 16 flat "book" 1 "" "steps=1")
(check-error "malformed filters" '("three") "block2_conv1" "three" 16 flat "book" 1 "" "steps=1")
(check-error "negative size" '("size" "-1") "block2_conv1" "" -1 flat "book" 1 "" "steps=1")
(check-error "unknown output" '("output" "2") "block2_conv1" "" 16 2 "book" 1 "" "steps=1")
(check-error "unknown recipe" '("soup") "block2_conv1" "" 16 flat "soup" 1 "" "steps=1")
(check-error "too small for the layer" '("block5_conv1") "block5_conv1" "" 8 flat "book" 1 ""
             "steps=1")
(check-error "unknown option" '("speed") "block2_conv1" "" 16 flat "book" 1 "" "speed=2")
(check-error "an option of another task" '("opacity") "block2_conv1" "" 16 flat "book" 1 ""
             "opacity=1")
(check-error "only stuck filters" '("relu=before") "block1_conv2" "7" 16 flat "book" 1 ""
             "steps=1")
(check-error "not enough memory" '("emory") "block2_conv1" "" 2000 flat "book" 1 ""
             "steps=1 memory=1")
(gimp-image-delete image)
