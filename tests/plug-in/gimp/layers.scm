; SPDX-License-Identifier: GPL-3.0-or-later

; Layers with masks, and what else GIMP has of layers: what was cut out stays cut out, and
; does not matter.

(define over-photo 0)

(define original (make-image 64 48 RGB PRECISION-U8-GAMMA))
(define (make-photo)
  (car (gimp-image-duplicate original)))

; A mask that hides the rectangle, and half hides the one beside it; the middle row goes
; through both. Under the first one, the layer is filled with the color.
(define (add-mask layer color)
  (let* ((image (car (gimp-item-get-image layer)))
         (mask (car (gimp-layer-create-mask layer ADD-MASK-WHITE))))
    (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 10 10 20 30)
    (gimp-context-set-foreground color)
    (gimp-drawable-edit-fill layer FILL-FOREGROUND)
    (gimp-layer-add-mask layer mask)
    (gimp-context-set-foreground '(0 0 0))
    (gimp-drawable-edit-fill mask FILL-FOREGROUND)
    (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 30 10 10 30)
    (gimp-context-set-foreground '(120 120 120))
    (gimp-drawable-edit-fill mask FILL-FOREGROUND)
    (gimp-selection-none image)
    (gimp-layer-set-edit-mask layer FALSE)
    mask))

(define (mask-of layer)
  (car (gimp-layer-get-mask layer)))

; The part of a row from one column to another
(define (part row from to)
  (if (= from to)
      '()
      (cons (list-ref row from) (part row (+ from 1) to))))

; As it shows: with the mask applied
(define (save-shown layer name)
  (if (not (= (mask-of layer) -1))
      (gimp-layer-remove-mask layer MASK-APPLY))
  (if (= (car (gimp-drawable-has-alpha layer)) FALSE)
      (gimp-layer-add-alpha layer))
  (save-tiff layer name))

(define (visualize-photo image output)
  (plug-in-visualize-vgg16-filter RUN-NONINTERACTIVE image (active image) "block2_conv1" 3
                                  photo output 0 0 "keras" 1 "" short))

; A dream of it has the same mask, at the same place, and the pixels under it

(let* ((image (make-photo))
       (layer (active image))
       (mask (add-mask layer '(255 0 0)))
       (before (row-of layer)))
  (gimp-layer-set-offsets layer 5 -3)
  (let ((made (cadr (dream image layer whole 1 new-layer quick))))
    (check "mask: the new layer has one" (not (= (mask-of made) -1)))
    (check-equal "mask: it is the same" (row-of mask) (row-of (mask-of made)))
    (check-equal "mask: it is applied" TRUE (car (gimp-layer-get-apply-mask made)))
    (check-equal "mask: the layer is the active drawable, not its mask" made (active image))
    (check-equal "mask: what is hidden keeps its pixels" (part before 10 30)
                 (part (row-of made) 10 30))
    (check "mask: what is seen in part changes"
           (not (equal? (part before 30 40) (part (row-of made) 30 40))))
    (gimp-image-remove-layer image made))

  (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 25 5 30 26)
  (let ((made (cadr (dream image layer whole 1 new-layer quick))))
    (check-equal "mask: a selected part has its part" (part (row-of mask) 20 50)
                 (row-of (mask-of made)))
    (gimp-image-remove-layer image made))
  (gimp-selection-none image)

  (let ((made (dream image layer whole 1 new-image quick)))
    (check-equal "mask: a new image has it, too" (row-of mask)
                 (row-of (mask-of (cadr made))))
    (gimp-image-delete (car made)))

  (let* ((made (cadr (dream image layer whole 1 new-layer (string-append quick " frames=2"))))
         (group (car (gimp-item-get-parent made))))
    (check-equal "mask: each frame has it" (list (row-of mask) (row-of mask))
                 (map (lambda (frame) (row-of (mask-of frame)))
                      (vector->list (cadr (gimp-item-get-children group)))))
    (gimp-image-remove-layer image group))

  (let ((mask-before (row-of mask)))
    (dream image layer whole 1 itself quick)
    (check-equal "mask: the layer itself keeps it" mask (mask-of layer))
    (check-equal "mask: as it was" mask-before (row-of mask))
    (check-equal "mask: with the pixels under it" (part before 10 30)
                 (part (row-of layer) 10 30)))

  (gimp-layer-set-apply-mask layer FALSE)
  (let ((made (cadr (dream image layer whole 1 new-layer quick))))
    (check-equal "a mask that is not applied: nor is the new layer’s" FALSE
                 (car (gimp-layer-get-apply-mask made)))
    (check-equal "a mask that is not applied: the new one is the same" (row-of mask)
                 (row-of (mask-of made)))
    (check "a mask that is not applied: it hides nothing from the dream"
           (not (equal? (part (row-of layer) 10 30) (part (row-of made) 10 30))))
    (gimp-image-remove-layer image made))
  (gimp-image-delete image))

; What a mask hides does not steer

(define (save-over-hidden color name)
  (let* ((image (make-photo))
         (layer (active image))
         (save (lambda (kind made)
                 (save-shown made (string-append name "-" kind ".tif"))
                 (gimp-image-remove-layer image made)
                 (gimp-image-set-active-layer image layer))))
    (add-mask layer color)
    (save "dream" (cadr (dream image layer whole 1 new-layer quick)))
    (save "filter" (cadr (visualize-photo image new-layer)))
    (save "heat" (cadr (plug-in-vgg16-heatmap RUN-NONINTERACTIVE image layer "block2_conv2" 3
                                              -1 over-photo "" "opacity=1")))
    (save "channel" (cadr (plug-in-vgg16-activations RUN-NONINTERACTIVE image layer
                                                     "block2_conv2" 3 2 "" "")))
    (dream image layer whole 1 itself quick)
    (save-shown layer (string-append name "-itself.tif"))
    (gimp-image-delete image)))

(save-over-hidden '(255 0 0) "hidden-red")
(save-over-hidden '(0 0 255) "hidden-blue")

; Nor does what is transparent, for all but dreams, too

(define (save-over-transparent color name)
  (let* ((image (make-photo))
         (layer (active image)))
    (add-mask layer color)
    (gimp-layer-remove-mask layer MASK-APPLY)
    (save-shown (cadr (visualize-photo image new-layer)) (string-append name "-filter.tif"))
    (gimp-image-delete image)))

(save-over-transparent '(255 0 0) "transparent-red")
(save-over-transparent '(0 0 255) "transparent-blue")

; What lies over it is cut out as it is

(let* ((image (make-photo))
       (layer (active image)))
  (add-mask layer '(255 0 0))
  (for-each
   (lambda (case)
     (let ((made ((cdr case))))
       (check-equal (string-append (car case) ": nothing is seen where the mask hides") 0
                    (cadddr (pixel made 20 24)))
       (check-equal (string-append (car case) ": all is seen beside it") 255
                    (cadddr (pixel made 50 24)))
       (check (string-append (car case) ": in part where it hides in part")
              (< 0 (cadddr (pixel made 35 24)) 255))
       (gimp-image-remove-layer image made)
       (gimp-image-set-active-layer image layer)))
   (list (cons "filter" (lambda () (cadr (visualize-photo image new-layer))))
         (cons "heat map" (lambda ()
                            (cadr (plug-in-vgg16-heatmap RUN-NONINTERACTIVE image layer
                                                         "block2_conv2" 3 -1 over-photo ""
                                                         ""))))
         (cons "channel" (lambda ()
                           (cadr (plug-in-vgg16-activations RUN-NONINTERACTIVE image layer
                                                            "block2_conv2" 3 2 "" ""))))))
  (let ((made (plug-in-vgg16-heatmap RUN-NONINTERACTIVE image layer "block2_conv2" 3 -1 1 ""
                                     "")))
    (check-equal "heat map in a new image: the photo is cut out, too" 0
                 (cadddr (pixel (cadr (layer-ids (car made))) 20 24)))
    (gimp-image-delete (car made)))

  ; Again from the record: what is below has the mask
  (let* ((made (cadr (dream image layer whole 1 new-layer quick)))
         (again (cadr (plug-in-vgg16-repeat RUN-NONINTERACTIVE image made 0 ""))))
    (check-equal "again: the new layer has the mask, too" (row-of (mask-of layer))
                 (row-of (mask-of again)))
    (check-equal "again: it is the same" (row-of made) (row-of again)))
  (gimp-image-delete image))

; A group with a mask

(let* ((image (make-photo))
       (group (car (gimp-layer-group-new image)))
       (inner (car (gimp-layer-copy (active image) FALSE)))
       (mask -1))
  (gimp-image-insert-layer image group 0 0)
  (gimp-image-insert-layer image inner group 0)
  (set! mask (car (gimp-layer-create-mask group ADD-MASK-BLACK)))
  (gimp-layer-add-mask group mask)
  (gimp-layer-set-edit-mask group FALSE)
  (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 20 0 20 48)
  (gimp-context-set-foreground '(255 255 255))
  (gimp-drawable-edit-fill mask FILL-FOREGROUND)
  (gimp-selection-none image)
  (gimp-layer-set-mode group LAYER-MODE-PASS-THROUGH)
  (let ((made (cadr (dream image group whole 1 new-layer quick))))
    (check-equal "group: its dream has its mask" (row-of mask) (row-of (mask-of made)))
    (check-equal "group: one layer lets nothing through" LAYER-MODE-NORMAL
                 (car (gimp-layer-get-mode made))))
  (gimp-image-delete image))

; The mask itself, as the drawable

(let* ((image (make-photo))
       (layer (active image))
       (mask (add-mask layer '(255 0 0)))
       (before (row-of layer))
       (made (cadr (dream image mask whole 1 new-layer quick))))
  (check-equal "dream of a mask: it has none" -1 (mask-of made))
  (dream image mask whole 1 itself quick)
  (check-equal "the mask itself changed: the layer did not" before (row-of layer))
  (gimp-image-delete image))

; What a layer mixes by

(let* ((image (make-photo))
       (layer (active image)))
  (gimp-layer-set-opacity layer 40)
  (gimp-layer-set-mode layer LAYER-MODE-MULTIPLY)
  (gimp-layer-set-composite-space layer LAYER-COLOR-SPACE-RGB-LINEAR)
  (let ((made (cadr (dream image layer whole 1 new-layer quick))))
    (check-equal "layer: its opacity" 40.0 (round (car (gimp-layer-get-opacity made))))
    (check-equal "layer: its mode" LAYER-MODE-MULTIPLY (car (gimp-layer-get-mode made)))
    (check-equal "layer: the space it mixes in" LAYER-COLOR-SPACE-RGB-LINEAR
                 (car (gimp-layer-get-composite-space made)))
    (gimp-image-remove-layer image made))
  (let* ((made (cadr (dream image layer whole 1 new-layer (string-append quick " frames=2"))))
         (group (car (gimp-item-get-parent made))))
    (check-equal "series: the group has the opacity" 40.0
                 (round (car (gimp-layer-get-opacity group))))
    (check-equal "series: a frame has not" 100.0 (car (gimp-layer-get-opacity made))))
  (let ((made (dream image layer whole 1 new-image quick)))
    (check-equal "new image: there is nothing below to mix with" 100.0
                 (car (gimp-layer-get-opacity (cadr made))))
    (gimp-image-delete (car made)))
  (gimp-image-delete image))

; Locks of alpha and place let it change

(let* ((image (make-photo))
       (layer (active image))
       (before (row-of layer)))
  (gimp-layer-set-lock-alpha layer TRUE)
  (gimp-item-set-lock-position layer TRUE)
  (dream image layer whole 1 itself quick)
  (check "locked alpha: the colors change" (not (equal? before (row-of layer))))
  (check-equal "locked alpha: no alpha does" (map cadddr before)
               (map cadddr (row-of layer)))
  (gimp-image-delete image))
(gimp-image-delete original)
