#pragma once

/// CLI11, for those who only hand a command on: its headers cost each file that reads them three
/// seconds of compiling (their virtual functions are emitted everywhere).
namespace CLI {
class App;
class ParseError;
}  // namespace CLI
