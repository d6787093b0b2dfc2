#pragma once
#include <optional>
#include <stop_token>

#include "archive/sealed_file.h"
#include "cli/cli11.h"
#include "host/files.h"

namespace kcluster {

/// How a backup is sealed, as the command line says it.
struct SealOptions {
  std::string key_file;
  int passphrase_fd = -1;
};

void add_seal_options(CLI::App& command, SealOptions& options);

enum class Ask { once, twice };

/// What a terminal's user reads, and the way out where there is no terminal.
struct PassphraseWords {
  std::string prompt, remedy;
};

/// A passphrase from that open descriptor (0 and more), or asked for on the terminal. Throws Error
/// (usage) when there is none.
Secret read_passphrase(int descriptor, Ask ask, const PassphraseWords& words,
                       const std::stop_token& stop);

/// A key's file. Throws Error (usage) when it is not there, with that remedy, and when others may
/// read it.
Secret read_key_file(const std::string& path, const Files& files, const char* remedy);

/// The key file's bytes, or the passphrase from the descriptor, or asked for on the terminal; never
/// from an argument or the environment. Throws Error (usage) when there is no terminal either, and
/// for a key file that others may read.
SealSource read_seal_source(const SealOptions& options, Ask ask, const Files& files,
                            const std::stop_token& stop);

}  // namespace kcluster
