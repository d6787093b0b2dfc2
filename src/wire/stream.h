#pragma once
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <stop_token>

namespace kcluster {

/// A server-streaming call that is read message by message. Nothing is read ahead of next(), so a
/// slow reader holds the server back. Ends with its owner at any point.
template <class Message>
class Stream {
 public:
  /// open: (ClientContext*, CompletionQueue*, tag) -> ClientAsyncReader, a stub's AsyncX. Idle: how
  /// long one message may take to come.
  template <class Open>
  Stream(Open&& open, std::chrono::milliseconds idle, const std::stop_token& stop)
      : idle_(idle), hang_up_(stop, Cancel{&context_}) {
    reader_ = open(&context_, &queue_, this);
    going_ = arrived();
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream() {
    context_.TryCancel();
    finish();
    queue_.Shutdown();
    for (void* tag; queue_.Next(&tag, &ok_);) continue;
  }

  /// False: it has ended; finish() says how.
  bool next(Message& message) {
    if (!going_) return false;
    reader_->Read(&message, this);
    going_ = arrived();
    return going_;
  }

  grpc::Status finish() {
    if (finished_) return status_;
    finished_ = true;
    reader_->Finish(&status_, this);
    arrived();
    if (late_) status_ = {grpc::StatusCode::DEADLINE_EXCEEDED, "nothing came for too long"};
    return status_;
  }

 private:
  struct Cancel {
    grpc::ClientContext* context;
    void operator()() const { context->TryCancel(); }
  };

  // what was asked of the reader always comes back to the queue, late after a cancel at the worst
  bool arrived() {
    void* tag = nullptr;
    const auto deadline = std::chrono::system_clock::now() + idle_;
    if (queue_.AsyncNext(&tag, &ok_, deadline) == grpc::CompletionQueue::TIMEOUT) {
      late_ = true;
      context_.TryCancel();
      queue_.Next(&tag, &ok_);
    }
    return ok_ && !late_;
  }

  std::chrono::milliseconds idle_;
  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::ClientAsyncReader<Message>> reader_;
  grpc::Status status_;
  bool ok_ = false, going_ = false, finished_ = false, late_ = false;
  std::stop_callback<Cancel> hang_up_;
};

}  // namespace kcluster
