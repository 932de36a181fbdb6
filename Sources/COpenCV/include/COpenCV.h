// A plain C door to OpenCV 4.6 and ZXing. No C++ type and no exception passes it: every function that can fail
// returns an ocv_status. Images are owned by who made them; ocv_free releases them. A function writes its results only
// when it returns OCV_OK.
//
// Coordinates are pixels, pixel centres at whole numbers, x to the right and y down. Colours are B, G, R in 0...255.
// Homographies are nine doubles, row by row.
#ifndef COPENCV_H
#define COPENCV_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ocv_image ocv_image;

typedef enum ocv_status {
  OCV_OK = 0,
  OCV_BAD_ARGUMENT = 1,
  OCV_NOT_AN_IMAGE = 2,  // neither PNG nor JPEG nor WebP by its first bytes
  OCV_TRUNCATED = 3,     // its end is missing
  OCV_TOO_LARGE = 4,     // by its header: nothing was decoded
  OCV_UNSUPPORTED = 5,   // CMYK, 16 bits a channel, an animation
  OCV_CORRUPT = 6,       // the header was right, the rest was not
  OCV_NO_RESULT = 7,     // nothing was found, or an iteration did not converge
  OCV_INTERNAL = 8       // an exception of OpenCV's, or no memory
} ocv_status;

// ---- frame.cpp: life of an image, files ----

typedef enum ocv_depth { OCV_U8 = 0, OCV_F32 = 1 } ocv_depth;

typedef struct ocv_shape {
  int32_t width, height, channels;
  ocv_depth depth;
  size_t row_bytes;
} ocv_shape;

typedef struct ocv_limits {
  size_t max_bytes;    // of the file
  int64_t max_pixels;  // of the frame
  int32_t max_side;    // pixels
} ocv_limits;

// Call once before anything else: OpenCV's own threads off, its error log silent.
void ocv_prepare(void);
ocv_status ocv_new(int32_t width, int32_t height, int32_t channels, ocv_depth depth, ocv_image **out);
ocv_status ocv_clone(const ocv_image *image, ocv_image **out);
void ocv_free(ocv_image *image);
ocv_shape ocv_shape_of(const ocv_image *image);
void *ocv_bytes(ocv_image *image);
// Reads only the header: size in pixels, channels and bits a channel, and whether the file's end is there.
ocv_status ocv_probe(const uint8_t *bytes, size_t count, ocv_limits limits);
// Probes, then decodes to three channels of eight bits.
ocv_status ocv_decode(const uint8_t *bytes, size_t count, ocv_limits limits, ocv_image **out);
// `quality` 1...100 makes a JPEG, 0 a PNG. Release `*out` with ocv_release.
ocv_status ocv_encode(const ocv_image *image, int32_t quality, uint8_t **out, size_t *count);
void ocv_release(uint8_t *bytes);

// ---- draw.cpp: what a renderer needs ----

typedef struct ocv_colour { double b, g, r; } ocv_colour;

ocv_status ocv_fill(ocv_image *image, ocv_colour colour);
ocv_status ocv_polygon(ocv_image *image, const double *xy, int32_t points, ocv_colour colour);
ocv_status ocv_line(ocv_image *image, double x0, double y0, double x1, double y1, int32_t thickness, ocv_colour colour);
// `degrees` turns the ellipse clockwise.
ocv_status ocv_ellipse(
  ocv_image *image, double x, double y, double rx, double ry, double degrees, ocv_colour colour);
// ASCII only; `height` is of a capital letter, in pixels; (x, y) the lower left end of the base line.
ocv_status ocv_text(
  ocv_image *image, const char *text, double x, double y, double height, int32_t thickness, ocv_colour colour);
