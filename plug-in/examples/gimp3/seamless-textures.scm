; SPDX-License-Identifier: GPL-3.0-or-later

; Textures of some filters of a layer, with GIMP 3: by the arguments' order, as scripts for
; GIMP 2.10 do, but for the drawable, which is in a vector. The textures can be put side by
; side without a seam; they become files such as block3_conv1-5.png in a folder, which has to
; exist:
;
;   gimp-console -i --batch-interpreter plug-in-script-fu-eval \
;     -b '(load "plug-in/examples/gimp3/seamless-textures.scm")
;         (seamless-textures "block3_conv1" (list 0 5 17) 256 "/home/me/textures" "")' --quit
;
; The number is the width and height in pixels. The last argument holds options, such as
; "steps=40 jitter=8".

(define (seamless-textures layer filters size folder options)
  (let* ((image (car (gimp-image-new size size RGB)))
         (canvas (car (gimp-layer-new image "canvas" size size RGB-IMAGE 100
                                      LAYER-MODE-NORMAL))))
    (gimp-image-insert-layer image canvas 0 0)
    (for-each (lambda (filter)
                (save-texture image canvas layer filter size folder options))
              filters)
    (gimp-image-delete image)))

(define (save-texture image canvas layer filter size folder options)
  (let* ((file (string-append folder "/" layer "-" (number->string filter) ".png"))
         (made (plug-in-visualize-vgg16-filter
                RUN-NONINTERACTIVE image (vector canvas)
                layer filter
                0 1           ; start: noise; output: new image
                size size
                "keras" 1     ; recipe, seed
                ""            ; weights: look for them
                (string-append "seamless=xy " options))))
    (gimp-file-save RUN-NONINTERACTIVE (car made) file -1)
    (gimp-image-delete (car made))))
