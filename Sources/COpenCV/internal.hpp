// Shared by the C++ sources only.
#pragma once

#include <exception>
#include <new>
#include <opencv2/core.hpp>

#include "COpenCV.h"

struct ocv_image {
  cv::Mat mat;
};

namespace ocv {

/// Runs `body` and turns whatever it throws into a status: no exception may cross into Swift.
template <typename Body>
ocv_status guarded(Body &&body) noexcept {
  try {
    return body();
  } catch (...) {
    return OCV_INTERNAL;
  }
}

inline ocv_status give(cv::Mat mat, ocv_image **out) {
  *out = new ocv_image{std::move(mat)};
  return OCV_OK;
}

inline cv::Scalar scalar(ocv_colour c) { return cv::Scalar(c.b, c.g, c.r); }

inline cv::Mat matrix3(const double *values) {
  return cv::Mat(3, 3, CV_64F, const_cast<double *>(values));
}

inline bool single(const ocv_image *image, int depth) {
  return image && image->mat.channels() == 1 && image->mat.depth() == depth;
}

inline bool alike(const cv::Mat &a, const cv::Mat &b) { return a.size() == b.size() && a.type() == b.type(); }

}  // namespace ocv
