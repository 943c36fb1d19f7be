; SPDX-License-Identifier: GPL-3.0-or-later

; Styles: what they make, what they leave alone, and what they refuse.

(define image (make-image 64 48 RGB PRECISION-U16-GAMMA))
(define photo (active image))
(define other (make-image 40 56 RGB PRECISION-U8-GAMMA))
(define model (active other))
(gimp-drawable-invert model FALSE)
(gimp-item-set-name model "painting")

; A photo of 8 bits, always the same one: a gradient is dithered at random.
(define original (make-image 64 48 RGB PRECISION-U8-GAMMA))

(define (style-layer image options strength)
  (cadr (style image (active image) model strength new-layer
               (string-append coarse " " options))))

(let* ((image (car (gimp-image-duplicate original)))
       (photo (active image)))
  (save-png image photo "photo.png")
  (save-png other model "model.png")
  (let* ((values (style image photo model 0.5 new-layer coarse))
         (layer (cadr values))
         (text (layer-record layer)))
    (check-equal "layer: the image is returned" image (car values))
    (check "layer: the loss is returned" (< (caddr values) 0))
    (check-equal "layer: its name" "VGG16, style of painting" (name-of layer))
    (check-equal "layer: one more" 2 (n-layers image))
    (check-equal "layer: it is above the photo" 0
                 (car (gimp-image-get-item-position image layer)))
    (for-each (lambda (line)
                (check (string-append "layer: the record has " line) (has-line? text line)))
              '("procedure=plug-in-vgg16-style" "strength=0.5" "output=0" "guide=painting"
                "width=64" "height=48" "x=0" "y=0"))
    (for-each (lambda (part)
                (check (string-append "layer: the record has " part) (contains? text part)))
              '("steps=3" "guide-scale=1" "keep-colors=no" "objective=block" "_conv1@style+"
                "_conv2@content"
                "\nloss="))
    (save-pixels layer "gimp-style.ppm")
    (let ((again (cadr (plug-in-vgg16-repeat RUN-NONINTERACTIVE image layer 0 ""))))
      (check-equal "again: the record is the same" text (layer-record again))
      (save-pixels again "gimp-again.ppm")
      (gimp-image-remove-layer image again))
    (let ((changed (layer-record
                    (cadr (plug-in-vgg16-repeat
                           RUN-NONINTERACTIVE image photo layer
                           (string-append "strength=0.75 steps=2 style="
                                          (number->string photo)))))))
      (check "again: strength and style can be changed"
             (and (has-line? changed "strength=0.75") (has-line? changed "guide=photo")))))
  (gimp-image-delete image))

(let* ((image (car (gimp-image-duplicate original)))
       (photo (active image)))
  (save-pixels (style-layer image "guide-scale=2 keep-colors=yes" 0.9) "gimp-strong.ppm")
  (gimp-image-set-active-layer image photo)
  (save-pixels (style-layer image "objective=block1_conv2@style+block2_conv1@content" 0.5)
               "gimp-objective.ppm")
  (save-pixels (cadr (dream image photo "block1_conv2@style" 1 new-layer
                            (string-append quick " guide=" (number->string model))))
               "gimp-dream.ppm")
  (gimp-image-delete image))

; A selection, in 16 bits: as a layer, as an image, and in the drawable itself

(gimp-image-select-rectangle image CHANNEL-OP-REPLACE 10 8 40 32)
(save-tiff photo "before.tif")
(let ((made (style image photo model 0.5 new-image coarse))
      (layer (cadr (style image photo model 0.5 new-layer coarse))))
  (check-equal "selection: the layer is its box" '(10 8) (gimp-drawable-offsets layer))
  (check-equal "image: it has the precision" PRECISION-U16-GAMMA
               (car (gimp-image-get-precision (car made))))
  (save-tiff (cadr made) "image.tif")
  (save-tiff layer "layer.tif")
  (gimp-image-delete (car made))
  (gimp-image-remove-layer image layer))
(save-tiff photo "untouched.tif")
(let ((mask (car (gimp-layer-new image 64 48 RGB-IMAGE "mask" 100 LAYER-MODE-NORMAL))))
  (gimp-image-insert-layer image mask 0 0)
  (gimp-context-set-foreground '(0 0 0))
  (gimp-drawable-fill mask FILL-FOREGROUND)
  (gimp-context-set-foreground '(255 255 255))
  (gimp-drawable-edit-fill mask FILL-FOREGROUND)
  (save-tiff mask "selection.tif")
  (gimp-image-remove-layer image mask))
(check-equal "itself: the drawable is returned" photo
             (cadr (style image photo model 0.5 itself coarse)))
(check "itself: it has the record" (has-line? (layer-record photo) "output=2"))
(save-tiff photo "itself.tif")
(gimp-selection-none image)
(gimp-image-set-active-layer image photo)

; Refusals

(define (refuse description words . arguments)
  (gimp-image-clean-all image)
  (apply check-refused plug-in-vgg16-style image description words arguments))

(define (refuse-options description words options)
  (refuse description words model 0.5 new-layer "" (string-append coarse " " options)))

(refuse "no style" '("style") 0 0.5 new-layer "" coarse)
(refuse "a style that is not there" '("99999") 99999 0.5 new-layer "" coarse)
(refuse "too strong" '("strength" "1.5") model 1.5 new-layer "" coarse)
(refuse "unknown output" '("output" "3") model 0.5 3 "" coarse)
(refuse "no weights file" '("nowhere.safetensors") model 0.5 new-layer
        (in-work "nowhere.safetensors") coarse)
(refuse-options "unknown option" '("speed") "speed=3")
(refuse-options "an option of dreams" '("frames") "frames=3")
(refuse-options "too large strokes" '("guide-scale" "11") "guide-scale=11")
(refuse-options "unknown layer" '("block9_conv9") "objective=block9_conv9@style")
(refuse-options "not enough memory" '("emory") "memory=1")

(let ((clear (make-image 40 40 RGB PRECISION-U8-GAMMA)))
  (gimp-drawable-fill (active clear) FILL-TRANSPARENT)
  (refuse "a transparent style" '("transparent") (active clear) 0.5 new-layer "" coarse)
  (gimp-image-delete clear))

(gimp-item-set-lock-content photo TRUE)
(refuse "a locked layer" '("locked") model 0.5 itself "" coarse)
(gimp-item-set-lock-content photo FALSE)

(let ((layer (cadr (style image photo model 0.5 new-layer coarse))))
  (gimp-image-set-active-layer image layer)
  (gimp-image-delete other)
  (gimp-image-clean-all image)
  (check-refused plug-in-vgg16-repeat image "again, the style is gone" '("painting" "style=ID")
                 0 ""))
(gimp-image-delete image)
(gimp-image-delete original)
