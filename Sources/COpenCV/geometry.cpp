#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/aruco.hpp>
#include <opencv2/calib3d.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/video/tracking.hpp>
#include <vector>

#include "internal.hpp"

using ocv::guarded;

ocv_status ocv_fiducials(const ocv_image *grey, ocv_fiducial *out, int32_t capacity, int32_t *count) {
  return guarded([&] {
    if (!ocv::single(grey, CV_8U) || !out || !count || capacity < 0) return OCV_BAD_ARGUMENT;
    std::vector<int> ids;
    std::vector<std::vector<cv::Point2f>> corners;
    // Half size finds them at a quarter of the cost; full size then says where they are.
    cv::Mat half;
    cv::resize(grey->mat, half, cv::Size(), 0.5, 0.5, cv::INTER_AREA);
    auto parameters = cv::aruco::DetectorParameters::create();
    parameters->adaptiveThreshWinSizeMin = 13;
    parameters->adaptiveThreshWinSizeMax = 33;
    parameters->adaptiveThreshWinSizeStep = 20;
    parameters->minMarkerPerimeterRate = 0.05;
    cv::aruco::detectMarkers(
      half, cv::aruco::getPredefinedDictionary(cv::aruco::DICT_4X4_50), corners, ids, parameters);
    *count = 0;
    const cv::TermCriteria until(cv::TermCriteria::EPS | cv::TermCriteria::COUNT, 30, 0.005);
    for (size_t i = 0; i < ids.size() && *count < capacity; ++i) {
      for (auto &corner : corners[i]) corner = corner * 2 + cv::Point2f(0.5f, 0.5f);
      cv::cornerSubPix(grey->mat, corners[i], cv::Size(5, 5), cv::Size(-1, -1), until);
      ocv_fiducial &found = out[(*count)++];
      found.id = ids[i];
      for (int k = 0; k < 4; ++k) {
        found.corners[2 * k] = corners[i][k].x;
        found.corners[2 * k + 1] = corners[i][k].y;
      }
    }
    return OCV_OK;
  });
}

ocv_status ocv_pose(
  const double *plane_xy, const double *pixels_xy, int32_t points, double focal, double cx, double cy, double *pose,
  double *error_pixels) {
  return guarded([&] {
    if (!plane_xy || !pixels_xy || !pose || !error_pixels || points < 4 || focal <= 0) return OCV_BAD_ARGUMENT;
    std::vector<cv::Point3d> object;
    std::vector<cv::Point2d> image, again;
    for (int i = 0; i < points; ++i) {
      object.emplace_back(plane_xy[2 * i], plane_xy[2 * i + 1], 0);
      image.emplace_back(pixels_xy[2 * i], pixels_xy[2 * i + 1]);
    }
    const cv::Matx33d camera(focal, 0, cx, 0, focal, cy, 0, 0, 1);
    cv::Mat turn, shift;
    if (!cv::solvePnP(object, image, camera, cv::noArray(), turn, shift, false, cv::SOLVEPNP_ITERATIVE))
      return OCV_NO_RESULT;
    cv::projectPoints(object, turn, shift, camera, cv::noArray(), again);
    double sum = 0;
    for (int i = 0; i < points; ++i) sum += (again[i] - image[i]).ddot(again[i] - image[i]);
    cv::Mat rotation;
    cv::Rodrigues(turn, rotation);
    cv::Mat both;
    cv::hconcat(rotation, shift, both);
    const cv::Mat product = cv::Mat(camera) * both;
    std::copy(product.begin<double>(), product.end<double>(), pose);
    *error_pixels = std::sqrt(sum / points);
    return OCV_OK;
  });
}

ocv_status ocv_homography(const double *from, const double *to, int32_t points, double *out) {
  return guarded([&] {
    if (!from || !to || !out || points < 4) return OCV_BAD_ARGUMENT;
    std::vector<cv::Point2d> a, b;
    for (int i = 0; i < points; ++i) {
      a.emplace_back(from[2 * i], from[2 * i + 1]);
      b.emplace_back(to[2 * i], to[2 * i + 1]);
    }
    const cv::Mat h = cv::findHomography(a, b);
    if (h.empty()) return OCV_NO_RESULT;
    std::copy(h.begin<double>(), h.end<double>(), out);
    return OCV_OK;
  });
}

ocv_status ocv_foreground(
  const ocv_image *image, const ocv_background *background, double contrast, double shadow, ocv_image **out) {
  return guarded([&] {
    if (!image || image->mat.type() != CV_8UC3 || !background || !out) return OCV_BAD_ARGUMENT;
    const cv::Mat &m = image->mat;
    cv::Mat mask(m.size(), CV_8U);
    for (int row = 0; row < m.rows; ++row) {
      const float y = 2.0f * row / m.rows - 1;
      // At a fixed row each channel's polynomial is a quadratic in x.
      float a[3], b[3], c[3];
      for (int k = 0; k < 3; ++k) {
        const double *f = background->coefficients + 6 * k;
        a[k] = float(f[0] + f[2] * y + f[5] * y * y);
        b[k] = float(f[1] + f[4] * y);
        c[k] = float(f[3]);
      }
      const uint8_t *p = m.ptr<uint8_t>(row);
      uint8_t *q = mask.ptr<uint8_t>(row);
      for (int column = 0; column < m.cols; ++column, p += 3) {
        const float x = 2.0f * column / m.cols - 1;
        float least = 1e9f, most = -1e9f, away = 0;
        for (int k = 0; k < 3; ++k) {
          const float base = std::max(8.0f, a[k] + x * (b[k] + x * c[k]));
          const float ratio = p[k] / base;
          least = std::min(least, ratio);
          most = std::max(most, ratio);
          away = std::max(away, std::abs(p[k] - base));
        }
        const bool shaded = most <= 1.04f && least >= shadow && most - least < 0.16f;
        q[column] = away > contrast && !shaded ? 255 : 0;
      }
    }
    return ocv::give(std::move(mask), out);
  });
}

