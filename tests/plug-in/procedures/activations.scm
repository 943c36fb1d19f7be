; SPDX-License-Identifier: GPL-3.0-or-later

; Activations: the maps of all channels in new images, and one channel's over the photo.

(define one-image 0)
(define images 1)
(define over-photo 2)
(define new-channel 3)
(define selection 4)

(define (activate image layers channel output options)
  (plug-in-vgg16-activations RUN-NONINTERACTIVE image (active image) layers channel output
                             "" options))

(define image (make-image 64 48 RGB PRECISION-U8-GAMMA))
(save-png image (active image) "photo.png")

; The first eight layers, in one image

(let* ((values (activate image "" -1 one-image ""))
       (made (car values))
       (layers (layer-ids made))
       (names (map name-of layers)))
  (check-equal "eight layers: their names, and the plot’s"
               '("block1_conv1" "block1_conv2" "block1_pool" "block2_conv1" "block2_conv2"
                 "block2_pool" "block3_conv1" "block3_conv2" "Dead channels")
               names)
  (check-equal "eight layers: the first is returned" (car layers) (cadr values))
  (check-equal "eight layers: the image is as large as the largest" '(1024 48)
               (image-size made))
  (check-equal "eight layers: a pooling is half as large" '(512 24)
               (drawable-size (caddr layers)))
  (check-equal "eight layers: the plot is hidden" FALSE
               (car (gimp-item-get-visible (list-ref layers 8))))
  (check-equal "eight layers: the source is as it was" FALSE
               (car (gimp-image-is-dirty image)))
  (let ((texts (map layer-record (reverse (cdr (reverse layers))))))
    (check-equal "eight layers: each record has its layer"
                 '("block1_conv1" "block1_conv2" "block1_pool" "block2_conv1"
                   "block2_conv2" "block2_pool" "block3_conv1" "block3_conv2")
                 (map (lambda (text) (value-of text "layer")) texts))
    (check-equal "eight layers: the dead share is that of the records"
                 (/ (apply + (map (lambda (text) (string->number (value-of text "dead")))
                                  texts))
                    64)
                 (caddr values)))
  (check "eight layers: a channel is dead" (> (caddr values) 0))
  (let ((text (layer-record (cadr layers))))
    (for-each (lambda (line)
                (check (string-append "a record has " line) (has-line? text line)))
              '("procedure=plug-in-vgg16-activations" "network=VGG16" "channel=-1"
                "output=0" "width=64" "height=48" "layer=block1_conv2" "channels=8")))
  (check "eight layers: the image has a record" (has-line? (image-record made) "channel=-1"))
  (save-pixels (cadr layers) "gimp-maps.ppm")
  (gimp-image-delete made))

(let* ((made (car (activate image "block2_conv1" -1 one-image "map=gray columns=3 labels=yes"))))
  (save-pixels (car (layer-ids made)) "gimp-titled.ppm")
  (gimp-image-delete made))

; An image for each

