#pragma once
#include <systemd/sd-bus.h>
#include <systemd/sd-journal.h>

namespace kcluster {

/// The calls of libsystemd that are made here, by their own names; with it come seven libraries of
/// compression and ciphers for the journal.
struct SystemdLibrary {
  decltype(&::sd_bus_call) bus_call = nullptr;
  decltype(&::sd_bus_error_free) bus_error_free = nullptr;
  decltype(&::sd_bus_flush_close_unref) bus_flush_close_unref = nullptr;
  decltype(&::sd_bus_get_property_string) bus_get_property_string = nullptr;
  decltype(&::sd_bus_get_property_trivial) bus_get_property_trivial = nullptr;
  decltype(&::sd_bus_is_bus_client) bus_is_bus_client = nullptr;
  decltype(&::sd_bus_match_signal) bus_match_signal = nullptr;
  decltype(&::sd_bus_message_append) bus_message_append = nullptr;
  decltype(&::sd_bus_message_new_method_call) bus_message_new_method_call = nullptr;
  decltype(&::sd_bus_message_read) bus_message_read = nullptr;
  decltype(&::sd_bus_message_unref) bus_message_unref = nullptr;
  decltype(&::sd_bus_new) bus_new = nullptr;
  decltype(&::sd_bus_open_system) bus_open_system = nullptr;
  decltype(&::sd_bus_process) bus_process = nullptr;
  decltype(&::sd_bus_set_address) bus_set_address = nullptr;
  decltype(&::sd_bus_set_method_call_timeout) bus_set_method_call_timeout = nullptr;
  decltype(&::sd_bus_slot_unref) bus_slot_unref = nullptr;
  decltype(&::sd_bus_start) bus_start = nullptr;
  decltype(&::sd_bus_unref) bus_unref = nullptr;
  decltype(&::sd_bus_wait) bus_wait = nullptr;
  decltype(&::sd_journal_add_match) journal_add_match = nullptr;
  decltype(&::sd_journal_close) journal_close = nullptr;
  decltype(&::sd_journal_get_data) journal_get_data = nullptr;
  decltype(&::sd_journal_open) journal_open = nullptr;
  decltype(&::sd_journal_previous) journal_previous = nullptr;
  decltype(&::sd_journal_seek_tail) journal_seek_tail = nullptr;
};

/// The loaded library, the same at every call and from every thread. Throws Error where it is not
/// installed.
const SystemdLibrary& systemd();

}  // namespace kcluster