ocv_status ocv_flatten(
  const ocv_image *patch, const ocv_background *background, const double *homography, int32_t width, int32_t height,
  ocv_colour white, ocv_image **out) {
  return guarded([&] {
    if (!patch || patch->mat.type() != CV_8UC3 || !background || !homography || !out || width < 2 || height < 2)
      return OCV_BAD_ARGUMENT;
    const cv::Mat &m = patch->mat;
    cv::Mat flat(m.size(), CV_32FC3);
    const double gain[3] = {white.b, white.g, white.r}, *h = homography;
    for (int row = 0; row < m.rows; ++row) {
      const uint8_t *p = m.ptr<uint8_t>(row);
      float *q = flat.ptr<float>(row);
      for (int column = 0; column < m.cols; ++column, p += 3, q += 3) {
        const double w = h[6] * column + h[7] * row + h[8];
        const double x = 2 * (h[0] * column + h[1] * row + h[2]) / (w * width) - 1;
        const double y = 2 * (h[3] * column + h[4] * row + h[5]) / (w * height) - 1;
        for (int k = 0; k < 3; ++k) {
          const double *f = background->coefficients + 6 * k;
          const double base = f[0] + f[1] * x + f[2] * y + f[3] * x * x + f[4] * x * y + f[5] * y * y;
          q[k] = float(p[k] * gain[k] / std::max(4.0, base));
        }
      }
    }
    return ocv::give(std::move(flat), out);
  });
}

ocv_status ocv_outline(ocv_image *mask, ocv_box *out) {
  return guarded([&] {
    if (!ocv::single(mask, CV_8U) || !out) return OCV_BAD_ARGUMENT;
    std::vector<std::vector<cv::Point>> outlines;
    cv::findContours(mask->mat, outlines, cv::RETR_EXTERNAL, cv::CHAIN_APPROX_NONE);
    double area = 0;
    size_t best = 0;
    for (size_t i = 0; i < outlines.size(); ++i) {
      const double size = cv::contourArea(outlines[i]);
      if (size > area) area = size, best = i;
    }
    if (area <= 0) return OCV_NO_RESULT;
    std::vector<cv::Point> hull;
    cv::convexHull(outlines[best], hull);
    const cv::RotatedRect box = cv::minAreaRect(hull);
    mask->mat.setTo(0);
    cv::drawContours(mask->mat, outlines, int(best), cv::Scalar(255), cv::FILLED);
    // Outlines run through pixel centres: the shape reaches half a pixel further on every side.
    *out = {box.center.x, box.center.y, box.size.width + 1.0, box.size.height + 1.0, box.angle, area};
    return OCV_OK;
  });
}

ocv_status ocv_align(
  const ocv_image *pattern, const ocv_image *image, const ocv_image *mask, int32_t affine, int32_t iterations,
  double *homography, double *correlation) {
  return guarded([&] {
    if (!ocv::single(pattern, CV_32F) || !ocv::single(image, CV_32F) || !homography || !correlation)
      return OCV_BAD_ARGUMENT;
    if (mask && (!ocv::single(mask, CV_8U) || mask->mat.size() != image->mat.size())) return OCV_BAD_ARGUMENT;
    cv::Mat warp;
    ocv::matrix3(homography).rowRange(0, affine ? 2 : 3).convertTo(warp, CV_32F);
    const cv::TermCriteria until(cv::TermCriteria::EPS | cv::TermCriteria::COUNT, iterations, 1e-4);
    try {
      *correlation = cv::findTransformECC(
        pattern->mat, image->mat, warp, affine ? cv::MOTION_AFFINE : cv::MOTION_HOMOGRAPHY, until,
        mask ? cv::InputArray(mask->mat) : cv::noArray(), 3);
    } catch (const cv::Exception &) {
      return OCV_NO_RESULT;  // it throws when the iteration diverges
    }
    for (int row = 0; row < warp.rows; ++row)
      for (int column = 0; column < 3; ++column) homography[3 * row + column] = warp.at<float>(row, column);
    return OCV_OK;
  });
}

ocv_status ocv_blobs(
  const ocv_image *map, double threshold, ocv_blob *out, int32_t capacity, int32_t *count) {
  return guarded([&] {
    if (!ocv::single(map, CV_32F) || !out || !count || capacity < 0) return OCV_BAD_ARGUMENT;
    cv::Mat labels, stats, centroids;
    const cv::Mat mask = map->mat > threshold;
    const int n = cv::connectedComponentsWithStats(mask, labels, stats, centroids, 8, CV_32S);
    std::vector<double> sums(n, 0);
    for (int row = 0; row < labels.rows; ++row) {
      const int *label = labels.ptr<int>(row);
      const float *value = map->mat.ptr<float>(row);
      for (int column = 0; column < labels.cols; ++column) sums[label[column]] += value[column];
    }
    std::vector<int> order;
    for (int i = 1; i < n; ++i) order.push_back(i);
    std::sort(order.begin(), order.end(), [&](int a, int b) { return sums[a] != sums[b] ? sums[a] > sums[b] : a < b; });
    *count = std::min(capacity, int32_t(order.size()));
    for (int i = 0; i < *count; ++i) {
      const int *s = stats.ptr<int>(order[i]);
      out[i] = {s[cv::CC_STAT_LEFT], s[cv::CC_STAT_TOP], s[cv::CC_STAT_WIDTH], s[cv::CC_STAT_HEIGHT],
                s[cv::CC_STAT_AREA], sums[order[i]]};
    }
    return OCV_OK;
  });
}
