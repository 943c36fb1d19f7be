; SPDX-License-Identifier: GPL-3.0-or-later

; Running again what a layer's record tells.

(define (repeat image drawable layer options)
  (plug-in-vgg16-repeat RUN-NONINTERACTIVE image drawable layer options))

(define (set-record layer text)
  (gimp-item-attach-parasite layer (list "visualize-vgg16-filter" 1 text)))

; The text with all that stands for old replaced by new.
(define (replace-all text old new)
  (unbreakupstr (strbreakup text old) new))

(define image (make-image 64 48 RGB PRECISION-U8-GAMMA))
(define photo (active image))

(define (keep-photo)
  (for-each (lambda (layer)
              (if (not (= layer photo))
                  (gimp-image-remove-layer image layer)))
            (layer-ids image)))

; From noise: the same to the last bit, on this image and on another one

(let* ((values (visualize image noise new-layer 42))
       (layer (cadr values))
       (again (repeat image layer 0 ""))
       (other (make-image 30 20 RGB PRECISION-U8-GAMMA))
       (elsewhere (repeat other (active other) layer "")))
  (save-tiff layer "noise.tif")
  (save-tiff (cadr again) "noise-again.tif")
  (save-tiff (cadr elsewhere) "noise-elsewhere.tif")
  (check-equal "noise: the loss is that of the first" (caddr values) (caddr again))
  (check-equal "noise: the name is that of the first, numbered by GIMP"
               (string-append (name-of layer) " #1") (name-of (cadr again)))
  (check-equal "noise: the record, too" (layer-record layer) (layer-record (cadr again)))
  (check-equal "noise: elsewhere, the result is in that image" other (car elsewhere))
  (check-equal "noise: with the first one's size" '(64 48)
               (drawable-size (cadr elsewhere)))
  (let ((changed (cadr (repeat image layer 0 "seed=7 filter=2 steps=1"))))
    (check-equal "changes: of arguments" "VGG16 block2_conv1 filter 2, seed 7"
                 (name-of changed))
    (check "changes: of options" (contains? (layer-record changed) "options=steps=1 ")))
  (gimp-image-delete other))

; A random seed is one, when it comes again

(let* ((layer (cadr (visualize image noise new-layer 0)))
       (again (cadr (repeat image layer 0 ""))))
  (check-equal "random seed: the record is the same" (layer-record layer)
               (layer-record again)))

; A mixture of filters

(let* ((values (plug-in-visualize-vgg16-filter
                RUN-NONINTERACTIVE image photo "block3_conv1" 5 noise new-layer 40 32 "keras" 5
                "" "objective=block2_conv1:3*0.5+block2_conv2:4 steps=2 scales=1"))
       (layer (cadr values))
       (again (cadr (repeat image layer 0 ""))))
  (save-tiff layer "mixture.tif")
  (save-tiff again "mixture-again.tif")
  (check-equal "mixture: the name tells it"
               "VGG16 block2_conv1:3*0.5+block2_conv2:4, seed 5" (name-of layer))
  (check-equal "mixture: the record is the same" (layer-record layer) (layer-record again)))

; A sheet

(let* ((made (plug-in-vgg16-filter-sheet RUN-NONINTERACTIVE image photo "block2_conv2"
                                         "0-2" 16 0 "book" 5 "" "steps=2"))
       (again (repeat (car made) (cadr made) 0 "")))
  (save-tiff (cadr made) "sheet.tif")
  (save-tiff (cadr again) "sheet-again.tif")
  (check-equal "sheet: the record is the same" (layer-record (cadr made))
               (layer-record (cadr again)))
  (gimp-image-delete (car made))
  (gimp-image-delete (car again)))

; From a photo: the layer below, as there is none other

(keep-photo)
(let* ((layer (cadr (dream image photo whole 0.7 new-layer quick)))
       (again (cadr (repeat image layer 0 ""))))
  (save-tiff layer "photo.tif")
  (save-tiff again "photo-again.tif")
  (check-equal "photo: the record is the same" (layer-record layer) (layer-record again))
  (check "photo: the strength can be changed"
         (has-line? (layer-record (cadr (repeat image layer 0 "strength=0.25")))
                    "strength=0.25"))
  (let* ((values (repeat image photo layer "output=2")))
    (check-equal "photo: into the drawable itself, by a change" photo (cadr values))
    (save-tiff photo "photo-itself.tif"))
  (keep-photo))

; Other procedures

