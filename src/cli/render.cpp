#include "cli/render.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <mutex>

#include "base/error.h"
#include "base/json.h"

namespace kcluster {
namespace {

using Steady = std::chrono::steady_clock;

constexpr const char* kKinds[] = {"began", "ended",   "skipped", "failed",
                                  "did",   "waiting", "amount",  "warning"};

// Ports tell from several threads; one event is one write.
struct Screen {
  std::mutex lock;
  Progress progress;
  int verbosity;
  Steady::time_point began = Steady::now();
  std::string waiting;

  double took() const { return std::chrono::duration<double>(Steady::now() - began).count(); }

  void line(const std::string& text) {
    if (progress == Progress::live) std::fputs("\r\033[K", stderr);
    std::fputs((text + "\n").c_str(), stderr);
  }

  void live(const std::string& text) {
    std::fputs(("\r\033[K" + text.substr(0, 110)).c_str(), stderr);
    std::fflush(stderr);
  }

  void wait(const Event& event) {
    const std::string text = fmt::format("  waiting for {}: {}", event.subject, event.text);
    if (progress == Progress::live) return live(text);
    if (text != waiting && verbosity > 0) line(text);
    waiting = text;
  }

  void amount(const Event& event) {
    if (progress != Progress::live || event.total == 0) return;
    live(fmt::format("[{}] {} of {} MB, {}%", event.subject, event.done >> 20, event.total >> 20,
                     event.done * 100 / event.total));
  }

  void show(const Event& event) {
    switch (event.kind) {
      case Event::Kind::began:
        began = Steady::now();
        if (progress == Progress::live) live(fmt::format("[{}] {}", event.subject, event.text));
        return;
      case Event::Kind::ended:
        return line(fmt::format("[{}] {} ({:.2f} s)", event.subject, event.text, took()));
      case Event::Kind::skipped:
        return line(fmt::format("[{}] skipped", event.subject));
      case Event::Kind::failed:
        return line(fmt::format("[{}] failed", event.subject));
      case Event::Kind::waiting:
        return wait(event);
      case Event::Kind::warning:
        return line(fmt::format("warning: {}{}{}", event.subject, event.subject.empty() ? "" : ": ",
                                event.text));
      case Event::Kind::did:
        if (verbosity > 0) line(fmt::format("  {} {}", event.text, event.subject));
        return;
      case Event::Kind::amount:
        return amount(event);
    }
  }

  void json(const Event& event) {
    Json root{{"event", kKinds[static_cast<int>(event.kind)]}, {"subject", event.subject}};
    if (!event.text.empty()) root["text"] = event.text;
    if (event.kind == Event::Kind::amount) {
      root["done"] = event.done;
      root["total"] = event.total;
    }
    std::fputs((root.dump() + "\n").c_str(), stderr);
  }
};

}  // namespace

Tell progress_renderer(Progress progress, int verbosity) {
  auto screen = std::make_shared<Screen>();
  screen->progress = progress;
  screen->verbosity = verbosity;
  return [screen](const Event& event) {
    const std::lock_guard guard(screen->lock);
    if (screen->progress == Progress::json) return screen->json(event);
    screen->show(event);
  };
}

Progress choose_progress(const std::string& name) {
  if (name == "json") return Progress::json;
  if (name == "lines") return Progress::lines;
  if (name == "live") return Progress::live;
  if (!name.empty())
    throw Error("there is no progress form " + name, "use --progress lines, live or json",
                Exit::usage);
  return isatty(STDERR_FILENO) ? Progress::live : Progress::lines;
}

}  // namespace kcluster
