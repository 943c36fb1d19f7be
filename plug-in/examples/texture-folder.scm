; SPDX-License-Identifier: GPL-3.0-or-later

; Seamless textures of all pictures in a folder, such as photos of bark, gravel and cloth.
; Each becomes a PNG file of the same name in another folder, which has to exist:
;
;   gimp -i -b '(load "plug-in/examples/texture-folder.scm")
;       (texture-folder "/home/me/materials/*.jpg" "/home/me/textures" 512 "")' \
;     -b '(gimp-quit 0)'
;
; The number is the width and height in pixels. The last argument holds options, such as
; "guide-scale=2 steps=40". The seed is the same for all pictures, so that a second run makes
; the same textures.

(define (texture-folder pattern folder size options)
  (for-each (lambda (file) (texture-file file folder size options))
            (cadr (file-glob pattern 1))))

(define (texture-file file folder size options)
  (let* ((image (car (gimp-file-load RUN-NONINTERACTIVE file file)))
         (target (string-append folder "/" (base-name file) ".png")))
    (if (= (car (gimp-image-base-type image)) INDEXED)
        (gimp-image-convert-rgb image))
    (let ((made (plug-in-vgg16-texture
                 RUN-NONINTERACTIVE image
                 (car (gimp-image-merge-visible-layers image CLIP-TO-IMAGE))
                 1           ; output: new image
                 size size 1 ; width, height, seed
                 ""          ; weights: look for them
                 (string-append "seamless=xy " options))))
      (file-png-save-defaults RUN-NONINTERACTIVE (car made) (cadr made) target target)
      (gimp-image-delete (car made)))
    (gimp-image-delete image)))

; "bark" of "/home/me/materials/bark.jpg"
(define (base-name file)
  (let* ((name (car (reverse (strbreakup file "/"))))
         (parts (reverse (strbreakup name "."))))
    (if (null? (cdr parts))
        name
        (unbreakupstr (reverse (cdr parts)) "."))))
