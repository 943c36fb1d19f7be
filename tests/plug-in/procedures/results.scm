; SPDX-License-Identifier: GPL-3.0-or-later

; What the procedure makes.

; The menu

(for-each (lambda (case)
            (check (string-append "the menu has " (cadr case))
                   (in-menu? (car case) (cadr case))))
          '(("plug-in-visualize-vgg16-filter" "Visualize VGG16 Filter…")
            ("plug-in-vgg16-filter-sheet" "Filter Sheet…")
            ("plug-in-vgg16-activations" "Activations…")
            ("plug-in-vgg16-heatmap" "Heat Map…")))

; Noise becomes a layer

(let* ((image (make-image 200 160 RGB PRECISION-U8-GAMMA))
       (layer (cadr (plug-in-visualize-vgg16-filter RUN-WITH-LAST-VALS image (active image)
                                                    "" 0 0 0 0 0 "" 0 "" ""))))
  (check "without last values: the defaults"
         (contains? (car (gimp-item-get-name layer)) "VGG16 block3_conv1 filter 0, seed "))
  (check-equal "without last values: the image's size" 200
               (car (gimp-drawable-width layer)))
  (gimp-image-delete image))

(let* ((image (make-image 64 48 RGB PRECISION-U8-GAMMA))
       (bottom (active image)))
  (let* ((values (visualize image noise new-layer 42))
         (layer (cadr values))
         (text (layer-record layer))
         (loss (open-output-file (in-work "batch-loss.txt"))))
    (write (caddr values) loss)
    (close-output-port loss)
    (check-equal "noise: the image is returned" image (car values))
    (check "noise: the loss is returned" (> (caddr values) 0))
    (check-equal "noise: one layer more" 2 (n-layers image))
    (check-equal "noise: the layer's name" "VGG16 block2_conv1 filter 3, seed 42"
                 (car (gimp-item-get-name layer)))
    (check-equal "noise: the layer is above the drawable" 0
                 (car (gimp-image-get-item-position image layer)))
    (check-equal "noise: the width is the image's" 64 (car (gimp-drawable-width layer)))
    (check-equal "noise: the height is the image's" 48 (car (gimp-drawable-height layer)))
    (check-equal "noise: the image can be undone" TRUE (car (gimp-image-is-dirty image)))
    (for-each (lambda (line)
                (check (string-append "the record has " line) (has-line? text line)))
              '("procedure=plug-in-visualize-vgg16-filter" "network=VGG16"
                "weights-format=safetensors" "layer=block2_conv1" "filter=3" "start=0"
                "output=0" "width=64" "height=48" "recipe=keras" "seed=42"))
    (check "the record has the weights file" (contains? text "/small.safetensors\n"))
    (check "the record has the options" (contains? text "steps=3"))
    (check "the record has the loss" (contains? text "\nloss="))
    (check "the record has the version" (contains? text "version="))
    (save-pixels layer "batch-noise.ppm")

    (gimp-image-set-active-layer image bottom)
    (save-pixels (cadr (visualize image noise new-layer 42)) "batch-again.ppm")
    (save-pixels (cadr (visualize image noise new-layer 43)) "batch-other.ppm"))

  ; The last values

  (visualize image noise new-layer 42)
  (let* ((values (plug-in-visualize-vgg16-filter RUN-WITH-LAST-VALS image (active image) ""
                                                 0 0 0 0 0 "" 0 "" "")))
    (check "last values: the layer's name"
           (contains? (car (gimp-item-get-name (cadr values)))
                      "VGG16 block2_conv1 filter 3, seed 42"))
    (save-pixels (cadr values) "batch-last.ppm"))
  (message-of (lambda () (plug-in-visualize-vgg16-filter
                          RUN-NONINTERACTIVE image (active image) "block2_conv1" 99 noise
                          new-layer 0 0 "keras" 5 "" short)))
  (let* ((values (plug-in-visualize-vgg16-filter RUN-WITH-LAST-VALS image (active image) ""
                                                 0 0 0 0 0 "" 0 "" "")))
    (check "last values: an error does not change them"
           (contains? (car (gimp-item-get-name (cadr values)))
                      "VGG16 block2_conv1 filter 3, seed 42")))

  ; Seed 0

  (let* ((layer (cadr (visualize image noise new-layer 0)))
         (name (car (gimp-item-get-name layer)))
         (start "VGG16 block2_conv1 filter 3, seed ")
         (seed (substring name (string-length start) (string-length name))))
    (check "seed 0: the name tells a seed" (> (string->number seed) 0))
    (check "seed 0: so does the record"
           (has-line? (layer-record layer) (string-append "seed=" seed)))
    (check "seed 0: each run has its own"
           (not (equal? name (car (gimp-item-get-name
                                   (cadr (visualize image noise new-layer 0))))))))
  (gimp-image-delete image))

