; SPDX-License-Identifier: GPL-3.0-or-later

; Textures: what they are made of, and where they go.

(define original (make-image 64 48 RGB PRECISION-U8-GAMMA))
(define (make-photo)
  (car (gimp-image-duplicate original)))

(define (select image x y width height)
  (gimp-image-select-rectangle image CHANNEL-OP-REPLACE x y width height))

(define (texture-layer image drawable options)
  (cadr (texture image drawable new-layer 48 40 (string-append coarse " " options))))

(define (save-texture image drawable options name)
  (save-pixels (texture-layer image drawable options) name))

; What is selected

(let* ((image (make-photo))
       (photo (active image)))
  (save-png image photo "photo.png")
  (save-tiff photo "before.tif")
  (select image 2 2 40 20)
  (gimp-image-clean-all image)
  (let* ((values (texture image photo new-layer 48 40 coarse))
         (layer (cadr values))
         (text (layer-record layer)))
    (check-equal "layer: the image is returned" image (car values))
    (check "layer: the loss is returned" (< (caddr values) 0))
    (check-equal "layer: its name" "VGG16 texture of photo, seed 42" (name-of layer))
    (check-equal "layer: its size" '(48 40) (drawable-size layer))
    (check-equal "layer: one more" 2 (n-layers image))
    (check-equal "layer: it is above the photo" 0
                 (car (gimp-image-get-item-position image layer)))
    (check-equal "layer: it begins at the image's origin" '(0 0)
                 (gimp-drawable-offsets layer))
    (check-equal "layer: the selection stays" '(2 2 42 22)
                 (cdr (gimp-selection-bounds image)))
    (for-each (lambda (line)
                (check (string-append "layer: the record has " line) (has-line? text line)))
              '("procedure=plug-in-vgg16-texture" "output=0" "seed=42" "width=48" "height=40"
                "guide=" "example=40x20+2+2 photo"))
    (for-each (lambda (part)
                (check (string-append "layer: the record has " part) (contains? text part)))
              '("steps=3" "seamless=no" "guide-scale=1" "objective=block1_conv1@style+"
                "\nloss="))
    (save-pixels layer "gimp-selected.ppm")
    (let ((again (cadr (plug-in-vgg16-repeat RUN-NONINTERACTIVE image photo layer ""))))
      (check-equal "again: the record is the same" text (layer-record again))
      (save-pixels again "gimp-again.ppm"))
    (check "again: it can be changed"
           (has-line? (layer-record
                       (cadr (plug-in-vgg16-repeat RUN-NONINTERACTIVE image layer 0
                                                   "seed=7 width=30 seamless=x")))
                      "width=30")))
  (save-texture image photo "seamless=xy guide-scale=2" "gimp-coarser.ppm")
  (save-texture image photo "objective=block1_conv2@style+block2_conv1@style*0.5"
                "gimp-objective.ppm")
  (let ((made (texture image photo new-image 48 40 coarse)))
    (check-equal "image: its size" '(48 40) (image-size (car made)))
    (check "image: it has the record"
           (has-line? (image-record (car made)) "procedure=plug-in-vgg16-texture"))
    (save-pixels (cadr made) "gimp-image.ppm")
    (gimp-image-delete (car made)))
  (let ((name (name-of (cadr (plug-in-vgg16-texture RUN-NONINTERACTIVE image photo new-layer
                                                    20 20 0 "" coarse)))))
    (check (string-append "seed 0: the name tells a seed: " name)
           (and (contains? name "VGG16 texture of photo, seed ")
                (not (contains? name "seed 0")))))
  (gimp-image-delete image))

; A form, of which the largest rectangle counts

(let* ((image (make-photo))
       (photo (active image)))
  (select image 2 2 40 20)
  (gimp-image-select-rectangle image CHANNEL-OP-ADD 2 22 10 20)
  (gimp-image-select-ellipse image CHANNEL-OP-ADD 34 8 20 8)
  (save-texture image photo "" "gimp-form.ppm")
  (gimp-image-delete image))

(let* ((image (make-photo))
       (photo (active image)))
  (gimp-layer-set-offsets photo 7 -1)
  (select image 9 1 40 20)
  (save-texture image photo "" "gimp-offset.ppm")
  (gimp-image-delete image))

; Without a selection

(let* ((image (make-photo))
       (photo (active image)))
  (save-pixels (cadr (texture image photo new-layer 0 0 coarse)) "gimp-whole.ppm")
  (select image 2 2 40 20)
  (gimp-selection-invert image)
  (gimp-drawable-edit-clear photo)
  (gimp-selection-none image)
  (save-texture image photo "" "gimp-clear.ppm")
  (gimp-image-delete image))

(let* ((image (make-photo))
       (photo (active image)))
  (select image 2 2 40 20)
  (gimp-layer-add-mask photo (car (gimp-layer-create-mask photo ADD-MASK-SELECTION)))
  (gimp-selection-none image)
  (save-texture image photo "" "gimp-mask.ppm")
  (gimp-image-delete image))

; Another layer, of another image, and again without it

(let* ((image (make-photo))
       (photo (active image))
       (other (make-image 40 56 RGB PRECISION-U8-GAMMA))
       (guide (active other)))
  (gimp-drawable-invert guide FALSE)
  (gimp-item-set-name guide "bark")
  (save-png other guide "guide.png")
  (select image 60 40 40 40)
  (let ((layer (texture-layer image photo
                              (string-append "guide=" (number->string guide)))))
    (check-equal "guide: the name tells it" "VGG16 texture of bark, seed 42" (name-of layer))
    (check "guide: the record has its name" (has-line? (layer-record layer) "guide=bark"))
    (save-pixels layer "gimp-guide.ppm")
    (let ((again (cadr (plug-in-vgg16-repeat RUN-NONINTERACTIVE image layer 0 ""))))
      (check-equal "guide: again, the record is the same" (layer-record layer)
                   (layer-record again))
      (save-pixels again "gimp-guide-again.ppm")))
  (gimp-image-delete other)
  (gimp-image-delete image))

; Precisions, and gray

(let* ((image (make-image 64 48 RGB PRECISION-U16-GAMMA))
       (made (texture image (active image) new-image 48 40 coarse)))
  (check-equal "16 bits: so has the new image" PRECISION-U16-GAMMA
               (car (gimp-image-get-precision (car made))))
  (save-tiff (cadr made) "fine.tif")
  (gimp-image-delete (car made))
  (gimp-image-delete image))

(let* ((image (make-image 64 48 GRAY PRECISION-FLOAT-LINEAR))
       (made (texture image (active image) new-image 20 20 coarse)))
  (check-equal "gray: the new image has colors" RGB (car (gimp-image-base-type (car made))))
  (check-equal "gray: the layer has none" GRAY-IMAGE
               (car (gimp-drawable-type
                     (cadr (texture image (active image) new-layer 20 20 coarse)))))
  (gimp-image-delete (car made))
  (gimp-image-delete image))
(gimp-image-delete original)
