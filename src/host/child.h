#pragma once
#include <sys/types.h>

#include <string>
#include <vector>

#include "host/fd.h"

namespace kcluster {

/// A started program with the reading ends of its output. Its process group dies with its owner.
class Child {
 public:
  /// Throws std::system_error, ENOENT when there is no such program.
  explicit Child(const std::vector<std::string>& argv);
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();

  int out() const { return out_.get(); }
  int err() const { return err_.get(); }
  int handle() const { return handle_.get(); }  ///< pidfd, readable once it has ended
  void signal_group(int number) const;
  int wait();  ///< exit status, 128+N when killed by signal N

 private:
  pid_t pid_ = -1;
  Fd out_, err_, handle_;
};

}  // namespace kcluster
