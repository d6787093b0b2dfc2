#include "host/systemd_library.h"

#include "base/shared_library.h"

namespace kcluster {
namespace {

SystemdLibrary load() {
  const SharedLibrary library("libsystemd.so.0", "kcluster needs a host that runs systemd");
  SystemdLibrary calls;
  library.find("sd_bus_call", calls.bus_call);
  library.find("sd_bus_error_free", calls.bus_error_free);
  library.find("sd_bus_flush_close_unref", calls.bus_flush_close_unref);
  library.find("sd_bus_get_property_string", calls.bus_get_property_string);
  library.find("sd_bus_get_property_trivial", calls.bus_get_property_trivial);
  library.find("sd_bus_is_bus_client", calls.bus_is_bus_client);
  library.find("sd_bus_match_signal", calls.bus_match_signal);
  library.find("sd_bus_message_append", calls.bus_message_append);
  library.find("sd_bus_message_new_method_call", calls.bus_message_new_method_call);
  library.find("sd_bus_message_read", calls.bus_message_read);
  library.find("sd_bus_message_unref", calls.bus_message_unref);
  library.find("sd_bus_new", calls.bus_new);
  library.find("sd_bus_open_system", calls.bus_open_system);
  library.find("sd_bus_process", calls.bus_process);
  library.find("sd_bus_set_address", calls.bus_set_address);
  library.find("sd_bus_set_method_call_timeout", calls.bus_set_method_call_timeout);
  library.find("sd_bus_slot_unref", calls.bus_slot_unref);
  library.find("sd_bus_start", calls.bus_start);
  library.find("sd_bus_unref", calls.bus_unref);
  library.find("sd_bus_wait", calls.bus_wait);
  library.find("sd_journal_add_match", calls.journal_add_match);
  library.find("sd_journal_close", calls.journal_close);
  library.find("sd_journal_get_data", calls.journal_get_data);
  library.find("sd_journal_open", calls.journal_open);
  library.find("sd_journal_previous", calls.journal_previous);
  library.find("sd_journal_seek_tail", calls.journal_seek_tail);
  return calls;
}

}  // namespace

const SystemdLibrary& systemd() {
  static const SystemdLibrary calls = load();
  return calls;
}

}  // namespace kcluster
