; SPDX-License-Identifier: GPL-3.0-or-later

; Dreams: what they make, and what they leave alone.

(define (select-softly image)
  (gimp-context-set-feather TRUE)
  (gimp-context-set-feather-radius 6 6)
  (gimp-image-select-ellipse image CHANNEL-OP-REPLACE 20 14 30 24)
  (gimp-context-set-feather FALSE)
  (gimp-image-select-rectangle image CHANNEL-OP-INTERSECT 14 8 40 34))

; Gives the layer a transparent part that keeps its colors.
(define (hide layer x y width height)
  (let* ((image (car (gimp-item-get-image layer)))
         (mask (car (gimp-layer-create-mask layer ADD-MASK-WHITE))))
    (gimp-layer-add-mask layer mask)
    (gimp-image-select-rectangle image CHANNEL-OP-REPLACE x y width height)
    (gimp-context-set-foreground '(0 0 0))
    (gimp-drawable-edit-fill mask FILL-FOREGROUND)
    (gimp-selection-none image)
    (gimp-layer-remove-mask layer MASK-APPLY)))

; A photo of 8 bits, always the same one: a gradient is dithered at random.
(define original (make-image 64 48 RGB PRECISION-U8-GAMMA))
(define (make-photo)
  (car (gimp-image-duplicate original)))

; A channel's own values, whatever they mean as tones.
(define (save-values channel name)
  (let ((file (open-output-file (in-work name)))
        (width (car (gimp-drawable-width channel)))
        (height (car (gimp-drawable-height channel))))
    (for-each (lambda (part) (display part file) (newline file))
              (list "P2" width height 255))
    (let loop ((i 0))
      (if (< i (* width height))
          (begin
            (display (car (pixel channel (modulo i width) (quotient i width))) file)
            (newline file)
            (loop (+ i 1)))))
    (close-output-port file)))

; The whole photo becomes a layer, as the command makes it

(let* ((image (make-photo))
       (photo (active image)))
  (save-png image photo "photo.png")
  (let* ((values (dream image photo whole 1 new-layer quick))
         (layer (cadr values))
         (text (layer-record layer)))
    (check-equal "layer: the image is returned" image (car values))
    (check "layer: the loss is returned" (> (caddr values) 0))
    (check-equal "layer: its name" "VGG16 block2_conv2 dream, seed 42" (name-of layer))
    (check-equal "layer: it is above the photo" 0
                 (car (gimp-image-get-item-position image layer)))
    (for-each (lambda (line)
                (check (string-append "layer: the record has " line) (has-line? text line)))
              '("procedure=plug-in-vgg16-dream" "objective=block2_conv2" "recipe=deepdream"
                "strength=1" "seed=42" "output=0" "guide=" "width=64" "height=48" "x=0"
                "y=0"))
    (check "layer: the record has the options" (contains? text "steps=2"))
    (check "layer: the record has the loss" (contains? text "\nloss="))
    (save-pixels layer "gimp-dream.ppm"))
  (save-pixels (cadr (dream image photo "block2_conv1:3*0.5 + block2_conv2@strong:2" 0.5
                            new-layer (string-append quick " strength=0.9")))
               "gimp-half.ppm")
  (save-pixels (cadr (dream image photo whole 1 new-layer
                            (string-append quick " keep-colors=yes")))
               "gimp-colors.ppm")
  (save-tiff photo "photo.tif")
  (save-tiff (cadr (dream image photo whole 0 new-layer quick)) "strength-0.tif")
  (let ((name (name-of (cadr (plug-in-vgg16-dream RUN-NONINTERACTIVE image photo whole
                                                  "deepdream" 1 0 new-layer "" quick)))))
    (check (string-append "seed 0: the name tells a seed: " name)
           (and (contains? name "VGG16 block2_conv2 dream, seed ")
                (not (contains? name "seed 0")))))
  (gimp-image-delete image))

; Selection as the command's mask: two pixels in the corners make it as large as the photo

