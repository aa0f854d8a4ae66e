package app

import "regexp"

// madeOfFileName is what editing programs, cameras and phones name pictures
// by themselves: image 20240704065955 1, IMG_20240703_175908, DSC01234,
// cho-phien.jpg.
var madeOfFileName = regexp.MustCompile(`(?i)^(image \d{14} \d+|(img|dsc[nf]?|pxl|mvi|gopr|dji)[-_ ]?\d[\w-]*|\S*\.(jpe?g|png|gif|webp|heic|heif|bmp|tiff?))$`)

// MadeOfFileName tells whether a description of a picture describes
// nothing, because a program made it of the name of a file.
func MadeOfFileName(alt string) bool { return madeOfFileName.MatchString(alt) }
