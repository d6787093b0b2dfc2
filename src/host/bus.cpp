#include "host/bus.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

namespace kcluster {
namespace {

constexpr const char* kService = "org.freedesktop.systemd1";
constexpr const char* kPath = "/org/freedesktop/systemd1";
constexpr const char* kManager = "org.freedesktop.systemd1.Manager";
constexpr const char* kPrivate = "unix:path=/run/systemd/private";
constexpr std::uint64_t kAnswerLimit = 90'000'000;  // µs; enabling units reads many files

struct Fault {
  sd_bus_error value{};  // SD_BUS_ERROR_NULL, whose compound literal is not C++
  ~Fault() { systemd().bus_error_free(&value); }
};

[[noreturn]] void fail(const char* doing, int code, const sd_bus_error& fault) {
  const char* why = fault.message ? fault.message : std::strerror(code);
  throw BusError(fmt::format("systemd, {}: {}", doing, why), "", code,
                 fault.name ? fault.name : "");
}

sd_bus* open_private() {
  sd_bus* bus = nullptr;
  if (::geteuid() != 0 || systemd().bus_new(&bus) < 0) return nullptr;
  if (systemd().bus_set_address(bus, kPrivate) >= 0 && systemd().bus_start(bus) >= 0) return bus;
  return systemd().bus_unref(bus);
}

sd_bus* open_any() {
  sd_bus* bus = open_private();
  if (bus) return bus;
  const int code = systemd().bus_open_system(&bus);
  if (code < 0)
    throw Silence(fmt::format("systemd cannot be reached: {}", std::strerror(-code)),
                  "this host must run systemd, and kcluster as root");
  return bus;
}

}  // namespace

Message own_message(sd_bus_message* message) {
  return Message(message, systemd().bus_message_unref);
}

Bus::Bus() : bus_(open_any(), systemd().bus_flush_close_unref) {
  systemd().bus_set_method_call_timeout(bus_.get(), kAnswerLimit);
}

const char* Bus::sender() const {
  return systemd().bus_is_bus_client(bus_.get()) > 0 ? kService : nullptr;
}

int Bus::checked(int result, const char* doing) {
  if (result < 0) fail(doing, -result, sd_bus_error{});
  return result;
}

Message Bus::prepare(const char* method) const {
  sd_bus_message* request = nullptr;
  checked(systemd().bus_message_new_method_call(bus_.get(), &request, kService, kPath, kManager,
                                                method),
          method);
  return own_message(request);
}

Message Bus::send(Message request, const char* method) const {
  Fault fault;
  sd_bus_message* answer = nullptr;
  const int code = systemd().bus_call(bus_.get(), request.get(), 0, &fault.value, &answer);
  if (code < 0) fail(method, -code, fault.value);
  return own_message(answer);
}

std::string Bus::text_property(const std::string& object, const char* interface,
                               const char* name) const {
  Fault fault;
  char* text = nullptr;
  const int code = systemd().bus_get_property_string(bus_.get(), kService, object.c_str(),
                                                     interface, name, &fault.value, &text);
  if (code < 0) fail(name, -code, fault.value);
  const std::unique_ptr<char, void (*)(void*)> owner(text, std::free);
  return text;
}

void Bus::trivial_property(const std::string& object, const char* interface, const char* name,
                           char type, void* value) const {
  Fault fault;
  const int code = systemd().bus_get_property_trivial(bus_.get(), kService, object.c_str(),
                                                      interface, name, &fault.value, type, value);
  if (code < 0) fail(name, -code, fault.value);
}

bool Bus::flag_property(const std::string& object, const char* interface, const char* name) const {
  int flag = 0;  // as sd-bus writes a boolean
  trivial_property(object, interface, name, SD_BUS_TYPE_BOOLEAN, &flag);
  return flag != 0;
}

std::uint64_t Bus::number_property(const std::string& object, const char* interface,
                                   const char* name) const {
  std::uint64_t number = 0;
  trivial_property(object, interface, name, SD_BUS_TYPE_UINT64, &number);
  return number;
}

}  // namespace kcluster