// A fiducial of ArUco's 4x4_50 dictionary, without its quiet zone, `side` pixels square, in one channel.
ocv_status ocv_marker(int32_t id, int32_t side, ocv_image **out);
// Adds Gaussian noise, a value a channel a pixel.
ocv_status ocv_noise(ocv_image *image, double sigma, uint64_t seed);
// Adds smooth noise of one value for all channels, its grain `gx` by `gy` pixels.
ocv_status ocv_clouds(ocv_image *image, double gx, double gy, double sigma, uint64_t seed);
// Adds a Gaussian hill to every channel of an F32 image.
ocv_status ocv_hill(
  ocv_image *field, double x, double y, double sx, double sy, double degrees, double amplitude);
// Multiplies by a gain a channel, a gradient across the frame, and a vignette (0: none; 0.2: corners 20 % darker).
ocv_status ocv_illuminate(ocv_image *image, ocv_colour gain, double gx, double gy, double vignette);
// Multiplies every channel by a one-channel F32 field.
ocv_status ocv_multiply(ocv_image *image, const ocv_image *field);
// Adds `weight` times another F32 image.
ocv_status ocv_add(ocv_image *image, const ocv_image *other, double weight);
// Moves pixels: out(x, y) = in(x + dx, y + dy), by two one-channel F32 fields. What comes from outside is zero.
ocv_status ocv_displace(ocv_image *image, const ocv_image *dx, const ocv_image *dy);
// Lays `source` on `target` through `mask` (one channel, U8), both moved by `homography` (source to target).
ocv_status ocv_compose(
  ocv_image *target, const ocv_image *source, const ocv_image *mask, const double *homography);

// ---- filter.cpp: generic operations ----

ocv_status ocv_blur(ocv_image *image, double sigma_x, double sigma_y);
// Area averaging when it shrinks.
ocv_status ocv_resize(const ocv_image *image, int32_t width, int32_t height, ocv_image **out);
ocv_status ocv_grey(const ocv_image *image, ocv_image **out);
ocv_status ocv_float(const ocv_image *image, ocv_image **out);
// out(x, y) = image(homography · (x, y)); pixels from outside repeat the border.
ocv_status ocv_warp(
  const ocv_image *image, const double *homography, int32_t width, int32_t height, ocv_image **out);
// Share of pixels whose largest channel is at least `level`, and whose every channel is at most `low`.
ocv_status ocv_exposure(const ocv_image *image, int32_t level, int32_t low, double *bright, double *dark);
// Variance of the Laplacian: small when out of focus.
ocv_status ocv_sharpness(const ocv_image *grey, double *out);
// How far a pixel lies outside what its neighbourhood of radius `reach` may be, in deviations: the largest over channels
// of max(image - (dilate(mean) + slack * deviation), (erode(mean) - slack * deviation) - image, 0) / deviation. F32.
ocv_status ocv_envelope(
  const ocv_image *image, const ocv_image *mean, const ocv_image *deviation, int32_t reach, double slack,
  ocv_image **out);
// Per pixel, the largest over channels of |image - mean| / deviation, all F32.
ocv_status ocv_zscore(
  const ocv_image *image, const ocv_image *mean, const ocv_image *deviation, ocv_image **out);

typedef struct ocv_peak { double value, x, y; } ocv_peak;
// Largest value of a one-channel F32 image where `mask` (or NULL) is not zero.
ocv_status ocv_maximum(const ocv_image *image, const ocv_image *mask, ocv_peak *out);
// A U8 mask: 255 where a one-channel image exceeds `threshold`; opened or closed by `radius` pixels (negative: opened).
ocv_status ocv_threshold(const ocv_image *image, double threshold, int32_t radius, ocv_image **out);
// Shrinks (negative) or grows (positive) a U8 mask by pixels.
ocv_status ocv_grow(ocv_image *mask, int32_t radius);

// ---- geometry.cpp: fiducials, outlines, alignment ----

typedef struct ocv_fiducial {
  int32_t id;
  double corners[8];  // upper left, upper right, lower right, lower left
} ocv_fiducial;

