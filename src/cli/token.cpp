#include <CLI/App.hpp>
#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/yaml.h"
#include "cli/init.h"
#include "cli/node.h"
#include "cli/output.h"
#include "cli/reach.h"
#include "cli/session.h"
#include "config/token_flags.h"
#include "kube/join_command.h"
#include "kube/tokens.h"
#include "phases/bootstrap_token.h"
#include "report/tokens.h"

namespace kcluster {
namespace {

/// What every subcommand takes.
struct TokenOptions {
  std::string kubeconfig;
  bool dry_run = false;
};

struct CreateOptions {
  TokenFlags flags;
  bool print_join_command = false;
};

Node::Effects effects(const TokenOptions& options) {
  return options.dry_run ? Node::Effects::dry : Node::Effects::real;
}

void check_create(const CreateOptions& options) {
  refuse_beside_file(options.flags);
  if (options.flags.certificate_key && !options.print_join_command)
    throw Error("--certificate-key is of use only with --print-join-command",
                "add --print-join-command, or leave it out", Exit::usage);
}

std::vector<BootstrapToken> wished(const CreateOptions& options, const Ports& ports) {
  if (!options.flags.config) return {token_wish(options.flags)};
  InitFlags flags;
  flags.config = options.flags.config;
  auto tokens = read_wishes(flags, ports).init.bootstrap_tokens;
  if (tokens.empty()) tokens.emplace_back();
  return tokens;
}

std::string words_for(const TokenSecret& token, const CreateOptions& options,
                      const Reached& cluster) {
  auto whole = std::make_shared<const Secret>(token.id + "." + token.secret->reveal());
  if (!options.print_join_command) return whole->reveal();
  JoinWords words{cluster.config.server, whole,
                  pins_of(cluster.config.authorities, cluster.path.string()),
                  JoinWords::Role::worker, nullptr};
  if (const auto& key = options.flags.certificate_key; key && !key->empty()) {
    words.role = JoinWords::Role::control_plane;
    words.certificate_key = std::make_shared<const Secret>(*key);
  }
  return join_command_line(words);
}

void create(const Globals& globals, const TokenOptions& common, const CreateOptions& options) {
  check_create(options);
  Node node(globals, effects(common));
  auto tokens = wished(options, node.ports());
  auto cluster = reach(common.kubeconfig, node, api_patience);
  std::vector<TokenSecret> made;
  for (auto& token : tokens) {
    draw_if_missing(token);
    made.push_back(token_of(token, node.ports().clock.now()));
  }
  const auto shown = words_for(made.front(), options, cluster);
  for (const auto& token : made) create_token(token, cluster.api);
  fmt::print("{}{}\n", node.would_change(), shown);
}

void print_all(const std::vector<TokenSecret>& tokens, const std::string& output, Time now) {
  if (output == "text") return fmt::print("{}", table(tokens, now));
  for (const auto& token : tokens)
    if (output == "json")
      fmt::print("{}\n", to_json(token).dump(4));
    else
      fmt::print("{}{}", &token == &tokens.front() ? "" : "---\n", write_yaml(to_json(token)));
}

void list(const Globals& globals, const TokenOptions& common) {
  Node node(globals, effects(common));
  const auto found = list_tokens(reach(common.kubeconfig, node).api);
  for (const auto& fault : found.faults)
    tell(node.ports().tell, {Event::Kind::warning, "token list", fault});
  print_all(found.tokens, globals.output, node.ports().clock.now());
}

std::string id_of(const std::string& word) {
  const bool whole = word.size() == 23 && word[6] == '.' && is_token_secret(word.substr(7));
  auto id = whole ? word.substr(0, 6) : word;
  if (is_token_id(id)) return id;
  // the word is not repeated: it may be a token with one wrong letter
  throw Error("what was given is neither a token ([a-z0-9]{6}.[a-z0-9]{16}) nor its ID",
              "kcluster token list", Exit::usage);
}

void remove(const Globals& globals, const TokenOptions& common,
            const std::vector<std::string>& words) {
  std::vector<std::string> ids;
  std::transform(words.begin(), words.end(), std::back_inserter(ids), id_of);
  Node node(globals, effects(common));
  auto cluster = reach(common.kubeconfig, node);
  for (const auto& id : ids) {
    delete_token(id, cluster.api);
    if (!common.dry_run) fmt::print("bootstrap token \"{}\" deleted\n", id);
  }
  fmt::print("{}", node.would_change());
}

using Common = std::shared_ptr<TokenOptions>;

void add_create(CLI::App& token, Session& session, const Common& common) {
  auto* c = token.add_subcommand("create", "make a bootstrap token in the cluster");
  auto options = std::make_shared<CreateOptions>();
  auto& f = options->flags;
  c->add_option("token", f.token, "the token, id.secret; default: a random one");
  c->add_option("--config", f.config, "a kubeadm configuration file with bootstrapTokens");
  c->add_option("--ttl", f.ttl, "how long it holds (24h0m0s), 0 for ever");
  c->add_option("--usages", f.usages, "signing, authentication, comma separated")->delimiter(',');
  c->add_option("--groups", f.groups, "groups its bearer is in, comma separated")->delimiter(',');
  c->add_option("--description", f.description, "what it is for");
  c->add_flag("--print-join-command", options->print_join_command,
              "print the whole command with which a node joins");
  c->add_option(
      "--certificate-key", f.certificate_key,
      "with --print-join-command: of the uploaded certificates, to join as control plane");
  runs(*c, session, [&session, common, options] { create(session.globals, *common, *options); });
}

void add_list(CLI::App& token, Session& session, const Common& common) {
  auto* c = token.add_subcommand("list", "show the cluster's bootstrap tokens");
  add_output(*c, session.globals);
  runs(*c, session, [&session, common] { list(session.globals, *common); });
}

void add_delete(CLI::App& token, Session& session, const Common& common) {
  auto* c = token.add_subcommand("delete", "delete bootstrap tokens");
  auto words = std::make_shared<std::vector<std::string>>();
  c->add_option("token", *words, "tokens or their IDs")->required();
  runs(*c, session, [&session, common, words] { remove(session.globals, *common, *words); });
}

void add_generate(CLI::App& token, Session& session) {
  auto* c = token.add_subcommand("generate", "print a random token, make nothing");
  runs(*c, session, [] {
    const auto fresh = make_token();
    fmt::print("{}.{}\n", fresh.id, fresh.secret.reveal());
  });
}

}  // namespace

void add_token(CLI::App& command, Session& session) {
  auto common = std::make_shared<TokenOptions>();
  command.require_subcommand(1);
  add_kubeconfig(command, common->kubeconfig);
  command.add_flag("--dry-run", common->dry_run, "show what would be done, change nothing");
  add_create(command, session, common);
  add_list(command, session, common);
  add_delete(command, session, common);
  add_generate(command, session);
}

}  // namespace kcluster
