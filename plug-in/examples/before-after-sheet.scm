; SPDX-License-Identifier: GPL-3.0-or-later

; A photo, and right of it what becomes of it with one objective after the other, in one
; PNG file:
;
;   gimp -i -b '(load "plug-in/examples/before-after-sheet.scm")
;       (before-after-sheet "photo.jpg" (list "block2_conv2" "block3_conv3@strong:4")
;                           "sheet.png" "")' \
;     -b '(gimp-quit 0)'
;
; The last argument holds options, such as "steps=20 keep-colors=yes".

(define margin 8) ; pixels around each picture

(define (before-after-sheet file objectives target options)
  (let* ((image (car (gimp-file-load RUN-NONINTERACTIVE file file)))
         (photo (begin
                  (if (not (= (car (gimp-image-base-type image)) RGB))
                      (gimp-image-convert-rgb image))
                  (car (gimp-image-flatten image))))
         (pictures (cons photo (map (lambda (objective)
                                      (dream-of image photo objective options))
                                    objectives))))
    (put-side-by-side image pictures)
    (gimp-context-set-background '(255 255 255))
    (file-png-save-defaults RUN-NONINTERACTIVE image (car (gimp-image-flatten image)) target
                            target)
    (gimp-image-delete image)))

(define (dream-of image photo objective options)
  (cadr (plug-in-vgg16-dream RUN-NONINTERACTIVE image photo
                             objective
                             "deepdream"   ; recipe
                             1.0 1         ; strength, seed
                             0             ; output: new layer
                             "" options))) ; weights: look for them

(define (put-side-by-side image pictures)
  (let ((width (car (gimp-image-width image)))
        (height (car (gimp-image-height image))))
    (gimp-image-resize image (+ margin (* (length pictures) (+ width margin)))
                       (+ height (* 2 margin)) 0 0)
    (let place ((rest pictures) (x margin))
      (if (not (null? rest))
          (begin
            (gimp-layer-set-offsets (car rest) x margin)
            (place (cdr rest) (+ x width margin)))))))