// Finds fiducials of ArUco's 4x4_50 in a grey U8 frame; corners refined below a pixel.
ocv_status ocv_fiducials(const ocv_image *grey, ocv_fiducial *out, int32_t capacity, int32_t *count);
// Pose of a camera of focal length `focal` (pixels), principal point in the frame's middle, from points of the plane
// z = 0. `pose` is K·[R|t], twelve doubles row by row: millimetres to pixels.
ocv_status ocv_pose(
  const double *plane_xy, const double *pixels_xy, int32_t points, double focal, double cx, double cy, double *pose,
  double *error_pixels);
// Homography from four or more point pairs.
ocv_status ocv_homography(const double *from, const double *to, int32_t points, double *out);

typedef struct ocv_background {
  double coefficients[18];  // for B, G, R: 1, x, y, x², xy, y² with x and y in -1...1
} ocv_background;

// A U8 mask of what differs from the background. A pixel that is only darker, of the same hue and no darker than
// `shadow` times the background, counts as background.
ocv_status ocv_foreground(
  const ocv_image *image, const ocv_background *background, double contrast, double shadow, ocv_image **out);

// Divides a warped patch by the background that was behind it: `homography` (patch to frame) says where that is in the
// frame of `width` by `height`. `white` is the gain a channel: out = patch * white / background. F32.
ocv_status ocv_flatten(
  const ocv_image *patch, const ocv_background *background, const double *homography, int32_t width, int32_t height,
  ocv_colour white, ocv_image **out);

typedef struct ocv_box {
  double x, y;            // centre
  double width, height;   // along its own axes
  double degrees;         // clockwise, of its width axis
  double area;            // of the outline
} ocv_box;

// The largest connected part of a mask, holes filled: its smallest turned rectangle. The mask keeps only this part.
ocv_status ocv_outline(ocv_image *mask, ocv_box *out);
// Refines `homography` (template to image) by enhanced correlation; F32, one channel. `affine` keeps its last row.
ocv_status ocv_align(
  const ocv_image *pattern, const ocv_image *image, const ocv_image *mask, int32_t affine, int32_t iterations,
  double *homography, double *correlation);

typedef struct ocv_blob { int32_t x, y, width, height, area; double sum; } ocv_blob;
// Connected parts of `map` (one channel, F32) above `threshold`, the largest sum first.
ocv_status ocv_blobs(
  const ocv_image *map, double threshold, ocv_blob *out, int32_t capacity, int32_t *count);

// ---- barcode.cpp ----

// Where upright bars are: the excess of change across over change along, smoothed. F32.
ocv_status ocv_bars(const ocv_image *grey, double sigma_x, double sigma_y, ocv_image **out);
// Means of each column over rows `top` ..< `bottom` of a grey U8 image: `out` holds its width.
ocv_status ocv_profile(const ocv_image *grey, int32_t top, int32_t bottom, double *out);
// An EAN-13, or a UPC-A as thirteen digits, in a grey U8 image: the first at least three of `attempts` (ten at most) ways
// to look agree on. `out` holds fourteen bytes, the last 0. OCV_NO_RESULT when none is beyond doubt.
ocv_status ocv_barcode(const ocv_image *grey, int32_t attempts, char *out);

// ---- net.cpp: a neural network in a file ----

typedef struct ocv_net ocv_net;

// Reads an ONNX model. What OpenCV's own reader cannot use is OCV_CORRUPT or OCV_INTERNAL; release it with ocv_net_free.
ocv_status ocv_net_read(const uint8_t *bytes, size_t count, ocv_net **out);
void ocv_net_free(ocv_net *net);
// Runs it on two F32 images of three channels, 0...255, brought to a size: its input is 1 x 6 x height x width, B, G and R
// of the first and then of the second, 0...1; its output one number, or OCV_UNSUPPORTED. One thread at a time.
ocv_status ocv_net_pair(
  ocv_net *net, const ocv_image *seen, const ocv_image *usual, int32_t width, int32_t height, double *out);

#ifdef __cplusplus
}
#endif
#endif
