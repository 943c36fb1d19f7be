; SPDX-License-Identifier: GPL-3.0-or-later

; Dreams of all photos in a folder. Each becomes a PNG file of the same name in another
; folder, which has to exist:
;
;   gimp -i -b '(load "plug-in/examples/dream-folder.scm")
;       (dream-folder "/home/me/photos/*.jpg" "/home/me/dreams" "block3_conv3" "")' \
;     -b '(gimp-quit 0)'
;
; The last argument holds options, such as "steps=20 keep-colors=yes". The seed is the
; same for all photos, so that a second run makes the same pictures.

(define (dream-folder pattern folder objective options)
  (for-each (lambda (file) (dream-file file folder objective options))
            (cadr (file-glob pattern 1))))

(define (dream-file file folder objective options)
  (let* ((image (car (gimp-file-load RUN-NONINTERACTIVE file file)))
         (target (string-append folder "/" (base-name file) ".png")))
    (if (= (car (gimp-image-base-type image)) INDEXED)
        (gimp-image-convert-rgb image))
    (let ((photo (car (gimp-image-merge-visible-layers image CLIP-TO-IMAGE))))
      (plug-in-vgg16-dream RUN-NONINTERACTIVE image photo
                           objective
                           "deepdream"   ; recipe
                           1.0 1         ; strength, seed
                           2             ; output: the drawable itself
                           "" options)   ; weights: look for them
      (file-png-save-defaults RUN-NONINTERACTIVE image photo target target))
    (gimp-image-delete image)))

; "cat" of "/home/me/photos/cat.jpg"
(define (base-name file)
  (let* ((name (car (reverse (strbreakup file "/"))))
         (parts (reverse (strbreakup name "."))))
    (if (null? (cdr parts))
        name
        (unbreakupstr (reverse (cdr parts)) "."))))
