; SPDX-License-Identifier: GPL-3.0-or-later

; Helpers of the batch tests. "work" is the test's temporary folder, "script" the name of
; the file that follows.

(define results (open-output-file (string-append work "/" script ".results")))

(define (report text)
  (display text results)
  (newline results))

(define (check description condition)
  (report (string-append (if condition "ok " "not ok ") description)))

(define (check-equal description expected found)
  (if (equal? expected found)
      (report (string-append "ok " description))
      (begin
        (display (string-append "not ok " description ": ") results)
        (write found results)
        (display " instead of " results)
        (write expected results)
        (newline results))))

; An error that no check expects is reported, and the script goes on, unless it is caught
; in a loop of them.
(define n-errors 0)
(set! *error-hook*
      (lambda parts
        (report (string-append "not ok " (car parts)))
        (set! n-errors (+ n-errors 1))
        (if (> n-errors 20)
            (gimp-quit 0))))

(define (finish)
  (report "done")
  (close-output-port results))

(define (in-work name)
  (string-append work "/" name))

; The message of the error that the call ends with; "" if it ends well.
(define (message-of thunk)
  (let* ((saved *error-hook*)
         (message (call/cc (lambda (return)
                             (set! *error-hook*
                                   (lambda parts (return (car parts))))
                             (thunk)
                             ""))))
    (set! *error-hook* saved)
    message))

(define (contains? text part)
  (let ((last (- (string-length text) (string-length part))))
    (let loop ((i 0))
      (cond ((> i last) #f)
            ((string=? (substring text i (+ i (string-length part))) part) #t)
            (else (loop (+ i 1)))))))

; Images

(define (fill drawable)
  (gimp-context-set-foreground '(200 120 40))
  (gimp-context-set-background '(20 60 160))
  (gimp-context-set-gradient-fg-bg-rgb)
  (gimp-drawable-edit-gradient-fill drawable GRADIENT-LINEAR 0 FALSE 1 0 TRUE 0 0
                                    (car (gimp-drawable-width drawable))
                                    (car (gimp-drawable-height drawable))))

; An image with one layer "photo", filled with a gradient.
(define (make-image width height base-type precision)
  (let* ((image (car (gimp-image-new-with-precision width height base-type precision)))
         (layer (car (gimp-layer-new image width height
                                     (if (= base-type GRAY) GRAYA-IMAGE RGBA-IMAGE)
                                     "photo" 100 LAYER-MODE-NORMAL))))
    (gimp-image-insert-layer image layer 0 0)
    (fill layer)
    (gimp-image-clean-all image)
    image))

(define (active image)
  (car (gimp-image-get-active-drawable image)))

(define (n-layers image)
  (car (gimp-image-get-layers image)))

(define (layer-ids image)
  (vector->list (cadr (gimp-image-get-layers image))))

(define (name-of item)
  (car (gimp-item-get-name item)))

(define (image-size image)
  (list (car (gimp-image-width image)) (car (gimp-image-height image))))

(define (drawable-size drawable)
  (list (car (gimp-drawable-width drawable)) (car (gimp-drawable-height drawable))))

; The color and alpha of a pixel, as 0…255.
(define (pixel drawable x y)
  (vector->list (cadr (gimp-drawable-get-pixel drawable x y))))

; Those of the middle row.
(define (row-of drawable)
  (let ((y (quotient (car (gimp-drawable-height drawable)) 2)))
    (let loop ((x (- (car (gimp-drawable-width drawable)) 1)) (row '()))
      (if (< x 0)
          row
          (loop (- x 1) (cons (pixel drawable x y) row))))))

; Calls save with an image of the drawable alone, and its layer.
(define (save-copy drawable save)
  (let* ((source (car (gimp-item-get-image drawable)))
         (image (car (gimp-image-new-with-precision
                      (car (gimp-drawable-width drawable))
                      (car (gimp-drawable-height drawable))
                      (car (gimp-image-base-type source))
                      (car (gimp-image-get-precision source)))))
         (layer (car (gimp-layer-new-from-drawable drawable image))))
    (gimp-image-insert-layer image layer 0 0)
    (save image layer)
    (gimp-image-delete image)))

(define (save-pixels drawable name)
  (let ((path (in-work name)))
    (save-copy drawable
               (lambda (image layer)
                 (gimp-layer-flatten layer)
                 (file-ppm-save RUN-NONINTERACTIVE image layer path path 1)))))

; All bits of the drawable, those of hidden colors too.
(define (save-tiff drawable name)
  (let ((path (in-work name)))
    (save-copy drawable
               (lambda (image layer)
                 (file-tiff-save RUN-NONINTERACTIVE image layer path path 0)))))

(define (save-png image drawable name)
  (let ((path (in-work name)))
    (file-png-save RUN-NONINTERACTIVE image drawable path path 0 9 0 0 0 0 0)))

(define (says? message word)
  (or (contains? message word) (refused-by-gimp? message)))

; Calls the procedure with the arguments after the drawable; its message must have all
; the words, and nothing may have changed.
(define (check-refused procedure image description words . arguments)
  (let* ((n-images (car (gimp-image-list)))
         (n (n-layers image))
         (n-channels (car (gimp-image-get-channels image)))
         (message (message-of (lambda ()
                                (apply procedure RUN-NONINTERACTIVE image (active image)
                                       arguments)))))
    (for-each (lambda (word)
                (check (string-append description ": “" word "” is in: " message)
                       (says? message word)))
              words)
    (check-equal (string-append description ": no image more") n-images
                 (car (gimp-image-list)))
    (check-equal (string-append description ": no layer more") n (n-layers image))
    (check-equal (string-append description ": no channel more") n-channels
                 (car (gimp-image-get-channels image)))
    (check-equal (string-append description ": nothing to undo") FALSE
                 (car (gimp-image-is-dirty image)))))

; Records

(define (record item-parasite)
  (caddr (car item-parasite)))

(define (layer-record layer)
  (record (gimp-item-get-parasite layer "visualize-vgg16-filter")))

(define (image-record image)
  (record (gimp-image-get-parasite image "visualize-vgg16-filter")))

(define (has-line? text line)
  (contains? (string-append "\n" text) (string-append "\n" line "\n")))

; The value of a key in a record; "" if it has none.
(define (value-of text key)
  (let loop ((lines (strbreakup text "\n")) (start (string-append key "=")))
    (cond ((null? lines) "")
          ((and (>= (string-length (car lines)) (string-length start))
                (string=? (substring (car lines) 0 (string-length start)) start))
           (substring (car lines) (string-length start) (string-length (car lines))))
          (else (loop (cdr lines) start)))))

; The procedure, with a short ascent.

(define noise 0)
(define photo 1)
(define new-layer 0)
(define new-image 1)
(define short "steps=3 scales=2")

(define (visualize image start output seed)
  (plug-in-visualize-vgg16-filter RUN-NONINTERACTIVE image (active image) "block2_conv1" 3
                                  start output 0 0 "keras" seed "" short))

; Dreams

(define whole "block2_conv2")
(define quick "steps=2 scales=2 jitter=4")
(define itself 2)

(define (dream image drawable objective strength output options)
  (plug-in-vgg16-dream RUN-NONINTERACTIVE image drawable objective "deepdream" strength 42
                       output "" options))

; Textures of what is selected

(define coarse "steps=3 scales=2")

(define (texture image drawable output width height options)
  (plug-in-vgg16-texture RUN-NONINTERACTIVE image drawable output width height 42 "" options))

; Photos in the style of another drawable

(define (style image drawable model strength output options)
  (plug-in-vgg16-style RUN-NONINTERACTIVE image drawable model strength output "" options))
