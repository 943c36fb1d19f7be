; SPDX-License-Identifier: GPL-3.0-or-later

; The scripts of the batch tests are written for GIMP 2.10. This is for GIMP 3: what they call
; there that has another name here, takes other arguments, or returns another value. As long as
; no script asks for version 3 of Script-Fu, calls return lists, as in 2.10.

; Names

(define gimp-drawable-height gimp-drawable-get-height)
(define gimp-drawable-offsets gimp-drawable-get-offsets)
(define gimp-drawable-width gimp-drawable-get-width)
(define gimp-image-base-type gimp-image-get-base-type)
(define gimp-image-height gimp-image-get-height)
(define gimp-image-width gimp-image-get-width)
(define gimp-item-is-layer gimp-item-id-is-layer)

(define PRECISION-FLOAT-GAMMA PRECISION-FLOAT-NON-LINEAR)
(define PRECISION-U16-GAMMA PRECISION-U16-NON-LINEAR)
(define PRECISION-U32-GAMMA PRECISION-U32-NON-LINEAR)
(define PRECISION-U8-GAMMA PRECISION-U8-NON-LINEAR)

; Arguments

(define gimp-layer-new
  (let ((new gimp-layer-new))
    (lambda (image width height type name opacity mode)
      (new image name width height type opacity mode))))

(define gimp-channel-new
  (let ((new gimp-channel-new))
    (lambda (image width height name opacity color)
      (new image name width height opacity color))))

(define gimp-layer-copy
  (let ((copy gimp-layer-copy))
    (lambda (layer add-alpha) (copy layer))))

(define (gimp-layer-group-new image)
  (gimp-group-layer-new image ""))

; Fonts are no names, and what they are called depends on the system.
(define gimp-text-layer-new
  (let ((new gimp-text-layer-new))
    (lambda (image text font size unit)
      (new image text (vector-ref (car (gimp-fonts-get-list "")) 0) size unit))))

; A path, and no URI
(define gimp-image-set-color-profile-from-file
  (let ((set gimp-image-set-color-profile-from-file)
        (scheme (string-length "file://")))
    (lambda (image uri)
      (set image (substring uri scheme (string-length uri))))))

(define (gimp-image-get-active-drawable image)
  (list (vector-ref (car (gimp-image-get-selected-drawables image)) 0)))

(define (gimp-image-set-active-layer image layer)
  (gimp-image-set-selected-layers image (vector layer)))

(define (gimp-selection-float drawable x y)
  (gimp-floating-sel-attach (car (gimp-layer-copy drawable FALSE)) drawable))

; Lists, which are returned without their length, and colors

(define (with-length call length)
  (lambda arguments
    (let ((found (car (apply call arguments))))
      (list (length found) found))))

(define gimp-image-get-channels (with-length gimp-image-get-channels vector-length))
(define gimp-image-get-layers (with-length gimp-image-get-layers vector-length))
(define gimp-image-list (with-length gimp-get-images vector-length))
(define gimp-item-get-children (with-length gimp-item-get-children vector-length))
(define gimp-item-get-parasite-list (with-length gimp-item-get-parasite-list length))
(define file-glob (with-length file-glob length))

; The selection's are linear, as colors are not.
(define gimp-drawable-get-pixel
  (let ((get gimp-drawable-get-pixel))
    (lambda (drawable x y)
      (let ((color (if (= (car (gimp-item-id-is-selection drawable)) TRUE)
                       (gimp-selection-value (car (gimp-item-get-image drawable)) x y)
                       (car (get drawable x y)))))
        (list (length color) (list->vector color))))))

; Color profiles are images' parasites.
(define (gimp-image-get-color-profile image)
  (if (member "icc-profile" (car (gimp-image-get-parasite-list image)))
      (list 1 (caddr (car (gimp-image-get-parasite image "icc-profile"))))
      (list 0 "")))

; GIMP 3 tells which procedures are in menus, but not by what names.
(define (in-menu? procedure entry)
  (member procedure (car (gimp-plug-ins-query ""))))

; Files: the whole image is exported. Where 2.10 saves a layer's own pixels, it is what can be
; seen of the image.

(define (show-whole layer)
  (gimp-item-set-visible layer TRUE)
  (gimp-layer-set-offsets layer 0 0)
  (gimp-layer-set-opacity layer 100)
  (gimp-layer-set-mode layer LAYER-MODE-NORMAL)
  (if (not (= (car (gimp-layer-get-mask layer)) -1))
      (gimp-layer-remove-mask layer MASK-DISCARD)))

(define (file-gif-save mode image drawable path raw-path interlace loop delay dispose)
  (file-gif-export mode image path -1 interlace loop 0 delay "replace" TRUE))

(define (file-png-save mode image drawable path raw-path . options)
  (file-png-export mode image path))

(define (file-ppm-save mode image drawable path raw-path raw)
  (show-whole drawable)
  (file-ppm-export mode image path))

(define (file-tiff-save mode image drawable path raw-path compression)
  (show-whole drawable)
  (file-tiff-export mode image path))

(define gimp-xcf-save
  (let ((save gimp-xcf-save))
    (lambda (dummy image drawable path raw-path)
      (save RUN-NONINTERACTIVE image path))))

; GIMP itself refuses numbers that are out of an argument's range, and names it by its place.
(define (refused-by-gimp? message)
  (contains? message "out of range"))

; A procedure takes all drawables that are selected. It takes the last values for arguments
; that are left out.

(define (with-vector procedure)
  (lambda (mode image drawable . arguments)
    (apply procedure mode image (vector drawable)
           (if (= mode RUN-WITH-LAST-VALS) '() arguments))))

(define plug-in-visualize-vgg16-filter (with-vector plug-in-visualize-vgg16-filter))
(define plug-in-vgg16-activations (with-vector plug-in-vgg16-activations))
(define plug-in-vgg16-dream (with-vector plug-in-vgg16-dream))
(define plug-in-vgg16-filter-sheet (with-vector plug-in-vgg16-filter-sheet))
(define plug-in-vgg16-heatmap (with-vector plug-in-vgg16-heatmap))
(define plug-in-vgg16-repeat (with-vector plug-in-vgg16-repeat))
(define plug-in-vgg16-style (with-vector plug-in-vgg16-style))
(define plug-in-vgg16-texture (with-vector plug-in-vgg16-texture))
