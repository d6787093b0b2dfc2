#pragma once

/// CLI11, for those who only hand a command on: its headers cost each file that reads them two
/// seconds of compiling. The others read <CLI/App.hpp>; with <CLI/CLI.hpp>, which app.cpp has for all
/// of them, each would compile the virtual functions of its formatters, too: three seconds more.
namespace CLI {
class App;
class ParseError;
}  // namespace CLI
