#include "cri/patient_cri.h"

#include "base/error.h"

namespace kcluster {
namespace {

constexpr Millis kPatience = std::chrono::seconds(30);

class PatientCri : public Cri {
 public:
  PatientCri(std::shared_ptr<Cri> runtime, const Clock& clock)
      : runtime_(std::move(runtime)), clock_(clock) {}

  RuntimeVersion version() const override { return runtime_->version(); }
  RuntimeState state() const override { return runtime_->state(); }
  std::vector<Sandbox> pods() const override { return runtime_->pods(); }
  std::vector<Container> containers() const override { return runtime_->containers(); }
  std::optional<unsigned> process(const std::string& id) const override {
    return runtime_->process(id);
  }
  bool has_image(const std::string& image) const override { return runtime_->has_image(image); }
  std::vector<std::string> images() const override { return runtime_->images(); }
  std::string image_root() const override { return runtime_->image_root(); }
  void pull(const std::string& image) override { runtime_->pull(image); }
  void stop(const std::string& id, unsigned grace) override { runtime_->stop(id, grace); }

  void remove_pod(const std::string& id) override {
    clock_.await("pod " + id + " to be removed", kPatience, [&] { return remaining(id); });
  }

 private:
  std::optional<std::string> remaining(const std::string& id) {
    try {
      runtime_->remove_pod(id);
      return std::nullopt;
    } catch (const Interrupted&) {
      throw;
    } catch (const Error& error) {
      return error.what();
    }
  }

  std::shared_ptr<Cri> runtime_;
  const Clock& clock_;
};

}  // namespace

std::shared_ptr<Cri> patient(std::shared_ptr<Cri> runtime, const Clock& clock) {
  return std::make_shared<PatientCri>(std::move(runtime), clock);
}

}  // namespace kcluster
