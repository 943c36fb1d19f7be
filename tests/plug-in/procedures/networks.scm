; SPDX-License-Identifier: GPL-3.0-or-later

; A network that its file tells: what each procedure makes of it, and makes again.

(define image (make-image 96 80 RGB PRECISION-U8-GAMMA))
(define photo (active image))
(save-png image photo "photo.png")

(define (check-lines description text lines)
  (for-each (lambda (line)
              (check (string-append description ": the record has " line)
                     (has-line? text line)))
            lines))

; Makes the layer again, from the photo, and keeps both. The new one is returned.
(define (check-again name layer)
  (let ((again (cadr (plug-in-vgg16-repeat RUN-NONINTERACTIVE image photo layer ""))))
    (save-tiff layer (string-append name ".tif"))
    (save-tiff again (string-append name "-again.tif"))
    (check-equal (string-append name ": made again, the record is the same")
                 (layer-record layer) (layer-record again))
    again))

(define (remove . layers)
  (for-each (lambda (layer) (gimp-image-remove-layer image layer)) layers))

; A filter

(let* ((values (plug-in-visualize-vgg16-filter RUN-NONINTERACTIVE image photo
                                               "inception_3a/output" 5 noise new-layer 72 64
                                               "keras" 42 "" "steps=2 scales=1"))
       (layer (cadr values)))
  (check-equal "filter: its name" "caffe-inception inception_3a/output filter 5, seed 42"
               (name-of layer))
  (check "filter: there is a loss" (> (caddr values) 0))
  (check-lines "filter" (layer-record layer)
               '("network=caffe-inception" "layer=inception_3a/output" "filter=5"))
  (save-pixels layer "gimp-filter.ppm")
  (remove layer (check-again "filter" layer)))

; A dream

(define objective "inception_3a/output:5*0.5 + inception_3b/output")
(let* ((values (dream image photo objective 1 new-layer "steps=2 scales=1 jitter=4"))
       (layer (cadr values)))
  (check-equal "dream: its name"
               (string-append "caffe-inception " objective " dream, seed 42") (name-of layer))
  (check-lines "dream" (layer-record layer)
               (list "network=caffe-inception" (string-append "objective=" objective)))
  (save-pixels layer "gimp-dream.ppm")
  (remove layer (check-again "dream" layer)))

; A sheet, whose cells are pictures of filters

(let* ((values (plug-in-vgg16-filter-sheet RUN-NONINTERACTIVE image photo
                                           "inception_3a/1x1" "" 48 1 "book" 42 ""
                                           "steps=1 relu=before"))
       (cell (cadr values)))
  (check-equal "sheet: it has all filters of the layer, above a black one" 4
               (n-layers (car values)))
  (check-equal "sheet: a cell's name" "caffe-inception inception_3a/1x1 filter 0, seed 42"
               (name-of cell))
  (check-lines "sheet" (image-record (car values))
               '("network=caffe-inception" "layer=inception_3a/1x1" "filters=0-2"))
  (let ((again (check-again "cell" cell)))
    (gimp-image-delete (car (gimp-item-get-image again))))
  (gimp-image-delete (car values)))

; Activations of all layers, and of one channel

(define (activations layers channel output)
  (plug-in-vgg16-activations RUN-NONINTERACTIVE image photo layers channel output "" ""))

(let* ((values (activations "all" -1 0))
       (layers (layer-ids (car values)))
       (last (list-ref layers (- (length layers) 2)))
       (again (check-again "activations" (cadr values))))
  (check-equal "activations: there is a layer for each, and the plot" 26 (length layers))
  (check-equal "activations: the first one's name" "conv1/7x7_s2" (name-of (car layers)))
  (check-equal "activations: the last one's name" "loss3/classifier" (name-of last))
  (check-lines "activations" (layer-record last) '("layer=loss3/classifier" "channels=5"))
  (gimp-image-delete (car (gimp-item-get-image again)))
  (gimp-image-delete (car values)))
(let ((layer (cadr (activations "inception_3b/pool" 13 2))))
  (check-equal "channel: its name" "inception_3b/pool channel 13" (name-of layer))
  (remove layer (check-again "channel" layer)))

; Heat maps of the best class, where that is seen best, and of a filter

(define (heat layer filter output options)
  (plug-in-vgg16-heatmap RUN-NONINTERACTIVE image photo layer filter -1 output "" options))

(let* ((values (heat "" -1 0 ""))
       (layer (cadr values))
       (text (layer-record layer)))
  (check "class: the name has the class"
         (contains? (name-of layer)
                    (string-append "caffe-inception class " (value-of text "class") ", ")))
  (check-lines "class" text '("network=caffe-inception" "layer=" "filter=-1"))
  (check "class: the record has all five" (contains? text "\nbest-5="))
  (remove layer (check-again "class" layer))
  (let ((made (car (heat "" -1 1 ""))))
    (gimp-image-flatten made)
    (save-pixels (active made) "gimp-class.ppm")
    (gimp-image-delete made)))
(let ((layer (cadr (heat "inception_3b/output" 3 0 ""))))
  (check-equal "where: its name" "caffe-inception inception_3b/output filter 3, heat map"
               (name-of layer))
  (remove layer (check-again "where" layer)))

; A network of gray pictures, whose convolutions leave fewer positions than pixels

(define gray (in-work "gray.h5"))
(define (check-gray description values)
  (check (string-append "gray, " description ": there is a loss") (> (caddr values) 0))
  (check-lines (string-append "gray, " description) (layer-record (cadr values))
               '("network=keras-gray"))
  (remove (cadr values)))

(check-gray "filter"
            (plug-in-visualize-vgg16-filter RUN-NONINTERACTIVE image photo "conv2d_1" 0 noise
                                            new-layer 72 64 "keras" 42 gray
                                            "steps=1 scales=1 padding=reflect jitter=4"))
(check-gray "dream"
            (plug-in-vgg16-dream RUN-NONINTERACTIVE image photo "conv2d_1" "deepdream" 1 42
                                 new-layer gray "steps=1 scales=1"))

; What the network does not have

(gimp-image-clean-all image)
(check-refused plug-in-visualize-vgg16-filter image "VGG's layer"
               '("block3_conv1" "conv1/7x7_s2") "block3_conv1" 0 noise new-layer 72 64
               "keras" 42 "" "")
(check-refused plug-in-vgg16-dream image "VGG's layer in a dream"
               '("block3_conv3" "conv1/7x7_s2") "block3_conv3" "deepdream" 1 42 new-layer ""
               "")
(check-refused plug-in-vgg16-activations image "a channel too many"
               '("inception_3b/pool" "0 to 13") "inception_3b/pool" 14 2 "" "")
(check-refused plug-in-vgg16-heatmap image "a class too many" '("5") "" -1 5 0 "" "")
(gimp-image-delete image)
