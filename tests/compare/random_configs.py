"""Random valid configurations, each from its seed, through kubeadm and kcluster.

    python3 tests/compare/random_configs.py 1 200        # those seeds; differences are printed
    python3 tests/compare/random_configs.py --show 17    # the configuration of a seed
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from compare.emit import documents
from compare.pick import Pick
from compare.prepare import PREPARATIONS
from compare.random_components import kubelet_configuration, proxy_configuration
from compare.random_kubeadm import cluster_configuration, init_configuration
from compare.random_old import old_form
from compare.random_patches import patches
from compare.trial import Trial

VERSIONS = ["v1.36.3", "v1.36.3", "v1.35.4", "v1.34.4"]


def trial(seed: int) -> Trial:
    pick = Pick(seed)
    version = pick.one(VERSIONS)
    init, cluster = init_configuration(pick, version), cluster_configuration(pick, version)
    folder = patches(pick)
    if folder:
        init["patches"] = {"directory": "/patches"}
    parts = [old_form(part) for part in (init, cluster)] if pick.chance(0.1) else [init, cluster]
    parts += [make(pick) for make in (kubelet_configuration, proxy_configuration) if pick.chance(0.5)]
    pick.random.shuffle(parts)
    plain = "etcd" not in cluster or "local" in cluster["etcd"]
    own = pick.one(list(PREPARATIONS)) if plain and "certificatesDir" not in cluster and pick.chance(0.15) else ""
    return Trial(documents(*parts), folder, own)


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("first", type=int)
    parser.add_argument("last", type=int, nargs="?")
    parser.add_argument("--show", action="store_true")
    chosen = parser.parse_args(words)
    failed, refused = [], []
    for seed in range(chosen.first, (chosen.last or chosen.first) + 1):
        each = trial(seed)
        if chosen.show:
            print(each.config, each.patches, each.prepared)
            continue
        with tempfile.TemporaryDirectory() as scratch:
            if found := each.run(Path(scratch)):
                failed.append(seed)
                print(f"== seed {seed}\n{found}", flush=True)
            if each.refused:
                refused.append(seed)
    count = (chosen.last or chosen.first) - chosen.first + 1
    print(f"{len(failed)} of {count} differ: {failed}; both tools refuse {refused}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
