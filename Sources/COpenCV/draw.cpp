#include <cmath>
#include <opencv2/aruco.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "internal.hpp"

using ocv::guarded;
using ocv::scalar;

namespace {

constexpr int kShift = 4;  // sub-pixel bits of drawn coordinates
constexpr double kUnit = 1 << kShift;

cv::Point fixed(double x, double y) { return cv::Point(cvRound(x * kUnit), cvRound(y * kUnit)); }

/// Anti-aliased drawing exists for eight bits only.
int lineType(const cv::Mat &mat) { return mat.depth() == CV_8U ? cv::LINE_AA : cv::LINE_8; }

/// Adds `field` (one channel, F32) to every channel.
void addToAll(cv::Mat &mat, const cv::Mat &field) {
  std::vector<cv::Mat> copies(mat.channels(), field);
  cv::Mat all;
  cv::merge(copies, all);
  cv::add(mat, all, mat, cv::noArray(), mat.depth());
}

}  // namespace

ocv_status ocv_fill(ocv_image *image, ocv_colour colour) {
  return guarded([&] {
    if (!image) return OCV_BAD_ARGUMENT;
    image->mat.setTo(scalar(colour));
    return OCV_OK;
  });
}

ocv_status ocv_polygon(ocv_image *image, const double *xy, int32_t points, ocv_colour colour) {
  return guarded([&] {
    if (!image || !xy || points < 3) return OCV_BAD_ARGUMENT;
    std::vector<cv::Point> outline;
    for (int i = 0; i < points; ++i) outline.push_back(fixed(xy[2 * i], xy[2 * i + 1]));
    cv::fillPoly(image->mat, std::vector<std::vector<cv::Point>>{outline}, scalar(colour), lineType(image->mat), kShift);
    return OCV_OK;
  });
}

ocv_status ocv_line(
  ocv_image *image, double x0, double y0, double x1, double y1, int32_t thickness, ocv_colour colour) {
  return guarded([&] {
    if (!image || thickness < 1 || thickness > 1000) return OCV_BAD_ARGUMENT;
    cv::line(
      image->mat, fixed(x0, y0), fixed(x1, y1), scalar(colour), thickness, lineType(image->mat), kShift);
    return OCV_OK;
  });
}

ocv_status ocv_ellipse(
  ocv_image *image, double x, double y, double rx, double ry, double degrees, ocv_colour colour) {
  return guarded([&] {
    if (!image || rx < 0 || ry < 0) return OCV_BAD_ARGUMENT;
    const cv::Size axes(cvRound(rx * kUnit), cvRound(ry * kUnit));
    cv::ellipse(
      image->mat, fixed(x, y), axes, degrees, 0, 360, scalar(colour), cv::FILLED, lineType(image->mat), kShift);
    return OCV_OK;
  });
}

ocv_status ocv_text(
  ocv_image *image, const char *text, double x, double y, double height, int32_t thickness, ocv_colour colour) {
  return guarded([&] {
    if (!image || !text || thickness < 1) return OCV_BAD_ARGUMENT;
    const int font = cv::FONT_HERSHEY_DUPLEX;
    const double scale = height / 21.0;  // a capital of this font is 21 pixels high at scale 1
    const cv::Point origin(cvRound(x), cvRound(y));
    cv::putText(image->mat, text, origin, font, scale, scalar(colour), thickness, lineType(image->mat));
    return OCV_OK;
  });
}

ocv_status ocv_marker(int32_t id, int32_t side, ocv_image **out) {
  return guarded([&] {
    if (!out || id < 0 || id >= 50 || side < 6) return OCV_BAD_ARGUMENT;
    cv::Mat marker;
    cv::aruco::drawMarker(cv::aruco::getPredefinedDictionary(cv::aruco::DICT_4X4_50), id, side, marker, 1);
    return ocv::give(std::move(marker), out);
  });
}

ocv_status ocv_noise(ocv_image *image, double sigma, uint64_t seed) {
  return guarded([&] {
    if (!image || sigma < 0) return OCV_BAD_ARGUMENT;
    cv::Mat noise(image->mat.size(), CV_MAKETYPE(CV_16S, image->mat.channels()));
    cv::RNG rng(seed);
    // Sixteenths keep the distribution smooth in integers.
    rng.fill(noise, cv::RNG::NORMAL, 0, sigma * 16);
    cv::Mat scaled;
    noise.convertTo(scaled, CV_32F, 1.0 / 16);
    cv::add(image->mat, scaled, image->mat, cv::noArray(), image->mat.depth());
    return OCV_OK;
  });
}

ocv_status ocv_clouds(ocv_image *image, double gx, double gy, double sigma, uint64_t seed) {
  return guarded([&] {
    if (!image || gx < 1 || gy < 1 || sigma < 0) return OCV_BAD_ARGUMENT;
    const cv::Size size = image->mat.size();
    cv::Mat coarse(int(size.height / gy) + 2, int(size.width / gx) + 2, CV_32F);
    cv::RNG rng(seed);
    rng.fill(coarse, cv::RNG::NORMAL, 0, sigma);
    cv::Mat field;
    cv::resize(coarse, field, size, 0, 0, cv::INTER_CUBIC);
    addToAll(image->mat, field);
    return OCV_OK;
  });
}

