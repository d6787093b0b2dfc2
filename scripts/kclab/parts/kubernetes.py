"""Kubernetes' commands and kubeadm's own e2e suite, built out of the module k8s.io/kubernetes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Sequence

from . import modules, toolchain
from .part import Part
from .step import Step
from .versions import COMMANDS

MODULE = "k8s.io/kubernetes"
RECIPE = "1"  # to be raised when what follows builds something else


def folder(version: str) -> str:
    return f"bin/kubernetes-{version}"


def kubeadm(version: str) -> Part:
    """Apart from the other commands: comparing needs it alone, and it tells the image tags."""
    return _commands(f"kubeadm-{version}", version, ("kubeadm",))


def commands(version: str) -> Part:
    return _commands(f"kubernetes-{version}", version, COMMANDS)


def e2e_kubeadm(version: str) -> Part:
    """kubeadm's end-to-end suite, as a test binary to be run against a cluster."""
    output = f"{folder(version)}/e2e_kubeadm.test"

    def build(step: Step) -> None:
        rest = ("-ldflags=-s -w", "-o", str(step.output(output)), f"{MODULE}/test/e2e_kubeadm")
        _go(step, version, ("test", "-c"), rest)

    return Part(f"e2e_kubeadm-{version}", (output,), (RECIPE, version), build)


def _commands(name: str, version: str, names: Sequence[str]) -> Part:
    outputs = tuple(f"{folder(version)}/{command}" for command in names)

    def build(step: Step) -> None:
        into = step.output(outputs[0]).parent
        targets = [f"{MODULE}/cmd/{command}" for command in names]
        _go(step, version, ("build",), ("-o", f"{into}/", *targets))

    return Part(name, outputs, (RECIPE, version), build)


def _go(step: Step, version: str, verb: Sequence[str], rest: Sequence[str]) -> None:
    go = toolchain.provide(step)
    module = modules.fetch(step, go, MODULE, version)
    source = step.cache / "src" / f"kubernetes-{version}"
    write_go_mod(source, module, version)
    stamped = () if verb[0] == "test" else (ldflags(version, module.made_at),)
    modules.run_go(step, go, source, verb, (*stamped, *rest))


def write_go_mod(source: Path, module: modules.Module, version: str) -> None:
    """Kubernetes' own go.mod under another name, so that every version is the one it was released
    with. Its staging modules lie beside it in its repository; as modules they are published
    under the same minor and patch number."""
    text = module.go_mod.read_text(encoding="utf-8")
    text = text.replace(f"module {MODULE}\n", "module kcluster.lab/kubernetes\n", 1)
    staged = "v0." + version.split(".", 1)[1]
    text = re.sub(r"(\S+) => \./staging/src/\S+", rf"\1 => \1 {staged}", text)
    source.mkdir(parents=True, exist_ok=True)
    (source / "go.mod").write_text(f"{text}\nrequire {MODULE} {version}\n", encoding="utf-8")
    sums = (module.folder / "go.sum").read_text(encoding="utf-8")
    (source / "go.sum").write_text(sums, encoding="utf-8")


def ldflags(version: str, made_at: str) -> str:
    """Without these every component takes itself for v0.0.0. The date is the release's, so that
    building twice gives the same file."""
    major, minor, _ = version.lstrip("v").split(".")
    values = {"gitVersion": version, "gitMajor": major, "gitMinor": minor,
              "gitCommit": "unknown", "gitTreeState": "clean", "buildDate": made_at}
    sets = [f"-X {package}/version.{name}={value}" for name, value in values.items()
            for package in ("k8s.io/component-base", "k8s.io/client-go/pkg")]
    return "-ldflags=-s -w " + " ".join(sets)
