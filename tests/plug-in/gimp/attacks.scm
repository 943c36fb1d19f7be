; SPDX-License-Identifier: GPL-3.0-or-later

; What nobody should do to a procedure: it is refused with a reason, and nothing changes, or
; it works.

(define over-photo 0)

(define (refuse-all image words description)
  (define (refuse procedure name . arguments)
    (apply check-refused procedure image (string-append name ", " description) words
           arguments))
  (refuse plug-in-visualize-vgg16-filter "filter" "block2_conv1" 3 photo new-layer 0 0
          "keras" 1 "" short)
  (refuse plug-in-visualize-vgg16-filter "filter as image" "block2_conv1" 3 photo new-image 0
          0 "keras" 1 "" short)
  (refuse plug-in-vgg16-dream "dream" "block2_conv2" "deepdream" 1 42 new-layer "" quick)
  (refuse plug-in-vgg16-dream "dream in itself" "block2_conv2" "deepdream" 1 42 itself "" quick)
  (refuse plug-in-vgg16-heatmap "heat map" "block2_conv2" 3 -1 over-photo "" "")
  (refuse plug-in-vgg16-activations "activations" "block2_conv1" -1 0 "" ""))

; All is transparent, by itself or by a mask

(let* ((image (make-image 64 48 RGB PRECISION-U8-GAMMA))
       (layer (active image)))
  (gimp-drawable-fill layer FILL-TRANSPARENT)
  (gimp-image-clean-all image)
  (refuse-all image '("transparent") "all transparent")
  (fill layer)
  (gimp-layer-add-mask layer (car (gimp-layer-create-mask layer ADD-MASK-BLACK)))
  (gimp-layer-set-edit-mask layer FALSE)
  (gimp-image-clean-all image)
  (refuse-all image '("transparent") "all masked")
  (gimp-image-delete image))

; The drawable is of another image

(let* ((image (make-image 64 48 RGB PRECISION-U8-GAMMA))
       (other (make-image 96 80 RGB PRECISION-U8-GAMMA))
       (calls
        (list
         (lambda (drawable)
           (plug-in-visualize-vgg16-filter RUN-NONINTERACTIVE image drawable "block2_conv1" 3
                                           noise new-layer 0 0 "keras" 1 "" short))
         (lambda (drawable) (dream image drawable whole 1 new-layer quick))
         (lambda (drawable)
           (plug-in-vgg16-filter-sheet RUN-NONINTERACTIVE image drawable "block2_conv1" "0"
                                       16 0 "book" 1 "" "steps=1"))
         (lambda (drawable)
           (plug-in-vgg16-heatmap RUN-NONINTERACTIVE image drawable "block2_conv2" 3 -1
                                  over-photo "" ""))
         (lambda (drawable)
           (plug-in-vgg16-activations RUN-NONINTERACTIVE image drawable "block2_conv1" -1 0 ""
                                      ""))
         (lambda (drawable)
           (plug-in-vgg16-repeat RUN-NONINTERACTIVE image drawable 0 "")))))
  (for-each (lambda (call)
              (let ((message (message-of (lambda () (call (active other))))))
                (check (string-append "of another image: " message)
                       (contains? message "another image"))))
            calls)
  (check-equal "of another image: neither changed" (list FALSE FALSE)
               (list (car (gimp-image-is-dirty image)) (car (gimp-image-is-dirty other))))
  (gimp-image-delete other)
  (gimp-image-delete image))

; One pixel: there is nothing to see in it, but by the first layers

(let* ((image (make-image 1 1 RGB PRECISION-U8-GAMMA)))
  (check-refused plug-in-vgg16-dream image "one pixel, dream" '("block3_conv3") "block3_conv3"
                 "deepdream" 1 42 new-layer "" "")
  (check-refused plug-in-visualize-vgg16-filter image "one pixel, filter" '("block3_conv1")
                 "block3_conv1" 0 photo new-image 0 0 "keras" 1 "" "")
  (let ((made (cadr (dream image (active image) "block1_conv1" 1 new-layer
                           "steps=2 scales=1 jitter=0"))))
    (check-equal "one pixel: the dream is one, too" '(1 1) (drawable-size made)))
  (gimp-image-delete image))

; Far beside the image

(let* ((image (make-image 64 48 RGB PRECISION-U8-GAMMA))
       (layer (active image)))
  (gimp-layer-set-offsets layer 260000 -260000)
  (let ((made (cadr (dream image layer whole 1 new-layer quick))))
    (check-equal "far away: so is the dream" '(260000 -260000) (gimp-drawable-offsets made))
    (gimp-image-remove-layer image made))
  (gimp-image-set-active-layer image layer)
  (dream image layer whole 1 itself quick)
  (gimp-image-set-active-layer image layer)
  (let ((made (cadr (plug-in-vgg16-heatmap RUN-NONINTERACTIVE image layer "block2_conv2" 3 -1
                                           over-photo "" ""))))
    (check-equal "far away: so is the heat map" '(260000 -260000)
                 (gimp-drawable-offsets made))
    (gimp-image-remove-layer image made))
  (gimp-image-set-active-layer image layer)
  (plug-in-vgg16-heatmap RUN-NONINTERACTIVE image layer "block2_conv2" 3 -1 3 "" "")
  (check-equal "far away: a selection of it is empty" TRUE
               (car (gimp-selection-is-empty image)))
  (check-equal "far away: no channel is left" 0 (car (gimp-image-get-channels image)))

  ; The whole image is selected, and the layer is not in it
  (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 0 0 64 48)
  (gimp-image-clean-all image)
  (refuse-all image '("selection") "beside the selection")
  (gimp-image-delete image))

; The mask of a layer whose pixels are locked

(let* ((image (make-image 64 48 RGB PRECISION-U8-GAMMA))
       (layer (active image))
       (mask (car (gimp-layer-create-mask layer ADD-MASK-WHITE))))
  (gimp-layer-add-mask layer mask)
  (gimp-item-set-lock-content layer TRUE)
  (gimp-image-clean-all image)
  (let ((message (message-of (lambda () (dream image mask whole 1 itself quick)))))
    (check (string-append "a locked layer’s mask: " message) (contains? message "locked")))
  (check-equal "a locked layer’s mask: nothing to undo" FALSE
               (car (gimp-image-is-dirty image)))
  (gimp-image-delete image))
