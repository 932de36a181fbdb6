#include <cmath>
#include <opencv2/dnn.hpp>
#include <opencv2/imgproc.hpp>

#include "internal.hpp"

struct ocv_net {
  cv::dnn::Net net;
};

using ocv::guarded;

namespace {

bool colours(const ocv_image *image) { return image && image->mat.type() == CV_32FC3; }

/// Three planes, 0...1, of an image brought to a size.
void planes(const cv::Mat &image, int width, int height, float *out) {
  cv::Mat small, split[3];
  cv::resize(image, small, cv::Size(width, height), 0, 0, cv::INTER_AREA);
  small.convertTo(small, CV_32F, 1.0 / 255);
  for (int k = 0; k < 3; k++) split[k] = cv::Mat(height, width, CV_32F, out + k * width * height);
  cv::split(small, split);
}

}  // namespace

ocv_status ocv_net_read(const uint8_t *bytes, size_t count, ocv_net **out) {
  return guarded([&] {
    if (!bytes || count == 0 || !out) return OCV_BAD_ARGUMENT;
    cv::dnn::Net net = cv::dnn::readNetFromONNX(reinterpret_cast<const char *>(bytes), count);
    if (net.empty()) return OCV_CORRUPT;
    net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
    net.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
    *out = new ocv_net{std::move(net)};
    return OCV_OK;
  });
}

void ocv_net_free(ocv_net *net) { delete net; }

ocv_status ocv_net_pair(
  ocv_net *net, const ocv_image *seen, const ocv_image *usual, int32_t width, int32_t height, double *out) {
  return guarded([&] {
    if (!net || !colours(seen) || !colours(usual) || width < 1 || height < 1 || !out) return OCV_BAD_ARGUMENT;
    const int sizes[4] = {1, 6, height, width};
    cv::Mat blob(4, sizes, CV_32F);
    planes(seen->mat, width, height, blob.ptr<float>());
    planes(usual->mat, width, height, blob.ptr<float>() + 3 * width * height);
    net->net.setInput(blob);
    const cv::Mat answer = net->net.forward();
    if (answer.total() != 1 || answer.depth() != CV_32F) return OCV_UNSUPPORTED;
    const double value = *answer.ptr<float>();
    if (!std::isfinite(value)) return OCV_NO_RESULT;
    *out = value;
    return OCV_OK;
  });
}
