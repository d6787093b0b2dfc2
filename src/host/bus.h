#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "base/error.h"
#include "host/systemd_library.h"

namespace kcluster {

/// A D-Bus call's failure: code is errno's, name the remote error's ("org.freedesktop…"), or empty.
class BusError : public Error {
 public:
  BusError(const std::string& what, std::string remedy_, int code_, std::string name_)
      : Error(what, std::move(remedy_)), code(code_), name(std::move(name_)) {}
  int code = 0;
  std::string name;
};

using Message = std::unique_ptr<sd_bus_message, sd_bus_message* (*)(sd_bus_message*)>;
Message own_message(sd_bus_message* message);

/// One connection to systemd: its private socket for root, as systemctl takes it (works without a
/// message bus), else the system bus. Throws Silence when neither answers.
class Bus {
 public:
  Bus();
  sd_bus* get() const { return bus_.get(); }
  /// Messages on the private socket carry no sender, so matches must not ask for one.
  const char* sender() const;
  /// A method of systemd's manager; types and arguments as sd_bus_message_append(3) takes them.
  template <class... Args>
  Message call(const char* method, const char* types, Args... args) const {
    Message request = prepare(method);
    if (*types) checked(systemd().bus_message_append(request.get(), types, args...), method);
    return send(std::move(request), method);
  }
  std::string text_property(const std::string& object, const char* interface,
                            const char* name) const;
  bool flag_property(const std::string& object, const char* interface, const char* name) const;
  std::uint64_t number_property(const std::string& object, const char* interface,
                                const char* name) const;
  static int checked(int result, const char* doing);

 private:
  void trivial_property(const std::string& object, const char* interface, const char* name,
                        char type, void* value) const;
  Message prepare(const char* method) const;
  Message send(Message request, const char* method) const;

  std::unique_ptr<sd_bus, sd_bus* (*)(sd_bus*)> bus_;
};

}  // namespace kcluster
