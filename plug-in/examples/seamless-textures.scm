; SPDX-License-Identifier: GPL-3.0-or-later

; Textures of some filters of a layer, which can be put side by side without a seam, as
; files such as block3_conv1-5.png in a folder, which has to exist:
;
;   gimp -i -b '(load "plug-in/examples/seamless-textures.scm")
;       (seamless-textures "block3_conv1" (list 0 5 17) 256 "/home/me/textures" "")' \
;     -b '(gimp-quit 0)'
;
; The number is the width and height in pixels. The last argument holds options, such as
; "steps=40 jitter=8".

(define (seamless-textures layer filters size folder options)
  (let* ((image (car (gimp-image-new size size RGB)))
         (canvas (car (gimp-layer-new image size size RGB-IMAGE "canvas" 100
                                      LAYER-MODE-NORMAL))))
    (gimp-image-insert-layer image canvas 0 0)
    (for-each (lambda (filter)
                (save-texture image canvas layer filter size folder options))
              filters)
    (gimp-image-delete image)))

(define (save-texture image canvas layer filter size folder options)
  (let* ((file (string-append folder "/" layer "-" (number->string filter) ".png"))
         (texture (cadr (plug-in-visualize-vgg16-filter
                         RUN-NONINTERACTIVE image canvas
                         layer filter
                         0 0           ; start: noise; output: new layer
                         size size
                         "keras" 1     ; recipe, seed
                         ""            ; weights: look for them
                         (string-append "seamless=xy " options)))))
    (file-png-save-defaults RUN-NONINTERACTIVE image texture file file)))
