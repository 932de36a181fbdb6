#define ZX_USE_UTF8
#include <ZXing/ReadBarcode.h>

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

struct Attempt {
  double scale;
  double sharpen;
  int lines;
};

void read(const cv::Mat &grey, const Attempt &attempt, std::vector<ocv_code> &codes) {
  cv::Mat work = grey;
  if (attempt.scale != 1)
    cv::resize(
      grey, work, cv::Size(), attempt.scale, attempt.scale, attempt.scale < 1 ? cv::INTER_AREA : cv::INTER_CUBIC);
  if (attempt.sharpen != 0) {
    cv::Mat soft;
    cv::GaussianBlur(work, soft, cv::Size(), 2.0);
    cv::addWeighted(work, 1 + attempt.sharpen, soft, -attempt.sharpen, 0, work);
  }
  if (!work.isContinuous()) work = work.clone();
  ZXing::DecodeHints hints;
  hints.setFormats(ZXing::BarcodeFormat::EAN13 | ZXing::BarcodeFormat::UPCA);
  hints.setTryHarder(true);
  hints.setTryRotate(true);
  hints.setMinLineCount(uint8_t(attempt.lines));
  hints.setMaxNumberOfSymbols(4);
  for (const auto &result :
       ZXing::ReadBarcodes({work.data, work.cols, work.rows, ZXing::ImageFormat::Lum}, hints)) {
    std::string digits = result.text();
    if (digits.size() == 12) digits = "0" + digits;
    if (!result.isValid() || !checked(digits)) continue;
    ocv_code code{};
    std::memcpy(code.text, digits.data(), 13);
    code.lines = result.lineCount();
    for (int k = 0; k < 4; ++k) {
      code.corners[2 * k] = result.position()[k].x / attempt.scale;
      code.corners[2 * k + 1] = result.position()[k].y / attempt.scale;
    }
    codes.push_back(code);
  }
}

}  // namespace

ocv_status ocv_barcodes(
  const ocv_image *grey, int32_t effort, ocv_code *out, int32_t capacity, int32_t *count) {
  return guarded([&] {
    if (!ocv::single(grey, CV_8U) || !out || !count || capacity < 0) return OCV_BAD_ARGUMENT;
    static const Attempt attempts[] = {{1, 0, 2}, {1, 1.5, 3}, {2, 0, 3}, {0.5, 0, 3}};
    std::vector<ocv_code> codes;
    for (int i = 0; i < (effort > 0 ? 4 : 1) && codes.empty(); ++i) read(grey->mat, attempts[i], codes);
    *count = std::min(capacity, int32_t(codes.size()));
    std::copy(codes.begin(), codes.begin() + *count, out);
    return OCV_OK;
  });
}
