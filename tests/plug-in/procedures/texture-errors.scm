; SPDX-License-Identifier: GPL-3.0-or-later

; What a texture refuses: the message says it, and the image stays as it was.

(define image (make-image 64 48 RGB PRECISION-U8-GAMMA))
(define photo (active image))

(define (refuse description words . arguments)
  (gimp-image-clean-all image)
  (apply check-refused plug-in-vgg16-texture image description words arguments))

(define (refuse-options description words options)
  (refuse description words new-layer 32 32 42 "" (string-append coarse " " options)))

(refuse "unknown output" '("output" "2") 2 32 32 42 "" coarse)
(refuse "a negative width" '("width" "-1") new-layer -1 32 42 "" coarse)
(refuse "a negative seed" '("seed" "-2") new-layer 32 32 -2 "" coarse)
(refuse "no weights file" '("nowhere.safetensors") new-layer 32 32 42
        (in-work "nowhere.safetensors") coarse)
(refuse-options "unknown option" '("speed") "speed=3")
(refuse-options "malformed option" '("steps") "steps=many")
(refuse-options "an option of dreams" '("jitter") "jitter=3")
(refuse-options "too coarse" '("guide-scale" "11") "guide-scale=11")
(refuse-options "not enough memory" '("emory") "memory=1")
(refuse-options "unknown layer" '("block9_conv9") "objective=block9_conv9@style")
(refuse-options "content of noise" '("block1_conv1@content") "objective=block1_conv1@content")
(refuse-options "a guide that is no number" '("guide" "model") "guide=model")
(refuse-options "a guide that is not there" '("guide" "99999") "guide=99999")

; Examples: too small ones, and one without colors

(let ((tiny (make-image 40 15 RGB PRECISION-U8-GAMMA))
      (clear (make-image 40 40 RGB PRECISION-U8-GAMMA)))
  (refuse-options "a guide that is too small" '("40 × 15" "16 × 16")
                  (string-append "guide=" (number->string (active tiny))))
  (gimp-drawable-fill (active clear) FILL-TRANSPARENT)
  (refuse-options "a transparent guide" '("transparent")
                  (string-append "guide=" (number->string (active clear))))
  (gimp-image-delete tiny)
  (gimp-image-delete clear))

(gimp-image-select-rectangle image CHANNEL-OP-REPLACE 4 4 12 30)
(refuse-options "too small a selection" '("12 × 30" "16 × 16") "")
(gimp-image-select-rectangle image CHANNEL-OP-REPLACE 4 4 30 4)
(gimp-image-select-rectangle image CHANNEL-OP-ADD 4 4 4 30)
(refuse-options "no rectangle in it that is large enough" '("16 × 16") "")
(gimp-selection-none image)

(let ((corner (car (gimp-layer-new image 10 10 RGB-IMAGE "corner" 100 LAYER-MODE-NORMAL))))
  (gimp-image-insert-layer image corner 0 0)
  (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 60 40 4 4)
  (refuse-options "selection beside the layer" '("selection") "")
  (gimp-selection-none image)
  (gimp-image-remove-layer image corner))

(let ((clear (car (gimp-layer-new image 64 48 RGBA-IMAGE "clear" 100 LAYER-MODE-NORMAL))))
  (gimp-image-insert-layer image clear 0 0)
  (refuse-options "a transparent layer" '("transparent") "")
  (gimp-image-remove-layer image clear))

; An indexed image, and a floating selection

(let ((indexed (car (gimp-image-duplicate image))))
  (gimp-image-convert-indexed indexed CONVERT-DITHER-NONE CONVERT-PALETTE-GENERATE 8 FALSE
                              FALSE "")
  (gimp-image-clean-all indexed)
  (check-refused plug-in-vgg16-texture indexed "indexed" '("Image › Mode › RGB") new-layer
                 32 32 42 "" coarse)
  (gimp-image-delete indexed))
(gimp-image-select-rectangle image CHANNEL-OP-REPLACE 0 0 40 40)
(gimp-selection-float photo 0 0)
(refuse-options "floating selection" '("floating selection") "")
(gimp-image-delete image)
