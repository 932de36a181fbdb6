#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "internal.hpp"

using ocv::guarded;

ocv_status ocv_blur(ocv_image *image, double sigma_x, double sigma_y) {
  return guarded([&] {
    if (!image || sigma_x < 0 || sigma_y < 0) return OCV_BAD_ARGUMENT;
    if (sigma_x == 0 && sigma_y == 0) return OCV_OK;
    const auto taps = [](double sigma) { return sigma == 0 ? 1 : 2 * std::max(1, int(std::ceil(3 * sigma))) + 1; };
    const cv::Size kernel(taps(sigma_x), taps(sigma_y));
    cv::GaussianBlur(
      image->mat, image->mat, kernel, std::max(sigma_x, 1e-3), std::max(sigma_y, 1e-3), cv::BORDER_REPLICATE);
    return OCV_OK;
  });
}

ocv_status ocv_resize(const ocv_image *image, int32_t width, int32_t height, ocv_image **out) {
  return guarded([&] {
    if (!image || !out || width < 1 || height < 1) return OCV_BAD_ARGUMENT;
    const bool shrinks = width < image->mat.cols && height < image->mat.rows;
    cv::Mat mat;
    cv::resize(image->mat, mat, cv::Size(width, height), 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_LINEAR);
    return ocv::give(std::move(mat), out);
  });
}

ocv_status ocv_grey(const ocv_image *image, ocv_image **out) {
  return guarded([&] {
    if (!image || !out || image->mat.channels() != 3) return OCV_BAD_ARGUMENT;
    cv::Mat mat;
    cv::cvtColor(image->mat, mat, cv::COLOR_BGR2GRAY);
    return ocv::give(std::move(mat), out);
  });
}

ocv_status ocv_float(const ocv_image *image, ocv_image **out) {
  return guarded([&] {
    if (!image || !out) return OCV_BAD_ARGUMENT;
    cv::Mat mat;
    image->mat.convertTo(mat, CV_32F);
    return ocv::give(std::move(mat), out);
  });
}

ocv_status ocv_warp(
  const ocv_image *image, const double *homography, int32_t width, int32_t height, ocv_image **out) {
  return guarded([&] {
    if (!image || !homography || !out || width < 1 || height < 1) return OCV_BAD_ARGUMENT;
    cv::Mat mat;
    cv::warpPerspective(
      image->mat, mat, ocv::matrix3(homography), cv::Size(width, height), cv::INTER_LINEAR | cv::WARP_INVERSE_MAP,
      cv::BORDER_REPLICATE);
    return ocv::give(std::move(mat), out);
  });
}

ocv_status ocv_exposure(const ocv_image *image, int32_t level, int32_t low, double *bright, double *dark) {
  return guarded([&] {
    if (!image || image->mat.type() != CV_8UC3 || !bright || !dark) return OCV_BAD_ARGUMENT;
    int64_t over = 0, under = 0;
    for (int row = 0; row < image->mat.rows; row += 2) {
      const uint8_t *p = image->mat.ptr<uint8_t>(row);
      for (int column = 0; column < image->mat.cols; ++column, p += 3) {
        const int high = std::max({p[0], p[1], p[2]});
        over += high >= level;
        under += high <= low;
      }
    }
    const double all = double((image->mat.rows + 1) / 2) * image->mat.cols;
    *bright = over / all;
    *dark = under / all;
    return OCV_OK;
  });
}

ocv_status ocv_sharpness(const ocv_image *grey, double *out) {
  return guarded([&] {
    if (!ocv::single(grey, CV_8U) || !out) return OCV_BAD_ARGUMENT;
    cv::Mat laplacian;
    cv::Laplacian(grey->mat, laplacian, CV_16S);
    cv::Scalar mean, deviation;
    cv::meanStdDev(laplacian, mean, deviation);
    *out = deviation[0] * deviation[0];
    return OCV_OK;
  });
}