(let* ((maps (plug-in-vgg16-activations RUN-NONINTERACTIVE image photo "block1_conv2" -1 0
                                        "" "map=gray"))
       (heat (plug-in-vgg16-heatmap RUN-NONINTERACTIVE image photo "block2_conv2" 3 -1 0 ""
                                    ""))
       (maps-again (repeat image photo (cadr maps) ""))
       (heat-again (repeat image (cadr heat) 0 "")))
  (check-equal "activations: the record is the same" (layer-record (cadr maps))
               (layer-record (cadr maps-again)))
  (check-equal "heat map: the record is the same" (layer-record (cadr heat))
               (layer-record (cadr heat-again)))
  (gimp-image-delete (car maps))
  (gimp-image-delete (car maps-again))
  (gimp-image-remove-layer image (cadr heat))
  (gimp-image-remove-layer image (cadr heat-again)))

; A series: what it was made from is below the group

(let* ((frame (cadr (dream image photo whole 1 new-layer (string-append quick " frames=2"))))
       (again (cadr (repeat image frame 0 ""))))
  (save-tiff frame "frame.tif")
  (save-tiff again "frame-again.tif")
  (keep-photo))

; A guide is found by its name

(let* ((other (make-image 40 40 RGB PRECISION-U8-GAMMA))
       (guide (active other)))
  (gimp-item-set-name guide "model = 1\\2")
  (let* ((layer (cadr (dream image photo whole 1 new-layer
                             (string-append quick " guide=" (number->string guide)))))
         (again (cadr (repeat image layer 0 ""))))
    (save-tiff layer "guided.tif")
    (save-tiff again "guided-again.tif")
    (check-equal "guide: the record is the same" (layer-record layer) (layer-record again))
    (gimp-image-remove-layer image again)
    (gimp-image-delete other)
    (gimp-image-set-active-layer image layer)
    (gimp-image-clean-all image)
    (check-refused plug-in-vgg16-repeat image "guide gone" '("model = 1" "guide=") 0 "")
    (check "guide gone: it can be left out" (> (cadr (repeat image layer 0 "guide=0")) 0)))
  (keep-photo))

; Refusals

(define (refuse description words options)
  (gimp-image-clean-all image)
  (check-refused plug-in-vgg16-repeat image description words 0 options))

(gimp-image-set-active-layer image photo)
(gimp-item-detach-parasite photo "visualize-vgg16-filter")
(refuse "no record" '("record" "Filters › Neural") "")
(gimp-image-clean-all image)
(check-refused plug-in-vgg16-repeat image "no such layer" '("99999") 99999 "")

(define layer (cadr (visualize image noise new-layer 42)))
(define text (layer-record layer))
(gimp-image-set-active-layer image layer)

(define (refuse-record description words record)
  (set-record layer record)
  (refuse description words ""))

(set-record layer text)
(check "as it was, the record is accepted" (> (cadr (repeat image layer 0 "")) 0))
(gimp-image-set-active-layer image layer)
(refuse-record "no lines of key=value" '("damaged") "What is this?")
(refuse-record "an empty record" '("damaged") "")
(refuse-record "an empty line" '("damaged" "version") "\n")
(refuse-record "a line is missing" '("damaged" "seed") (replace-all text "seed=42\n" ""))
(refuse-record "no number" '("seed" "many") (replace-all text "seed=42" "seed=many"))
(refuse-record "a number out of range" '("start" "5") (replace-all text "start=0" "start=5"))
(refuse-record "another procedure" '("plug-in-blur")
               (replace-all text "plug-in-visualize-vgg16-filter" "plug-in-blur"))
(refuse-record "itself" '("plug-in-vgg16-repeat")
               (replace-all text "plug-in-visualize-vgg16-filter" "plug-in-vgg16-repeat"))
(refuse-record "a newer version" '("99.0.0" "Update")
               (string-append text "version=99.0.0\n"))
(refuse-record "no version" '("damaged" "soup") (string-append text "version=soup\n"))
(refuse-record "weights that are gone" '("gone.safetensors")
               (string-append text "weights=" (in-work "gone.safetensors") "\n"))
(set-record layer text)
(refuse "an unknown change" '("speed") "speed=3")
(refuse "a change that is none" '("steps") "steps")
(refuse "too long changes" '("long") (make-string 1100 #\space))

; A dream with nothing below it

(gimp-image-delete image)
(define source (make-image 64 48 RGB PRECISION-U8-GAMMA))
(define image (car (dream source (active source) whole 1 new-image quick)))
(gimp-image-clean-all image)
(refuse "nothing below" '("below") "")
(gimp-image-delete source)
(gimp-image-delete image)