(let* ((before (car (gimp-image-list)))
       (values (activate image "block1_pool,block1_conv1" -1 images ""))
       (made (car values)))
  (check-equal "images: there are two" (+ before 2) (car (gimp-image-list)))
  (check-equal "images: the first is returned" "block1_conv1" (name-of (cadr values)))
  (check-equal "images: each has one layer" 1 (n-layers made))
  (check-equal "images: of the layer's size" '(1024 48) (image-size made))
  (for-each (lambda (id)
              (if (not (= id image))
                  (gimp-image-delete id)))
            (vector->list (cadr (gimp-image-list)))))

; A layer for each channel

(define groups 5)

(let* ((values (activate image "block1_conv1,block2_conv1" -1 groups "columns=3 numbers=yes"))
       (made (car values))
       (layers (layer-ids made))
       (group (car layers))
       (tiles (vector->list (cadr (gimp-item-get-children group)))))
  (check-equal "channels: a group for each layer, and the plot"
               '("block1_conv1" "block2_conv1" "Dead channels") (map name-of layers))
  (check-equal "channels: the first group is returned" group (cadr values))
  (check-equal "channels: it has a layer for each" 8 (length tiles))
  (check-equal "channels: which is called after it"
               '("block1_conv1 channel 0" "block1_conv1 channel 7")
               (list (name-of (car tiles)) (name-of (list-ref tiles 7))))
  (check-equal "channels: the fifth lies below the second" (list 64 62)
               (let ((offsets (gimp-drawable-offsets (list-ref tiles 4))))
                 (list (car offsets) (cadr offsets))))
  (check-equal "channels: with its number below it" '(64 62) (drawable-size (car tiles)))
  (check "channels: the group has the record" (has-line? (layer-record group) "output=5"))
  (gimp-image-delete made))

; One channel, enlarged

(let* ((values (activate image "block2_pool,block3_conv1" 1 one-image "map=gray"))
       (made (car values)))
  (check-equal "one channel: the layers" '("block2_pool channel 1" "block3_conv1 channel 1"
                                           "Dead channels")
               (map name-of (layer-ids made)))
  (check-equal "one channel: of the photo's size" '(64 48) (drawable-size (cadr values)))
  (gimp-image-delete made))

(let* ((layer (cadr (activate image "block2_conv2" 3 over-photo "map=gray"))))
  (check-equal "over the photo: one layer more" 2 (n-layers image))
  (check-equal "over the photo: its name" "block2_conv2 channel 3" (name-of layer))
  (check-equal "over the photo: its size" '(64 48) (drawable-size layer))
  (check "over the photo: what is below is seen" (< (car (gimp-layer-get-opacity layer)) 100))
  (check-equal "over the photo: it is above it" 0
               (car (gimp-image-get-item-position image layer)))
  (gimp-layer-set-opacity layer 100)
  (save-pixels layer "gimp-channel.ppm")
  (gimp-image-remove-layer image layer))

(let* ((layer (active image))
       (values (activate image "block2_conv2" 3 new-channel ""))
       (channels (gimp-image-get-channels image))
       (channel (vector-ref (cadr channels) 0)))
  (check-equal "channel: there is one" 1 (car channels))
  (check-equal "channel: no layer is returned" -1 (cadr values))
  (check-equal "channel: its name" "block2_conv2 channel 3" (name-of channel))
  (check "channel: it has the record" (has-line? (layer-record channel) "channel=3"))
  (check-equal "channel: the layer is still the active one" layer (active image))
  (save-pixels channel "gimp-mask.ppm")

  (activate image "block2_conv2" 3 selection "")
  (check-equal "selection: no channel more" 1 (car (gimp-image-get-channels image)))
  (check-equal "selection: there is one" FALSE (car (gimp-selection-is-empty image)))
  (check-equal "selection: the layer is still the active one" layer (active image))
  (check-equal "selection: it has the channel’s values" (row-of channel)
               (row-of (car (gimp-image-get-selection image))))
  (gimp-selection-none image)
  (gimp-image-remove-channel image channel))

; Errors

(gimp-image-clean-all image)

(define (check-error . arguments)
  (apply check-refused plug-in-vgg16-activations image arguments))

(check-error "unknown layer" '("block9_conv9") "block9_conv9" -1 one-image "" "")
(check-error "no such channel" '("block1_conv1" "8") "block1_conv1" 8 one-image "" "")
(check-error "no such channel of a pooling" '("block1_pool" "8") "block1_pool" 8 one-image ""
             "")
(check-error "all channels over the photo" '("one channel") "block1_conv1" -1 over-photo "" "")
(check-error "two layers over the photo" '("one layer") "block1_conv1,block1_pool" 0
             new-channel "" "")
(check-error "unknown output" '("output" "6") "" -1 6 "" "")
(check-error "unknown option" '("speed") "" -1 one-image "" "speed=1")
(check-error "no weights file" '("nowhere") "" -1 one-image (in-work "nowhere.h5") "")
(check-error "too small a photo" '("block5_pool") "block5_pool" -1 one-image ""
             "longest-side=20")

(gimp-image-delete image)

(define image (make-image 800 600 RGB PRECISION-U8-GAMMA))
(check-error "not enough memory" '("emory") "block1_conv1" -1 one-image "" "memory=1")
(gimp-image-delete image)

(define image (make-image 64 48 RGB PRECISION-U8-GAMMA))
(gimp-image-convert-indexed image CONVERT-DITHER-NONE CONVERT-PALETTE-GENERATE 8 FALSE FALSE "")
(gimp-image-clean-all image)
(check-error "indexed" '("Image › Mode › RGB") "" -1 one-image "" "")
(gimp-image-delete image)