; Another size

(let* ((image (make-image 64 48 RGB PRECISION-U8-GAMMA))
       (layer (cadr (plug-in-visualize-vgg16-filter
                     RUN-NONINTERACTIVE image (active image) "block1_conv2" 0 noise
                     new-layer 40 30 "book" 1 "" "steps=2"))))
  (check-equal "size: the width" 40 (car (gimp-drawable-width layer)))
  (check-equal "size: the height" 30 (car (gimp-drawable-height layer)))
  (check-equal "size: at the image's origin" '(0 0) (gimp-drawable-offsets layer))
  (gimp-image-delete image))

; Noise becomes an image

(let* ((image (make-image 64 48 RGB PRECISION-U8-GAMMA))
       (values (visualize image noise new-image 42))
       (made (car values)))
  (check "new image: it is another one" (not (= image made)))
  (check-equal "new image: the source has no layer more" 1 (n-layers image))
  (check-equal "new image: the source is as it was" FALSE (car (gimp-image-is-dirty image)))
  (check-equal "new image: it has one layer" 1 (n-layers made))
  (check-equal "new image: the width" 64 (car (gimp-image-width made)))
  (check-equal "new image: the height" 48 (car (gimp-image-height made)))
  (check-equal "new image: the layer's name" "VGG16 block2_conv1 filter 3, seed 42"
               (car (gimp-item-get-name (cadr values))))
  (check "new image: it has the record" (has-line? (image-record made) "output=1"))
  (check-equal "new image: so has its layer" (image-record made)
               (layer-record (cadr values)))
  (save-pixels (cadr values) "batch-image.ppm")
  (gimp-image-delete made)
  (gimp-image-delete image))

; A photo becomes a layer

(let* ((image (make-image 64 48 RGB PRECISION-U8-GAMMA))
       (bottom (active image)))
  (save-png image bottom "photo.png")
  (let* ((layer (cadr (visualize image photo new-layer 42))))
    (check-equal "photo: the name has no seed" "VGG16 block2_conv1 filter 3"
                 (car (gimp-item-get-name layer)))
    (check-equal "photo: one layer more" 2 (n-layers image))
    (check-equal "photo: the width is the layer's" 64 (car (gimp-drawable-width layer)))
    (check "photo: the record says so" (has-line? (layer-record layer) "start=1"))
    (save-pixels layer "batch-photo.ppm"))
  (gimp-image-delete image))

; Offsets, transparency and a soft selection

(let* ((image (make-image 96 80 RGB PRECISION-U8-GAMMA))
       (small (car (gimp-layer-new image 64 48 RGBA-IMAGE "small" 100 LAYER-MODE-NORMAL))))
  (gimp-image-insert-layer image small 0 0)
  (fill small)
  (gimp-layer-set-offsets small 10 20)
  (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 10 20 8 48)
  (gimp-drawable-edit-clear small)
  (gimp-selection-none image)

  (let* ((layer (cadr (visualize image photo new-layer 1))))
    (check-equal "layer: its offsets are kept" '(10 20) (gimp-drawable-offsets layer))
    (check-equal "layer: its transparency is kept" 0 (cadddr (pixel layer 3 20)))
    (check-equal "layer: what was opaque is" 255 (cadddr (pixel layer 40 20))))

  (gimp-image-set-active-layer image small)
  (gimp-context-set-feather TRUE)
  (gimp-context-set-feather-radius 6 6)
  (gimp-image-select-ellipse image CHANNEL-OP-REPLACE 36 36 28 24)
  (gimp-context-set-feather FALSE)
  (let* ((bounds (gimp-selection-bounds image))
         (layer (cadr (visualize image photo new-layer 1)))
         (middle-x (quotient (car (gimp-drawable-width layer)) 2))
         (middle-y (quotient (car (gimp-drawable-height layer)) 2)))
    (check-equal "selection: the layer's place is its bounding box"
                 (list (cadr bounds) (caddr bounds)) (gimp-drawable-offsets layer))
    (check-equal "selection: the layer's size too"
                 (list (- (cadddr bounds) (cadr bounds))
                       (- (car (cddddr bounds)) (caddr bounds)))
                 (list (car (gimp-drawable-width layer)) (car (gimp-drawable-height layer))))
    (check-equal "selection: nothing outside it" 0 (cadddr (pixel layer 0 0)))
    (check-equal "selection: all of it inside" 255 (cadddr (pixel layer middle-x middle-y)))
    (check "selection: its soft edge is kept"
           (let loop ((x 0))
             (cond ((= x middle-x) #f)
                   ((< 50 (cadddr (pixel layer x middle-y)) 200) #t)
                   (else (loop (+ x 1))))))
    (check "selection: the record has its place"
           (has-line? (layer-record layer) (string-append "x=" (number->string (cadr bounds))))))
  (gimp-image-delete image))

; A layer in a group

(let* ((image (make-image 64 48 RGB PRECISION-U8-GAMMA))
       (group (car (gimp-layer-group-new image)))
       (inner (car (gimp-layer-copy (active image) FALSE))))
  (gimp-image-insert-layer image group 0 0)
  (gimp-image-insert-layer image inner group 0)
  (check-equal "group: the layer is in it" group
               (car (gimp-item-get-parent (cadr (visualize image noise new-layer 1)))))
  (gimp-image-delete image))

; Masks and channels

(let* ((image (make-image 64 48 RGB PRECISION-U8-GAMMA))
       (bottom (active image))
       (mask (car (gimp-layer-create-mask bottom ADD-MASK-WHITE)))
       (channel (car (gimp-channel-new image 64 48 "channel" 50 '(0 0 0)))))
  (gimp-layer-add-mask bottom mask)
  (gimp-image-insert-channel image channel 0 0)
  (for-each
   (lambda (drawable)
     (let* ((name (car (gimp-item-get-name drawable)))
            (layer (cadr (plug-in-visualize-vgg16-filter
                          RUN-NONINTERACTIVE image drawable "block2_conv1" 3 photo new-layer
                          0 0 "keras" 1 "" "steps=3 scales=1 relu=before"))))
       (check-equal (string-append name ": the result is a layer at the top") 0
                    (car (gimp-image-get-item-position image layer)))
       (check-equal (string-append name ": it has colors") TRUE
                    (car (gimp-drawable-is-rgb layer)))))
   (list mask channel))
  (gimp-image-delete image))

; Gray

(let* ((image (make-image 64 48 GRAY PRECISION-U8-GAMMA)))
  (check-equal "gray: the new layer is gray" TRUE
               (car (gimp-drawable-is-gray (cadr (visualize image noise new-layer 42)))))
  (check-equal "gray: so is one that starts from the drawable" TRUE
               (car (gimp-drawable-is-gray (cadr (visualize image photo new-layer 42)))))
  (let* ((made (car (visualize image noise new-image 42))))
    (check-equal "gray: the new image has colors" RGB (car (gimp-image-base-type made)))
    (gimp-image-delete made))
  (gimp-image-delete image))

; High precision

(define (check-precision precision name)
  (let* ((image (make-image 64 48 RGB precision))
         (layer (cadr (visualize image noise new-layer 42)))
         (made (visualize image photo new-image 42)))
    (save-pixels layer name)
    (check-equal (string-append name ": the new image has its precision") precision
                 (car (gimp-image-get-precision (car made))))
    (gimp-image-delete (car made))
    (gimp-image-delete image)))

(check-precision PRECISION-U16-GAMMA "batch-16.ppm")
(check-precision PRECISION-FLOAT-LINEAR "batch-float.ppm")
