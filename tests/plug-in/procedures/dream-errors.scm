; SPDX-License-Identifier: GPL-3.0-or-later

; What a dream refuses: the message says it, and the image stays as it was.

(define image (make-image 64 48 RGB PRECISION-U8-GAMMA))
(define photo (active image))

(define (refuse description words . arguments)
  (apply check-refused plug-in-vgg16-dream image description words arguments))

(define (refuse-options description words options)
  (refuse description words whole "deepdream" 1 42 new-layer "" options))

(define (refuse-output description words output)
  (refuse description words whole "deepdream" 1 42 output "" quick))

(refuse "no objective" '("objective") "" "deepdream" 1 42 new-layer "" quick)
(refuse "unknown layer" '("block9_conv9") "block9_conv9" "deepdream" 1 42 new-layer "" quick)
(refuse "half an objective" '("objective" "ends too early") "block2_conv2:3*" "deepdream" 1
        42 new-layer "" quick)
(refuse "unknown filter" '("8") "block2_conv2:8" "deepdream" 1 42 new-layer "" quick)
(refuse "too small for the layer" '("block5_conv1") "block5_conv1" "deepdream" 1 42
        new-layer "" "steps=1 scales=8 scale-factor=2")
(refuse "unknown recipe" '("soup" "deepdream") whole "soup" 1 42 new-layer "" quick)
(refuse "too strong" '("strength" "1.5") whole "deepdream" 1.5 42 new-layer "" quick)
(refuse "negative strength" '("strength" "-0.1") whole "deepdream" -0.1 42 new-layer ""
        quick)
(refuse "negative seed" '("seed" "-2") whole "deepdream" 1 -2 new-layer "" quick)
(refuse-output "unknown output" '("output" "3") 3)
(refuse "no weights file" '("nowhere.safetensors") whole "deepdream" 1 42 new-layer
        (in-work "nowhere.safetensors") quick)
(refuse-options "unknown option" '("speed") "speed=3")
(refuse-options "malformed option" '("steps") "steps=many")
(refuse-options "a guide that is no number" '("guide" "model") "guide=model")
(refuse-options "a guide that is not there" '("guide" "99999") "guide=99999")
(refuse-options "two series" '("frames" "every") "frames=2 every=2")
(refuse "frames into the drawable" '("series") whole "deepdream" 1 42 itself "" "frames=2")
(refuse "steps into the drawable" '("series") whole "deepdream" 1 42 itself "" "every=2")
(refuse-options "not enough memory" '("emory") (string-append quick " memory=1"))

; Guides: too small a one, and one without colors

(let ((tiny (make-image 2 2 RGB PRECISION-U8-GAMMA))
      (clear (make-image 40 40 RGB PRECISION-U8-GAMMA)))
  (refuse "a guide that is too small" '("block4_conv1") "block4_conv1" "deepdream" 1 42
          new-layer "" (string-append quick " guide=" (number->string (active tiny))))
  (gimp-drawable-fill (active clear) FILL-TRANSPARENT)
  (refuse-options "a transparent guide" '("transparent")
                  (string-append quick " guide=" (number->string (active clear))))
  (gimp-image-delete tiny)
  (gimp-image-delete clear))

; Selections

(let ((corner (car (gimp-layer-new image 10 10 RGB-IMAGE "corner" 100 LAYER-MODE-NORMAL))))
  (gimp-image-insert-layer image corner 0 0)
  (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 60 40 4 4)
  (gimp-image-clean-all image)
  (refuse-output "selection beside the layer" '("selection") new-layer)
  (gimp-selection-none image)
  (gimp-image-remove-layer image corner))

; All transparent

(let ((clear (car (gimp-layer-new image 64 48 RGBA-IMAGE "clear" 100 LAYER-MODE-NORMAL))))
  (gimp-image-insert-layer image clear 0 0)
  (gimp-image-clean-all image)
  (refuse-output "a transparent layer" '("transparent") new-layer)
  (gimp-image-remove-layer image clear))

; What cannot be changed itself

(let ((group (car (gimp-layer-group-new image)))
      (inner (car (gimp-layer-copy photo FALSE))))
  (gimp-image-insert-layer image group 0 0)
  (gimp-image-insert-layer image inner group 0)
  (gimp-image-set-active-layer image group)
  (gimp-image-clean-all image)
  (refuse-output "a group itself" '("group") itself)
  (gimp-item-set-lock-content group TRUE)
  (gimp-image-set-active-layer image inner)
  (gimp-image-clean-all image)
  (refuse-output "a layer in a locked group" '("locked") itself)
  (gimp-item-set-lock-content group FALSE)
  (gimp-item-set-lock-content inner TRUE)
  (gimp-image-clean-all image)
  (refuse-output "a locked layer" '("locked") itself)
  (check "a locked layer can become a new one"
         (> (cadr (dream image inner whole 1 new-layer quick)) 0))
  (gimp-image-remove-layer image group)
  (gimp-image-set-active-layer image photo))

; An indexed image, and a floating selection

(let ((indexed (car (gimp-image-duplicate image))))
  (gimp-image-convert-indexed indexed CONVERT-DITHER-NONE CONVERT-PALETTE-GENERATE 8 FALSE
                              FALSE "")
  (gimp-image-clean-all indexed)
  (check-refused plug-in-vgg16-dream indexed "indexed" '("Image › Mode › RGB") whole
                 "deepdream" 1 42 new-layer "" quick)
  (gimp-image-delete indexed))
(gimp-image-select-rectangle image CHANNEL-OP-REPLACE 0 0 40 40)
(gimp-selection-float photo 0 0)
(gimp-image-clean-all image)
(refuse-output "floating selection" '("floating selection") new-layer)
(gimp-image-delete image)
