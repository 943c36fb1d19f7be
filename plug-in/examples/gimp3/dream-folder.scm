; SPDX-License-Identifier: GPL-3.0-or-later

; Dreams of all photos in a folder, with GIMP 3: by version 3 of Script-Fu, with named
; arguments; those that are not named have their defaults. Each photo becomes a PNG file of
; the same name in another folder, which has to exist:
;
;   gimp-console -i --batch-interpreter plug-in-script-fu-eval \
;     -b '(load "plug-in/examples/gimp3/dream-folder.scm")
;         (dream-folder "/home/me/photos/*.jpg" "/home/me/dreams" "block3_conv3" "")' --quit
;
; The last argument holds options, such as "steps=20 keep-colors=yes". The seed is the
; same for all photos, so that a second run makes the same pictures.

(script-fu-use-v3)

(define (dream-folder pattern folder objective options)
  (for-each (lambda (file) (dream-file file folder objective options))
            (file-glob #:pattern pattern)))

(define (dream-file file folder objective options)
  (let ((image (gimp-file-load RUN-NONINTERACTIVE file))
        (target (string-append folder "/" (base-name file) ".png")))
    (if (= (gimp-image-get-base-type image) INDEXED)
        (gimp-image-convert-rgb image))
    (plug-in-vgg16-dream #:run-mode RUN-NONINTERACTIVE
                         #:image image
                         #:drawables (vector (gimp-image-merge-visible-layers image CLIP-TO-IMAGE))
                         #:objective objective
                         #:seed 1
                         #:output 2 ; the drawable itself
                         #:options options)
    (gimp-file-save RUN-NONINTERACTIVE image target -1)
    (gimp-image-delete image)))

; "cat" of "/home/me/photos/cat.jpg"
(define (base-name file)
  (let* ((name (car (reverse (strbreakup file "/"))))
         (parts (reverse (strbreakup name "."))))
    (if (null? (cdr parts))
        name
        (unbreakupstr (reverse (cdr parts)) "."))))