(let* ((image (make-photo))
       (photo (active image)))
  (select-softly image)
  (gimp-image-select-rectangle image CHANNEL-OP-ADD 0 0 1 1)
  (gimp-image-select-rectangle image CHANNEL-OP-ADD 63 47 1 1)
  (save-pixels (cadr (dream image photo whole 1 new-layer quick)) "gimp-mask.ppm")
  (save-values (car (gimp-image-get-selection image)) "selection.pgm")
  (gimp-image-delete image))

; A selection in part, and a transparent part, in every precision: as a layer, as an
; image, and in the drawable itself

(define (check-edit base-type precision name)
  (let* ((image (make-image 64 48 base-type precision))
         (photo (active image)))
    (gimp-layer-set-offsets photo 5 -3)
    (hide photo 30 18 8 8)
    (select-softly image)
    (let* ((bounds (gimp-selection-bounds image))
           (before (string-append name "-before.tif"))
           (selection (car (gimp-image-get-selection image)))
           (place (open-output-file (in-work (string-append name "-place.txt")))))
      (display (- (cadr bounds) 5) place)
      (display " " place)
      (display (+ (caddr bounds) 3) place)
      (close-output-port place)
      (let ((channel (car (gimp-selection-save image))))
        (gimp-selection-none image)
        (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 5 -3 64 48)
        (gimp-image-set-active-layer image photo)
        (let ((part (car (gimp-layer-new-from-drawable channel image))))
          (gimp-image-insert-layer image part 0 0)
          (gimp-layer-resize part 64 48 -5 3)
          (save-tiff part (string-append name "-selection.tif"))
          (gimp-image-remove-layer image part))
        (gimp-image-select-item image CHANNEL-OP-REPLACE channel)
        (gimp-image-remove-channel image channel))
      (gimp-image-set-active-layer image photo)
      (save-tiff photo before)
      (let* ((layer (cadr (dream image photo whole 1 new-layer quick)))
             (made (dream image photo whole 1 new-image quick)))
        (check-equal (string-append name ": the layer is the selection's box")
                     (list (cadr bounds) (caddr bounds)) (gimp-drawable-offsets layer))
        (check-equal (string-append name ": its type is the photo's")
                     (car (gimp-drawable-type photo)) (car (gimp-drawable-type layer)))
        (check-equal (string-append name ": the new image has the photo's precision")
                     precision (car (gimp-image-get-precision (car made))))
        (check-equal (string-append name ": and can hold colors") RGB
                     (car (gimp-image-base-type (car made))))
        (save-tiff layer (string-append name "-layer.tif"))
        (save-tiff (cadr made) (string-append name "-image.tif"))
        (gimp-image-delete (car made)))
      (save-tiff photo (string-append name "-untouched.tif"))
      (let ((values (dream image photo whole 1 itself quick)))
        (check-equal (string-append name ": the drawable itself is returned") photo
                     (cadr values))
        (check (string-append name ": it has the record")
               (has-line? (layer-record photo) "output=2")))
      (save-tiff photo (string-append name "-itself.tif")))
    (gimp-image-delete image)))

(check-edit RGB PRECISION-U8-GAMMA "u8")
(check-edit RGB PRECISION-U8-LINEAR "u8-linear")
(check-edit RGB PRECISION-U16-GAMMA "u16")
(check-edit RGB PRECISION-U16-LINEAR "u16-linear")
(check-edit RGB PRECISION-U32-GAMMA "u32")
(check-edit RGB PRECISION-HALF-LINEAR "half-linear")
(check-edit RGB PRECISION-FLOAT-LINEAR "float-linear")
(check-edit RGB PRECISION-FLOAT-GAMMA "float")
(check-edit GRAY PRECISION-U8-GAMMA "gray-u8")
(check-edit GRAY PRECISION-FLOAT-LINEAR "gray-float")

; Colors that nobody sees

(define (dream-over-hidden color name)
  (let* ((image (make-photo))
         (photo (active image)))
    (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 10 10 20 20)
    (gimp-context-set-foreground color)
    (gimp-drawable-edit-fill photo FILL-FOREGROUND)
    (hide photo 10 10 20 20)
    (save-tiff photo (string-append name "-before.tif"))
    (save-tiff (cadr (dream image photo whole 1 new-layer quick))
               (string-append name "-after.tif"))
    (gimp-image-delete image)))

