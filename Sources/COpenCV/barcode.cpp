#define ZX_USE_UTF8
#include <ZXing/ReadBarcode.h>

#include <algorithm>
#include <cstring>
#include <opencv2/imgproc.hpp>
#include <string>
#include <vector>

#include "internal.hpp"

using ocv::guarded;

namespace {

/// Whether the thirteen digits end in their right check digit.
bool checked(const std::string &digits) {
  if (digits.size() != 13) return false;
  int sum = 0;
  for (int i = 0; i < 13; ++i) {
    if (digits[i] < '0' || digits[i] > '9') return false;
    sum += (digits[i] - '0') * (i % 2 == 0 ? 1 : 3);
  }
  return sum % 10 == 0;
}

/// One way to look at the picture. Sharpening raises thin bars from blur, but it also invents bars, always the same
/// ones: what only sharpened pictures say is not believed.
struct Attempt {
  double scale;
  double sharpen, radius;
  double degrees;
  int lines;
};

constexpr Attempt kAttempts[] = {
  {1, 0, 0, 0, 2},   {2, 2, 4, 0, 1}, {1.5, 2, 2, 0, 1}, {1, 1.5, 2, 0, 1}, {3, 2, 5, 0, 1},
  {2, 2, 4, 8, 1}, {2, 2, 4, -8, 1}, {2, 0, 0, 0, 1},  {1, 0, 0, 0, 1}, {1, 2, 4, 0, 1},
};

/// Enlarging beyond this costs time and shows nothing new.
constexpr int kLargest = 1600;

cv::Mat prepared(const cv::Mat &grey, const Attempt &attempt) {
  cv::Mat work = grey;
  if (attempt.scale != 1) cv::resize(grey, work, cv::Size(), attempt.scale, attempt.scale, cv::INTER_CUBIC);
  if (attempt.sharpen != 0) {
    cv::Mat soft;
    cv::GaussianBlur(work, soft, cv::Size(), attempt.radius);
    cv::addWeighted(work, 1 + attempt.sharpen, soft, -attempt.sharpen, 0, work);
  }
  if (attempt.degrees != 0) {
    const cv::Point2f middle(work.cols / 2.0f, work.rows / 2.0f);
    const cv::Mat turn = cv::getRotationMatrix2D(middle, attempt.degrees, 1);
    cv::Mat turned;
    cv::warpAffine(work, turned, turn, work.size(), cv::INTER_LINEAR, cv::BORDER_REPLICATE);
    work = turned;
  }
  return work.isContinuous() ? work : work.clone();
}

/// Thirteen digits, or nothing. Asks ZXing 1.4 for a single symbol at a single scale: comparing two linear symbols trips
/// an assertion in Debian's build of it, which would end the process.
std::string read(const cv::Mat &grey, const Attempt &attempt) {
  const cv::Mat work = prepared(grey, attempt);
  ZXing::DecodeHints hints;
  hints.setFormats(ZXing::BarcodeFormat::EAN13 | ZXing::BarcodeFormat::UPCA);
  hints.setTryHarder(true).setTryRotate(true).setTryDownscale(false);
  hints.setMinLineCount(uint8_t(attempt.lines));
  hints.setMaxNumberOfSymbols(1);
  const auto result = ZXing::ReadBarcode({work.data, work.cols, work.rows, ZXing::ImageFormat::Lum}, hints);
  if (!result.isValid()) return "";
  std::string digits = result.text();
  if (digits.size() == 12) digits = "0" + digits;
  return checked(digits) ? digits : "";
}

struct Candidate {
  std::string digits;
  int votes = 0;
  bool plain = false, sharpened = false;
};

/// Counts a vote for `digits`.
void count(std::vector<Candidate> &candidates, const std::string &digits, const Attempt &attempt) {
  auto found = std::find_if(candidates.begin(), candidates.end(), [&](auto &c) { return c.digits == digits; });
  if (found == candidates.end()) found = candidates.insert(found, Candidate{digits});
  // Two agreeing scan lines of the picture as it is say as much as two pictures.
  found->votes += attempt.lines;
  (attempt.scale > 1 && attempt.sharpen != 0 ? found->sharpened : found->plain) = true;
}

/// The candidate that won, if one did beyond doubt.
const Candidate *elected(const std::vector<Candidate> &candidates) {
  const Candidate *best = nullptr;
  int second = 0;
  for (const auto &c : candidates) {
    if (!best || c.votes > best->votes) {
      second = best ? best->votes : 0;
      best = &c;
    } else {
      second = std::max(second, c.votes);
    }
  }
  const bool sure = best && best->votes >= 3 && best->plain && best->sharpened && best->votes > 2 * second;
  return sure ? best : nullptr;
}

}  // namespace

ocv_status ocv_barcode(const ocv_image *grey, int32_t attempts, char *out) {
  return guarded([&] {
    if (!ocv::single(grey, CV_8U) || !out || attempts < 1) return OCV_BAD_ARGUMENT;
    std::vector<Candidate> candidates;
    int made = 0;
    for (const auto &attempt : kAttempts) {
      if (made++ == attempts) break;
      const cv::Mat &m = grey->mat;
      if (attempt.scale > 1 && std::max(m.cols, m.rows) * attempt.scale > kLargest) continue;
      const std::string digits = read(m, attempt);
      if (digits.empty()) continue;
      count(candidates, digits, attempt);
      if (const Candidate *winner = elected(candidates)) {
        std::memcpy(out, winner->digits.c_str(), 14);
        return OCV_OK;
      }
    }
    return OCV_NO_RESULT;
  });
}

ocv_status ocv_bars(const ocv_image *grey, double sigma_x, double sigma_y, ocv_image **out) {
  return guarded([&] {
    if (!ocv::single(grey, CV_8U) || !out || sigma_x <= 0 || sigma_y <= 0) return OCV_BAD_ARGUMENT;
    cv::Mat across, along;
    cv::Sobel(grey->mat, across, CV_32F, 1, 0);
    cv::Sobel(grey->mat, along, CV_32F, 0, 1);
    cv::Mat map = cv::abs(across) - cv::abs(along);
    cv::GaussianBlur(map, map, cv::Size(), sigma_x, sigma_y);
    return ocv::give(std::move(map), out);
  });
}

ocv_status ocv_profile(const ocv_image *grey, int32_t top, int32_t bottom, double *out) {
  return guarded([&] {
    if (!ocv::single(grey, CV_8U) || !out || top < 0 || bottom <= top || bottom > grey->mat.rows)
      return OCV_BAD_ARGUMENT;
    cv::Mat mean;
    cv::reduce(grey->mat.rowRange(top, bottom), mean, 0, cv::REDUCE_AVG, CV_64F);
    std::copy(mean.begin<double>(), mean.end<double>(), out);
    return OCV_OK;
  });
}
