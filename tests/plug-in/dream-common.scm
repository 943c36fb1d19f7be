; SPDX-License-Identifier: GPL-3.0-or-later

; What the tests of dreams share.

(define whole "block2_conv2")
(define quick "steps=2 scales=2 jitter=4")
(define itself 2)

(define (dream image drawable objective strength output options)
  (plug-in-vgg16-dream RUN-NONINTERACTIVE image drawable objective "deepdream" strength 42
                       output "" options))

(define (save-png image drawable name)
  (file-png-save RUN-NONINTERACTIVE image drawable (in-work name) (in-work name) 0 9 0 0 0
                 0 0))

; All bits of the drawable, those of hidden colors too.
(define (save-tiff drawable name)
  (let* ((path (in-work name))
         (source (car (gimp-item-get-image drawable)))
         (image (car (gimp-image-new-with-precision
                      (car (gimp-drawable-width drawable))
                      (car (gimp-drawable-height drawable))
                      (car (gimp-image-base-type source))
                      (car (gimp-image-get-precision source)))))
         (layer (car (gimp-layer-new-from-drawable drawable image))))
    (gimp-image-insert-layer image layer 0 0)
    (file-tiff-save RUN-NONINTERACTIVE image layer path path 0)
    (gimp-image-delete image)))
