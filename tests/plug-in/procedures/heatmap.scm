; SPDX-License-Identifier: GPL-3.0-or-later

; Heat maps of filters and classes. "classes.h5" has a classifier, the other weights none.

(define over-photo 0)
(define new-image 1)
(define new-channel 2)
(define selection 3)
(define weights (in-work "classes.h5"))

(define (heat image layer filter class output weights options)
  (plug-in-vgg16-heatmap RUN-NONINTERACTIVE image (active image) layer filter class output
                         weights options))

(define image (make-image 64 48 RGB PRECISION-U8-GAMMA))
(save-png image (active image) "photo.png")

; A filter

(let* ((values (heat image "block2_conv2" 3 -1 over-photo "" "opacity=0.6"))
       (layer (cadr values))
       (text (layer-record layer)))
  (check-equal "filter: the image is returned" image (car values))
  (check-equal "filter: one layer more" 2 (n-layers image))
  (check-equal "filter: its name" "VGG16 block2_conv2 filter 3, heat map" (name-of layer))
  (check-equal "filter: the opacity is that of the options" 60.0
               (round (car (gimp-layer-get-opacity layer))))
  (check "filter: its largest activation is returned" (> (caddr values) 0))
  (for-each (lambda (line)
              (check (string-append "filter: the record has " line) (has-line? text line)))
            '("procedure=plug-in-vgg16-heatmap" "network=VGG16" "layer=block2_conv2"
              "filter=3" "class=-1" "output=0" "width=64" "height=48" "x=0" "y=0"))
  (check "filter: the record has the options" (contains? text "opacity=0.6"))
  (save-pixels layer "gimp-filter.ppm")
  (gimp-image-remove-layer image layer))

(let* ((layer (cadr (heat image "" 3 -1 over-photo "" ""))))
  (check-equal "without a layer: the last" "VGG16 block5_conv3 filter 3, heat map"
               (name-of layer))
  (gimp-image-remove-layer image layer))

; Selection: the part in its bounding box is looked at

(gimp-image-select-rectangle image CHANNEL-OP-REPLACE 10 8 40 32)
(let* ((layer (cadr (heat image "block2_conv2" 3 -1 over-photo "" ""))))
  (check-equal "selected part: its size" '(40 32) (drawable-size layer))
  (check-equal "selected part: its place" '(10 8) (gimp-drawable-offsets layer))
  (gimp-image-remove-layer image layer))
(let* ((values (heat image "block2_conv2" 3 -1 new-channel "" ""))
       (channel (vector-ref (cadr (gimp-image-get-channels image)) 0))
       (row (row-of channel)))
  (check-equal "channel: it is as large as the image" '(64 48) (drawable-size channel))
  (check-equal "channel: no layer is returned" -1 (cadr values))
  (check-equal "channel: black beside the selected part" '((0) (0))
               (list (car row) (list-ref row 51)))
  (check "channel: not black in it" (> (apply max (map car row)) 0))
  (heat image "block2_conv2" 3 -1 selection "" "")
  (check-equal "selection: it has the channel’s values" row
               (row-of (car (gimp-image-get-selection image))))
  (gimp-image-remove-channel image channel))
(gimp-selection-none image)

; A class

(let* ((values (heat image "" -1 -1 new-image weights ""))
       (made (car values))
       (layers (layer-ids made))
       (text (layer-record (cadr values))))
  (check-equal "class: the photo is below" "photo" (name-of (cadr layers)))
  (check-equal "class: the size is the photo's" '(64 48) (image-size made))
  (check-equal "class: the heat map is returned" (car layers) (cadr values))
  (check-equal "class: its opacity is that of the settings" 40.0
               (round (car (gimp-layer-get-opacity (car layers)))))
  (check-equal "class: the name has the probability"
               (string-append
                "VGG16 class " (value-of text "class") ", "
                (number->string (/ (round (* 1000 (caddr values))) 10)) " %")
               (name-of (car layers)))
  (check "class: its probability is returned" (< 0 (caddr values) 1.000001))
  (check "class: the record has the best one first"
         (contains? (value-of text "best-1") (string-append (value-of text "class") " ")))
  (check "class: it has five" (contains? text "\nbest-5="))
  (check "class: the image has the record" (equal? text (image-record made)))
  (gimp-image-flatten made)
  (save-pixels (active made) "gimp-class.ppm")
  (gimp-image-delete made)

  ; The last of the best, by its number
  (let* ((best-5 (value-of text "best-5"))
         (class (string->number (car (strbreakup best-5 " "))))
         (probability (string->number (cadr (strbreakup best-5 " "))))
         (again (heat image "block5_conv2" -1 class over-photo weights "")))
    (check "another class: its probability is returned"
           (< (abs (- probability (caddr again))) 1e-5))
    (check "another class: the record has the layer"
           (has-line? (layer-record (cadr again)) "layer=block5_conv2"))
    (gimp-image-remove-layer image (cadr again))))

; The last values, and a gray image of 16 bits

(let* ((gray (make-image 64 48 GRAY PRECISION-U16-GAMMA))
       (values (plug-in-vgg16-heatmap RUN-WITH-LAST-VALS gray (active gray) "" 0 0 0 "" "")))
  (check "last values: they are those of the last class"
         (has-line? (layer-record (cadr values)) "layer=block5_conv2"))
  (check-equal "gray: the layer is gray, too" TRUE (car (gimp-drawable-is-gray (cadr values))))
  (gimp-image-delete gray))

; Errors

(gimp-image-clean-all image)

(define (check-error . arguments)
  (apply check-refused plug-in-vgg16-heatmap image arguments))

(check-error "unknown layer" '("block9_conv9") "block9_conv9" 0 -1 over-photo "" "")
(check-error "a dense layer that is not there" '("fc1") "fc1" 0 -1 over-photo "" "")
(check-error "no such filter" '("8") "block2_conv1" 8 -1 over-photo "" "")
(check-error "no such filter, negative" '("filter" "-2") "" -2 -1 over-photo "" "")
(check-error "no such class" '("12345") "" -1 12345 over-photo weights "")
(check-error "no classifier" '("classes" "550 MB") "" -1 -1 over-photo "sample" "")
(check-error "no classifier in the file" '("small.safetensors") "" -1 -1 over-photo "" "")
(check-error "unknown output" '("output" "4") "" 0 -1 4 "" "")
(check-error "unknown option" '("speed") "" 0 -1 over-photo "" "speed=1")
(check-error "too small a photo" '("224") "" -1 -1 over-photo weights "longest-side=100")
(check-error "no weights file" '("nowhere") "" 0 -1 over-photo (in-work "nowhere.h5") "")

(gimp-image-select-rectangle image CHANNEL-OP-REPLACE 60 40 4 4)
(let* ((corner (car (gimp-layer-new image 10 10 RGB-IMAGE "corner" 100 LAYER-MODE-NORMAL))))
  (gimp-image-insert-layer image corner 0 0)
  (gimp-image-clean-all image)
  (check-error "selection beside the layer" '("selection") "" 0 -1 over-photo "" ""))
(gimp-image-delete image)

(define image (make-image 64 48 RGB PRECISION-U8-GAMMA))
(gimp-image-convert-indexed image CONVERT-DITHER-NONE CONVERT-PALETTE-GENERATE 8 FALSE FALSE "")
(gimp-image-clean-all image)
(check-error "indexed" '("Image › Mode › RGB") "" 0 -1 over-photo "" "")
(gimp-image-delete image)
