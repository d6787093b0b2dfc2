#pragma once
#include <memory>

#include "host/files.h"
#include "http/http.h"

namespace kcluster {

/// An API server in a transaction that can be undone: before an object is created, changed or
/// deleted for the first time, what is there is noted in `folder` (one file an object, 0600,
/// durable). Subresources and reviews, which keep nothing, pass unnoted.
class UndoHttp : public Http {
 public:
  UndoHttp(std::shared_ptr<Http> below, Files& files, Path folder)
      : below_(std::move(below)), files_(files), folder_(std::move(folder)) {}

  Response get(const std::string& path) const override { return below_->get(path); }
  Response send(const Request& request) override;

 private:
  std::shared_ptr<Http> below_;
  Files& files_;
  Path folder_;
};

/// Makes the objects that were noted there what they were, by what they say themselves: deletes
/// what was created, puts back what was changed or deleted. What is so already is left alone.
void put_back_objects(const Files& files, const Path& folder, Http& api);

}  // namespace kcluster
