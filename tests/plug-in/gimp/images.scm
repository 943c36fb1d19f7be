; SPDX-License-Identifier: GPL-3.0-or-later

; New images of photos that have a profile, a high precision and a resolution of their own.

(define (heat-to-image image)
  (plug-in-vgg16-heatmap RUN-NONINTERACTIVE image (active image) "block2_conv2" 3 -1 new-image
                         "" ""))

(define (make-photo base-type precision)
  (let ((image (make-image 64 48 base-type precision)))
    (if (= base-type RGB)
        (gimp-image-set-color-profile-from-file
         image (string-append "file://" (in-work "profile.icc"))))
    (gimp-image-set-resolution image 300 150)
    (gimp-image-set-unit image UNIT-MM)
    image))

(define (check-alike description image made)
  (check-equal (string-append description ": the resolution")
               (gimp-image-get-resolution image) (gimp-image-get-resolution made))
  (check-equal (string-append description ": its unit") UNIT-MM
               (car (gimp-image-get-unit made)))
  (check-equal (string-append description ": the precision")
               (car (gimp-image-get-precision image)) (car (gimp-image-get-precision made))))

(define (check-profile description image made)
  (check-equal (string-append description ": the profile")
               (gimp-image-get-color-profile image) (gimp-image-get-color-profile made)))

(define (check-photo precision name)
  (let* ((image (make-photo RGB precision))
         (layer (active image)))
    (save-tiff layer (string-append name "-photo.tif"))

    (let ((made (visualize image photo new-image 1)))
      (check-alike (string-append name ", filter") image (car made))
      (check-profile (string-append name ", filter") image (car made))
      (save-tiff (cadr made) (string-append name "-image.tif"))
      (gimp-image-delete (car made)))
    (let ((made (cadr (visualize image photo new-layer 1))))
      (save-tiff made (string-append name "-layer.tif"))
      (gimp-image-remove-layer image made))
    (gimp-image-set-active-layer image layer)

    (let ((made (heat-to-image image)))
      (check-alike (string-append name ", heat map") image (car made))
      (check-profile (string-append name ", heat map") image (car made))
      (save-tiff (cadr (layer-ids (car made))) (string-append name "-below.tif"))
      (gimp-image-delete (car made)))

    (let ((made (dream image layer whole 1 new-image quick)))
      (check-alike (string-append name ", dream") image (car made))
      (check-profile (string-append name ", dream") image (car made))
      (gimp-image-delete (car made)))
    (let ((made (dream image layer whole 1 new-image (string-append quick " frames=2"))))
      (check-alike (string-append name ", frames") image (car made))
      (check-profile (string-append name ", frames") image (car made))
      (gimp-image-delete (car made)))

    (let* ((recorded (cadr (dream image layer whole 1 new-layer quick)))
           (made (plug-in-vgg16-repeat RUN-NONINTERACTIVE image layer recorded "output=1")))
      (check-alike (string-append name ", again") image (car made))
      (check-profile (string-append name ", again") image (car made))
      (gimp-image-delete (car made)))
    (gimp-image-delete image)))

(check-photo PRECISION-U8-GAMMA "wide-u8")
(check-photo PRECISION-FLOAT-LINEAR "wide-float")

; Gray: a new image does not lose the colors of what is made

(let* ((image (make-photo GRAY PRECISION-U16-GAMMA)))
  (for-each
   (lambda (case)
     (let ((made (car ((caddr case)))))
       (check-alike (string-append "gray, " (car case)) image made)
       (check-equal (string-append "gray, " (car case) ": the color model") (cadr case)
                    (car (gimp-image-base-type made)))
       (gimp-image-delete made)))
   (list (list "filter" RGB (lambda () (visualize image photo new-image 1)))
         (list "heat map" RGB (lambda () (heat-to-image image)))
         (list "dream" RGB (lambda () (dream image (active image) whole 1 new-image quick)))))
  (gimp-image-delete image))

; One channel's map has the photo's size; maps and sheets are no photos

(let* ((image (make-photo RGB PRECISION-U16-GAMMA))
       (one (car (plug-in-vgg16-activations RUN-NONINTERACTIVE image (active image)
                                            "block1_conv1" 2 0 "" "")))
       (noisy (car (visualize image noise new-image 1))))
  (check-equal "one channel: the resolution" '(300.0 150.0) (gimp-image-get-resolution one))
  (check-equal "noise: no profile" 0 (car (gimp-image-get-color-profile noisy)))
  (gimp-image-delete one)
  (gimp-image-delete noisy)
  (gimp-image-delete image))
