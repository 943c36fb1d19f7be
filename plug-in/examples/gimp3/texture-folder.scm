; SPDX-License-Identifier: GPL-3.0-or-later

; Seamless textures of all pictures in a folder, such as photos of bark, gravel and cloth,
; with GIMP 3: by version 3 of Script-Fu, with named arguments; those that are not named have
; their defaults. Each picture becomes a PNG file of the same name in another folder, which
; has to exist:
;
;   gimp-console -i --batch-interpreter plug-in-script-fu-eval \
;     -b '(load "plug-in/examples/gimp3/texture-folder.scm")
;         (texture-folder "/home/me/materials/*.jpg" "/home/me/textures" 512 "")' --quit
;
; The number is the width and height in pixels. The last argument holds options, such as
; "guide-scale=2 steps=40". The seed is the same for all pictures, so that a second run makes
; the same textures.

(script-fu-use-v3)

(define (texture-folder pattern folder size options)
  (for-each (lambda (file) (texture-file file folder size options))
            (file-glob #:pattern pattern)))

(define (texture-file file folder size options)
  (let ((image (gimp-file-load RUN-NONINTERACTIVE file))
        (target (string-append folder "/" (base-name file) ".png")))
    (if (= (gimp-image-get-base-type image) INDEXED)
        (gimp-image-convert-rgb image))
    (let ((made (plug-in-vgg16-texture
                 #:run-mode RUN-NONINTERACTIVE
                 #:image image
                 #:drawables (vector (gimp-image-merge-visible-layers image CLIP-TO-IMAGE))
                 #:output 1 ; new image
                 #:width size
                 #:height size
                 #:seed 1
                 #:options (string-append "seamless=xy " options))))
      (gimp-file-save RUN-NONINTERACTIVE (car made) target -1)
      (gimp-image-delete (car made)))
    (gimp-image-delete image)))

; "bark" of "/home/me/materials/bark.jpg"
(define (base-name file)
  (let* ((name (car (reverse (strbreakup file "/"))))
         (parts (reverse (strbreakup name "."))))
    (if (null? (cdr parts))
        name
        (unbreakupstr (reverse (cdr parts)) "."))))
