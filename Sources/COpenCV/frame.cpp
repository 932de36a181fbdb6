#include <cstdlib>
#include <cstring>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>
#include <vector>

#include "internal.hpp"

using ocv::guarded;

namespace {

struct Header {
  int64_t width = 0, height = 0;
  int bits = 8;
  int channels = 3;
  bool complete = false;
};

uint32_t big32(const uint8_t *p) {
  return uint32_t(p[0]) << 24 | uint32_t(p[1]) << 16 | uint32_t(p[2]) << 8 | uint32_t(p[3]);
}

uint32_t little(const uint8_t *p, int bytes) {
  uint32_t value = 0;
  for (int i = bytes - 1; i >= 0; --i) value = value << 8 | p[i];
  return value;
}

ocv_status probePNG(const uint8_t *p, size_t n, Header &header) {
  if (n < 33) return OCV_TRUNCATED;
  if (std::memcmp(p + 12, "IHDR", 4) != 0) return OCV_CORRUPT;
  header.width = big32(p + 16);
  header.height = big32(p + 20);
  header.bits = p[24];
  header.complete = std::memcmp(p + n - 8, "IEND", 4) == 0;
  return OCV_OK;
}

/// Walks the segments up to the frame header. The end marker may be followed by a little padding.
ocv_status probeJPEG(const uint8_t *p, size_t n, Header &header) {
  for (size_t back = 2; back <= 64 && back + 2 <= n && !header.complete; ++back)
    header.complete = p[n - back] == 0xFF && p[n - back + 1] == 0xD9;
  size_t at = 2;
  while (at + 4 <= n) {
    if (p[at] != 0xFF) return OCV_CORRUPT;
    const uint8_t marker = p[at + 1];
    if (marker == 0xFF || marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {
      at += marker == 0xFF ? 1 : 2;
      continue;
    }
    const size_t length = size_t(p[at + 2]) << 8 | p[at + 3];
    if (length < 2 || marker == 0xD9 || marker == 0xDA) return OCV_CORRUPT;
    const bool frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (frame) {
      if (at + 10 > n) return OCV_TRUNCATED;
      header.bits = p[at + 4];
      header.height = size_t(p[at + 5]) << 8 | p[at + 6];
      header.width = size_t(p[at + 7]) << 8 | p[at + 8];
      header.channels = p[at + 9];
      return OCV_OK;
    }
    at += 2 + length;
  }
  return OCV_TRUNCATED;
}

ocv_status probeWebP(const uint8_t *p, size_t n, Header &header) {
  if (n < 30) return OCV_TRUNCATED;
  header.complete = n >= size_t(little(p + 4, 4)) + 8;
  if (std::memcmp(p + 12, "VP8 ", 4) == 0) {
    header.width = little(p + 26, 2) & 0x3FFF;
    header.height = little(p + 28, 2) & 0x3FFF;
  } else if (std::memcmp(p + 12, "VP8L", 4) == 0) {
    const uint32_t packed = little(p + 21, 4);
    header.width = (packed & 0x3FFF) + 1;
    header.height = (packed >> 14 & 0x3FFF) + 1;
  } else if (std::memcmp(p + 12, "VP8X", 4) == 0) {
    if (p[20] & 2) return OCV_UNSUPPORTED;
    header.width = little(p + 24, 3) + 1;
    header.height = little(p + 27, 3) + 1;
  } else {
    return OCV_CORRUPT;
  }
  return OCV_OK;
}

ocv_status probe(const uint8_t *p, size_t n, Header &header) {
  static const uint8_t png[8] = {0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A};
  if (n >= 8 && std::memcmp(p, png, 8) == 0) return probePNG(p, n, header);
  if (n >= 3 && p[0] == 0xFF && p[1] == 0xD8 && p[2] == 0xFF) return probeJPEG(p, n, header);
  if (n >= 12 && std::memcmp(p, "RIFF", 4) == 0 && std::memcmp(p + 8, "WEBP", 4) == 0)
    return probeWebP(p, n, header);
  return OCV_NOT_AN_IMAGE;
}

ocv_status check(const Header &header, ocv_limits limits) {
  if (header.width < 1 || header.height < 1) return OCV_CORRUPT;
  if (header.width > limits.max_side || header.height > limits.max_side) return OCV_TOO_LARGE;
  if (header.width * header.height > limits.max_pixels) return OCV_TOO_LARGE;
  if (header.bits != 8 || header.channels == 4) return OCV_UNSUPPORTED;
  return header.complete ? OCV_OK : OCV_TRUNCATED;
}

}  // namespace

void ocv_prepare(void) {
  guarded([] {
    cv::setNumThreads(1);
    cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
    return OCV_OK;
  });
}

ocv_status ocv_new(int32_t width, int32_t height, int32_t channels, ocv_depth depth, ocv_image **out) {
  return guarded([&] {
    if (width < 1 || height < 1 || channels < 1 || channels > 3 || !out) return OCV_BAD_ARGUMENT;
    const int type = CV_MAKETYPE(depth == OCV_U8 ? CV_8U : CV_32F, channels);
    return ocv::give(cv::Mat::zeros(height, width, type), out);
  });
}

ocv_status ocv_clone(const ocv_image *image, ocv_image **out) {
  return guarded([&] { return image && out ? ocv::give(image->mat.clone(), out) : OCV_BAD_ARGUMENT; });
}

void ocv_free(ocv_image *image) { delete image; }

ocv_shape ocv_shape_of(const ocv_image *image) {
  const cv::Mat &m = image->mat;
  return {m.cols, m.rows, m.channels(), m.depth() == CV_8U ? OCV_U8 : OCV_F32, m.step[0]};
}

void *ocv_bytes(ocv_image *image) { return image->mat.data; }

ocv_status ocv_probe(const uint8_t *bytes, size_t count, ocv_limits limits) {
  if (!bytes || count == 0) return OCV_NOT_AN_IMAGE;
  if (count > limits.max_bytes) return OCV_TOO_LARGE;
  Header header;
  const ocv_status status = probe(bytes, count, header);
  return status == OCV_OK ? check(header, limits) : status;
}

ocv_status ocv_decode(const uint8_t *bytes, size_t count, ocv_limits limits, ocv_image **out) {
  return guarded([&] {
    const ocv_status status = ocv_probe(bytes, count, limits);
    if (status != OCV_OK || !out) return status == OCV_OK ? OCV_BAD_ARGUMENT : status;
    const cv::Mat file(1, int(count), CV_8U, const_cast<uint8_t *>(bytes));
    cv::Mat mat = cv::imdecode(file, cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION);
    if (mat.empty()) return OCV_CORRUPT;
    return ocv::give(std::move(mat), out);
  });
}

ocv_status ocv_encode(const ocv_image *image, int32_t quality, uint8_t **out, size_t *count) {
  return guarded([&] {
    if (!image || !out || !count || quality < 0 || quality > 100) return OCV_BAD_ARGUMENT;
    std::vector<uint8_t> file;
    std::vector<int> options;
    if (quality > 0)
      options = {cv::IMWRITE_JPEG_QUALITY, quality};
    else
      options = {cv::IMWRITE_PNG_COMPRESSION, 1};
    if (!cv::imencode(quality > 0 ? ".jpg" : ".png", image->mat, file, options)) return OCV_INTERNAL;
    auto *copy = static_cast<uint8_t *>(std::malloc(file.size()));
    if (!copy) return OCV_INTERNAL;
    std::memcpy(copy, file.data(), file.size());
    *out = copy;
    *count = file.size();
    return OCV_OK;
  });
}

void ocv_release(uint8_t *bytes) { std::free(bytes); }
