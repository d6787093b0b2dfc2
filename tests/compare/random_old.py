"""The same wishes as kubeadm.k8s.io/v1beta3 documents, as far as they can be said there."""

from __future__ import annotations

from typing import Any

NEW = {"encryptionAlgorithm", "certificateValidityPeriod", "caCertificateValidityPeriod", "timeouts", "extraEnvs",
       "proxy", "imagePullSerial", "httpEndpoints"}


def old_form(part: dict) -> dict:
    out = _older(part)
    out["apiVersion"] = "kubeadm.k8s.io/v1beta3"
    if out["kind"] == "ClusterConfiguration":
        out.setdefault("featureGates", {})["PublicKeysECDSA"] = True  # RSA keys cost a second each
        out.get("dns", {}).pop("disabled", None)
    return out


def _older(value: Any, key: str = "") -> Any:
    if key in ("extraArgs", "kubeletExtraArgs"):
        return {arg["name"]: arg["value"] for arg in value}
    if isinstance(value, dict):
        return {name: _older(item, name) for name, item in value.items() if name not in NEW}
    return [_older(item) for item in value] if isinstance(value, list) else value
