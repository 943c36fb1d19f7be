; SPDX-License-Identifier: GPL-3.0-or-later

; Guides, examples and styles that are picture files; guide-files.sh makes them.

(define original (make-image 64 48 RGB PRECISION-U8-GAMMA))
(define (make-photo)
  (car (gimp-image-duplicate original)))

(define (in-files name)
  (in-work (string-append "files/" name)))

(define (n-images)
  (car (gimp-image-list)))

(define (file-texture image drawable options)
  (cadr (texture image drawable new-layer 48 40 (string-append coarse " guide-file=" options))))

; An example, whose name has a space; and again from its record

(save-png original (active original) "photo.png")
(let* ((image (make-photo))
       (photo (active image))
       (n (n-images))
       (layer (file-texture image photo (string-append "file://" (in-files "my%20bark.png"))))
       (text (layer-record layer)))
  (check-equal "example: no image is left open" n (n-images))
  (check-equal "example: the name tells the file" "VGG16 texture of my bark.png, seed 42"
               (name-of layer))
  (check "example: the record has its path"
         (has-line? text (string-append "guide-file=" (in-files "my bark.png"))))
  (check "example: it has no drawable" (has-line? text "guide="))
  (save-pixels layer "gimp-texture.ppm")
  (let ((again (cadr (plug-in-vgg16-repeat RUN-NONINTERACTIVE image layer 0 ""))))
    (check-equal "example: again, the record is the same" text (layer-record again))
    (save-pixels again "gimp-texture-again.ppm"))
  (let ((changed (layer-record (cadr (plug-in-vgg16-repeat
                                      RUN-NONINTERACTIVE image photo layer
                                      (string-append "seed=7 guide-file="
                                                     (in-files "flat.gif")))))))
    (check "example: another file can be named"
           (has-line? changed (string-append "guide-file=" (in-files "flat.gif")))))
  (let ((changed (layer-record (cadr (plug-in-vgg16-repeat
                                      RUN-NONINTERACTIVE image photo layer
                                      (string-append "guide=" (number->string photo)))))))
    (check "example: so can a drawable"
           (and (has-line? changed "guide=photo") (not (contains? changed "guide-file")))))
  (gimp-image-delete image))

; Files that GIMP opens in its own ways: as a layer of what it opens would be

(define (save-both image name)
  (let* ((photo (active image))
         (file (in-files name))
         (opened (car (gimp-file-load RUN-NONINTERACTIVE file file)))
         (guide (string-append coarse " guide=" (number->string (active opened)))))
    (if (= (car (gimp-image-base-type opened)) INDEXED)
        (gimp-image-convert-rgb opened))
    (if (equal? (image-size opened) '(48 40))
        (gimp-image-rotate opened 0)) ; by 90 degrees: GIMP 3 leaves that to its callers
    (save-pixels (cadr (texture image photo new-layer 48 40 guide))
                 (string-append "layer-" name ".ppm"))
    (save-pixels (file-texture image photo file) (string-append "file-" name ".ppm"))
    (check-equal (string-append name ": its size") '(40 48) (image-size opened))
    (gimp-image-delete opened)))

(let ((image (make-photo)))
  (save-pixels (file-texture image (active image) (in-files "layers.xcf")) "gimp-layers.ppm")
  (for-each (lambda (name) (save-both image name))
            '("turned.jpg" "flat.gif" "fine.tif" "wide.jpg"))
  (gimp-image-delete image))

; A style, and a dream's guide

(let* ((image (make-photo))
       (photo (active image))
       (file (string-append " guide-file=" (in-files "model.png")))
       (layer (cadr (style image photo 0 0.5 new-layer (string-append coarse file)))))
  (check-equal "style: the name tells the file" "VGG16, style of model.png" (name-of layer))
  (save-pixels layer "gimp-style.ppm")
  (save-pixels (cadr (plug-in-vgg16-repeat RUN-NONINTERACTIVE image layer 0 ""))
               "gimp-style-again.ppm")
  (gimp-image-delete image))

(let* ((image (make-photo))
       (photo (active image))
       (file (string-append " guide-file=" (in-files "model.png")))
       (layer (cadr (dream image photo "block2_conv2" 1 new-layer (string-append quick file)))))
  (save-pixels layer "gimp-dream.ppm")
  (save-pixels (cadr (plug-in-vgg16-repeat RUN-NONINTERACTIVE image layer 0 ""))
               "gimp-dream-again.ppm")
  (gimp-image-delete image))

; Refusals

(define image (make-photo))
(define photo (active image))

(define (refuse description words file)
  (let ((n (n-images))
        (options (string-append coarse " guide-file=" (in-files file))))
    (gimp-image-clean-all image)
    (check-refused plug-in-vgg16-texture image (string-append "texture: " description) words
                   new-layer 32 32 42 "" options)
    (gimp-image-clean-all image)
    (check-refused plug-in-vgg16-style image (string-append "style: " description) words
                   0 0.5 new-layer "" options)
    (check-equal (string-append description ": no image is left open") n (n-images))))

(refuse "a file that is not there" '("nowhere.png" "Choose another one") "nowhere.png")
(refuse "a folder" '("There is no picture file") "")
(refuse "a file that is no picture" '("broken.png" "cannot be read") "broken.png")
(refuse "nothing that can be seen" '("hidden.xcf" "nothing is visible") "hidden.xcf")
(let ((layer (cadr (style image photo 0 0.5 new-layer
                          (string-append coarse " guide-file=" (in-files "gone.png"))))))
  (gimp-image-set-active-layer image layer)
  (file-delete (in-files "gone.png"))
  (gimp-image-clean-all image)
  (check-refused plug-in-vgg16-repeat image "again, the file is gone" '("gone.png") 0 ""))
(gimp-image-delete image)
(gimp-image-delete original)