ocv_status ocv_hill(
  ocv_image *field, double x, double y, double sx, double sy, double degrees, double amplitude) {
  return guarded([&] {
    if (!ocv::single(field, CV_32F) || sx <= 0 || sy <= 0) return OCV_BAD_ARGUMENT;
    const double c = std::cos(degrees * CV_PI / 180), s = std::sin(degrees * CV_PI / 180);
    const double reach = 3.5 * std::max(sx, sy);
    const int top = std::max(0, int(y - reach)), bottom = std::min(field->mat.rows, int(y + reach) + 1);
    const int left = std::max(0, int(x - reach)), right = std::min(field->mat.cols, int(x + reach) + 1);
    for (int row = top; row < bottom; ++row) {
      float *line = field->mat.ptr<float>(row);
      for (int column = left; column < right; ++column) {
        const double u = (c * (column - x) + s * (row - y)) / sx, v = (c * (row - y) - s * (column - x)) / sy;
        line[column] += float(amplitude * std::exp(-0.5 * (u * u + v * v)));
      }
    }
    return OCV_OK;
  });
}

ocv_status ocv_illuminate(ocv_image *image, ocv_colour gain, double gx, double gy, double vignette) {
  return guarded([&] {
    if (!image || image->mat.type() != CV_8UC3) return OCV_BAD_ARGUMENT;
    const double w = image->mat.cols, h = image->mat.rows;
    const float gains[3] = {float(gain.b), float(gain.g), float(gain.r)};
    for (int row = 0; row < image->mat.rows; ++row) {
      uint8_t *p = image->mat.ptr<uint8_t>(row);
      const double y = 2 * row / h - 1;
      for (int column = 0; column < image->mat.cols; ++column, p += 3) {
        const double x = 2 * column / w - 1;
        const float light = float((1 + gx * x + gy * y) * (1 - vignette * (x * x + y * y) / 2));
        for (int k = 0; k < 3; ++k) p[k] = cv::saturate_cast<uint8_t>(p[k] * light * gains[k]);
      }
    }
    return OCV_OK;
  });
}

ocv_status ocv_multiply(ocv_image *image, const ocv_image *field) {
  return guarded([&] {
    if (!image || !ocv::single(field, CV_32F) || image->mat.size() != field->mat.size()) return OCV_BAD_ARGUMENT;
    std::vector<cv::Mat> copies(image->mat.channels(), field->mat);
    cv::Mat all;
    cv::merge(copies, all);
    cv::multiply(image->mat, all, image->mat, 1, image->mat.depth());
    return OCV_OK;
  });
}

ocv_status ocv_add(ocv_image *image, const ocv_image *other, double weight) {
  return guarded([&] {
    if (!image || !other || image->mat.depth() != CV_32F || !ocv::alike(image->mat, other->mat))
      return OCV_BAD_ARGUMENT;
    cv::scaleAdd(other->mat, weight, image->mat, image->mat);
    return OCV_OK;
  });
}

ocv_status ocv_displace(ocv_image *image, const ocv_image *dx, const ocv_image *dy) {
  return guarded([&] {
    if (!image || !ocv::single(dx, CV_32F) || !ocv::single(dy, CV_32F)) return OCV_BAD_ARGUMENT;
    if (dx->mat.size() != image->mat.size() || dy->mat.size() != image->mat.size()) return OCV_BAD_ARGUMENT;
    cv::Mat x = dx->mat.clone(), y = dy->mat.clone(), moved;
    for (int row = 0; row < x.rows; ++row) {
      float *px = x.ptr<float>(row), *py = y.ptr<float>(row);
      for (int column = 0; column < x.cols; ++column) {
        px[column] += float(column);
        py[column] += float(row);
      }
    }
    cv::remap(image->mat, moved, x, y, cv::INTER_LINEAR, cv::BORDER_CONSTANT, cv::Scalar::all(0));
    image->mat = moved;
    return OCV_OK;
  });
}

ocv_status ocv_compose(
  ocv_image *target, const ocv_image *source, const ocv_image *mask, const double *homography) {
  return guarded([&] {
    if (!target || !source || !ocv::single(mask, CV_8U) || !homography) return OCV_BAD_ARGUMENT;
    if (target->mat.type() != CV_8UC3 || source->mat.type() != CV_8UC3) return OCV_BAD_ARGUMENT;
    if (source->mat.size() != mask->mat.size()) return OCV_BAD_ARGUMENT;
    const cv::Mat h = ocv::matrix3(homography);
    const cv::Size size = target->mat.size();
    cv::Mat moved, alpha;
    cv::warpPerspective(source->mat, moved, h, size, cv::INTER_LINEAR, cv::BORDER_REPLICATE);
    cv::warpPerspective(mask->mat, alpha, h, size, cv::INTER_LINEAR, cv::BORDER_CONSTANT);
    for (int row = 0; row < size.height; ++row) {
      uint8_t *t = target->mat.ptr<uint8_t>(row);
      const uint8_t *s = moved.ptr<uint8_t>(row), *a = alpha.ptr<uint8_t>(row);
      for (int column = 0; column < size.width; ++column, t += 3, s += 3) {
        const int weight = a[column];
        if (weight == 0) continue;
        for (int k = 0; k < 3; ++k) t[k] = uint8_t((s[k] * weight + t[k] * (255 - weight) + 127) / 255);
      }
    }
    return OCV_OK;
  });
}