namespace {

bool modelled(const ocv_image *image, const ocv_image *mean, const ocv_image *deviation, ocv_image **out) {
  return image && mean && deviation && out && image->mat.depth() == CV_32F && ocv::alike(image->mat, mean->mat)
    && ocv::alike(mean->mat, deviation->mat);
}

/// Largest over channels of `excess / deviation`.
cv::Mat strongest(const cv::Mat &excess, const cv::Mat &deviation) {
  cv::Mat map(excess.size(), CV_32F);
  const int channels = excess.channels();
  for (int row = 0; row < excess.rows; ++row) {
    const float *e = excess.ptr<float>(row), *d = deviation.ptr<float>(row);
    float *m = map.ptr<float>(row);
    for (int column = 0; column < excess.cols; ++column) {
      float best = 0;
      for (int k = 0; k < channels; ++k, ++e, ++d) best = std::max(best, *e / *d);
      m[column] = best;
    }
  }
  return map;
}

}  // namespace

ocv_status ocv_envelope(
  const ocv_image *image, const ocv_image *mean, const ocv_image *deviation, int32_t reach, double slack,
  ocv_image **out) {
  return guarded([&] {
    if (!modelled(image, mean, deviation, out) || reach < 0) return OCV_BAD_ARGUMENT;
    const cv::Mat kernel = cv::getStructuringElement(cv::MORPH_ELLIPSE, cv::Size(2 * reach + 1, 2 * reach + 1));
    cv::Mat high, low, above, below;
    cv::dilate(mean->mat, high, kernel);
    cv::erode(mean->mat, low, kernel);
    above = image->mat - high - slack * deviation->mat;
    below = low - slack * deviation->mat - image->mat;
    cv::max(above, below, above);
    return ocv::give(strongest(above, deviation->mat), out);
  });
}

ocv_status ocv_zscore(
  const ocv_image *image, const ocv_image *mean, const ocv_image *deviation, ocv_image **out) {
  return guarded([&] {
    if (!modelled(image, mean, deviation, out)) return OCV_BAD_ARGUMENT;
    cv::Mat away;
    cv::absdiff(image->mat, mean->mat, away);
    return ocv::give(strongest(away, deviation->mat), out);
  });
}

ocv_status ocv_maximum(const ocv_image *image, const ocv_image *mask, ocv_peak *out) {
  return guarded([&] {
    if (!ocv::single(image, CV_32F) || !out || (mask && mask->mat.size() != image->mat.size()))
      return OCV_BAD_ARGUMENT;
    double value = 0;
    cv::Point at;
    cv::minMaxLoc(image->mat, nullptr, &value, nullptr, &at, mask ? mask->mat : cv::noArray());
    if (at.x < 0) return OCV_NO_RESULT;
    *out = {value, double(at.x), double(at.y)};
    return OCV_OK;
  });
}

ocv_status ocv_threshold(const ocv_image *image, double threshold, int32_t radius, ocv_image **out) {
  return guarded([&] {
    if (!image || image->mat.channels() != 1 || !out || std::abs(radius) > 200) return OCV_BAD_ARGUMENT;
    cv::Mat mask = image->mat > threshold;
    if (radius != 0) {
      const int side = 2 * std::abs(radius) + 1;
      const cv::Mat kernel = cv::getStructuringElement(cv::MORPH_ELLIPSE, cv::Size(side, side));
      cv::morphologyEx(mask, mask, radius < 0 ? cv::MORPH_OPEN : cv::MORPH_CLOSE, kernel);
    }
    return ocv::give(std::move(mask), out);
  });
}

ocv_status ocv_grow(ocv_image *mask, int32_t radius) {
  return guarded([&] {
    if (!ocv::single(mask, CV_8U) || std::abs(radius) > 200) return OCV_BAD_ARGUMENT;
    if (radius == 0) return OCV_OK;
    const int side = 2 * std::abs(radius) + 1;
    const cv::Mat kernel = cv::getStructuringElement(cv::MORPH_ELLIPSE, cv::Size(side, side));
    // Outside the frame counts as empty, so that a mask which touches the border shrinks there too.
    if (radius > 0)
      cv::dilate(mask->mat, mask->mat, kernel);
    else
      cv::erode(mask->mat, mask->mat, kernel, cv::Point(-1, -1), 1, cv::BORDER_CONSTANT, cv::Scalar::all(0));
    return OCV_OK;
  });
}
