#pragma once
#include "base/json.h"
#include "config/schema.h"

/// Component configurations as Go's encoder writes them out of its structs, which is what kubeadm
/// stores and hashes: the same text means that an upgrade by either tool finds nothing changed.
namespace kcluster {

/// Durations in Go's notation, "90m" as "1h30m0s". `fields` says which they are.
void write_durations(Json& document, Fields fields);

/// Quantities in their shortest form, "1024Mi" as "1Gi", numbers as text.
void write_quantities(Json& document);

/// Without what a KubeletConfiguration's struct leaves out: empty lists and maps, nulls, zeros of
/// fields that are no pointers.
void drop_empty(Json& document, Fields fields);

/// `logging.vmodule` when it is empty; the one list that a KubeProxyConfiguration leaves out.
void drop_empty_log_rules(Json& document);

}  // namespace kcluster