(dream-over-hidden '(255 0 0) "red")
(dream-over-hidden '(0 0 255) "blue")

; Fine tones stay fine: 16 bits have many more than 8

(let* ((image (make-image 64 48 RGB PRECISION-U16-GAMMA))
       (photo (active image)))
  (save-tiff (cadr (dream image photo whole 0.5 new-layer quick)) "fine.tif")
  (gimp-image-delete image))

; A color profile

(let* ((image (make-photo))
       (photo (active image)))
  (gimp-image-set-color-profile-from-file
   image (string-append "file://" (in-work "profile.icc")))
  (save-tiff photo "profile-before.tif")
  (select-softly image)
  (let ((made (dream image photo whole 1 new-image quick)))
    (check "profile: the new image has it"
           (equal? (gimp-image-get-color-profile image)
                   (gimp-image-get-color-profile (car made))))
    (gimp-image-delete (car made)))
  (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 0 0 64 48)
  (save-tiff (cadr (dream image photo whole 0 new-layer quick)) "profile-after.tif")
  (gimp-image-delete image))

; What GIMP has beside plain layers

(let* ((image (make-photo))
       (photo (active image))
       (group (car (gimp-layer-group-new image)))
       (inner (car (gimp-layer-copy photo FALSE)))
       (mask (car (gimp-layer-create-mask photo ADD-MASK-COPY)))
       (channel (car (gimp-channel-new-from-component image CHANNEL-RED "red"))))
  (gimp-image-insert-layer image group 0 0)
  (gimp-image-insert-layer image inner group 0)
  (gimp-image-insert-channel image channel 0 0)
  (let ((layer (cadr (dream image group whole 1 new-layer quick))))
    (check-equal "group: its dream is above it" 0
                 (car (gimp-image-get-item-position image layer)))
    (check-equal "group: and not in it" -1 (car (gimp-item-get-parent layer)))
    (save-pixels layer "gimp-group.ppm"))
  (check-equal "layer in a group: so is its dream" group
               (car (gimp-item-get-parent (cadr (dream image inner whole 1 new-layer quick)))))
  (gimp-item-set-visible photo FALSE)
  (save-pixels (cadr (dream image photo whole 1 new-layer quick)) "gimp-invisible.ppm")
  (gimp-layer-add-mask photo mask)
  (check-equal "mask: its dream is a layer" TRUE
               (car (gimp-item-is-layer (cadr (dream image mask whole 1 new-layer quick)))))
  (save-tiff channel "channel-before.tif")
  (check-equal "channel: changed itself, no layer is returned" -1
               (cadr (dream image channel whole 1 itself quick)))
  (save-tiff channel "channel-after.tif")
  (gimp-image-delete image))

; A guide: a layer of another image, size and color model

(let* ((image (make-photo))
       (photo (active image))
       (other (make-image 40 56 GRAY PRECISION-FLOAT-LINEAR))
       (small (make-image 40 56 RGB PRECISION-U8-GAMMA))
       (guided (lambda (guide)
                 (cadr (dream image photo whole 1 new-layer
                              (string-append quick " guide=" (number->string guide)))))))
  (gimp-drawable-invert (active small) FALSE)
  (gimp-item-set-name (active small) "model")
  (save-png small (active small) "guide.png")
  (let ((layer (guided (active small))))
    (check "guide: the record has its name" (has-line? (layer-record layer) "guide=model"))
    (save-pixels layer "gimp-guide.ppm"))
  (check "guide: gray and of high precision" (> (guided (active other)) 0))
  (save-pixels (guided 0) "gimp-guide-0.ppm")
  (gimp-image-delete small)
  (gimp-image-delete other)
  (gimp-image-delete image))

; The filter's procedure has the ascents' options, too

(let* ((image (make-photo)))
  (save-pixels (cadr (plug-in-visualize-vgg16-filter
                      RUN-NONINTERACTIVE image (active image) "block2_conv1" 3 noise
                      new-layer 48 48 "keras" 42 "" "steps=3 scales=2 seamless=xy jitter=8"))
               "gimp-seamless.ppm")
  (gimp-image-delete image))

(gimp-image-delete original)
