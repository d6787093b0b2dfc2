"""Files for the patches folder: every kind and target, directives and merge keys among them."""

from __future__ import annotations

import json

from compare.emit import block
from compare.pick import Pick

PODS = ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd"]


def _first(name: str, more: dict) -> dict:
    return {"spec": {"containers": [{"name": name, **more}]}}


def pod_strategic(name: str) -> list[dict]:
    """Lists by merge key, $patch delete/replace/merge, $retainKeys, $setElementOrder, nulls."""
    return [
        {"metadata": {"annotations": {"a": "b", "n": None}, "labels": {"x": "1", "tier": None}}},
        _first(name, {"resources": {"requests": {"cpu": "333m", "memory": "1Gi"}, "limits": {"cpu": "1"}}}),
        _first(name, {"env": [{"name": "E", "value": "1"}, {"name": "F", "$patch": "delete"}]}),
        _first(name, {"volumeMounts": [{"mountPath": "/etc/ssl/certs", "$patch": "delete"}]}),
        _first(name, {"volumeMounts": [{"mountPath": "/new", "name": "v", "subPath": "s"}]}),
        _first(name, {"livenessProbe": {"$patch": "replace", "tcpSocket": {"port": 80}}}),
        _first(name, {"livenessProbe": {"failureThreshold": 3, "httpGet": {"path": "/other", "port": 99}}}),
        _first(name, {"livenessProbe": {"$patch": "delete"}}),
        _first(name, {"livenessProbe": None, "startupProbe": None}),
        _first(name, {"command": ["only", "this"]}),
        _first(name, {"ports": [{"containerPort": 99, "protocol": "UDP"}, {"$patch": "replace"}]}),
        {"spec": {"containers": [{"name": "side", "image": "i", "args": ["1"]}]}},
        {"spec": {"volumes": [{"name": "k8s-certs", "$retainKeys": ["name", "emptyDir"], "emptyDir": {}}]}},
        {"spec": {"volumes": [{"name": "ca-certs", "$patch": "delete"}, {"name": "v", "emptyDir": {"sizeLimit": 1000}}]}},
        {"spec": {"$setElementOrder/volumes": [{"name": "usr-share-ca-certificates"}, {"name": "ca-certs"}]}},
        _first(name, {"env": [{"name": "R", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu"}}}]}),
        _first(name, {"lifecycle": {"preStop": {"exec": {"command": ["sleep", "1"]}}}, "stdin": False}),
        _first(name, {"readinessProbe": {"exec": {"command": ["true"]}, "httpGet": None, "periodSeconds": 0}}),
        {"spec": {"volumes": [{"name": "down", "downwardAPI": {"items": [{"path": "p", "resourceFieldRef": {
            "containerName": name, "resource": "limits.memory", "divisor": "1024Ki"}}]}}]}},
        {"spec": {"volumes": [{"name": "conf", "configMap": {"name": "c", "defaultMode": 420, "optional": False}}]}},
        {"spec": {"nodeSelector": {}, "affinity": {}, "overhead": {"cpu": "0.1"}, "hostname": ""}},
        {"spec": {"shareProcessNamespace": False, "automountServiceAccountToken": False, "enableServiceLinks": True}},
        {"spec": {"$setElementOrder/volumes": [{"name": "z"}, {"name": "k8s-certs"}],
                  "volumes": [{"name": "z", "emptyDir": {"medium": "Memory", "sizeLimit": "1Gi"}}]}},
        {"spec": {"tolerations": [{"operator": "Exists"}], "hostAliases": [{"ip": "1.2.3.4", "hostnames": ["h"]}]}},
        {"spec": {"dnsPolicy": "ClusterFirstWithHostNet", "terminationGracePeriodSeconds": 5,
                  "securityContext": {"runAsUser": 7, "sysctls": [{"name": "a", "value": "b"}]}}},
        {"spec": {"priorityClassName": None, "unknownField": True, "nodeName": "n"}},
        {"metadata": {"name": "renamed", "namespace": "other"}},
        {"spec": {"topologySpreadConstraints": [{"maxSkew": 1, "topologyKey": "t", "whenUnsatisfiable": "ScheduleAnyway"}]}},
        {"spec": {"initContainers": [{"name": "i", "image": "x"}], "containers": [{"name": name, "tty": True}]}},
        _first(name, {"$deleteFromPrimitiveList/command": ["--leader-elect=true"]}),
        _first(name, {"securityContext": {"capabilities": {"drop": ["ALL"]}, "privileged": False}}),
    ]


def pod_merge(name: str) -> list[dict]:
    return [
        {"metadata": {"annotations": None}}, {"spec": {"hostNetwork": False, "priority": 1}},
        {"spec": {"containers": [{"name": name, "image": "i:1", "command": []}]}},
        {"spec": {"volumes": None}}, {"metadata": {"labels": {"tier": None, "y": "2"}}},
    ]


def pod_json(name: str) -> list[list]:
    return [
        [{"op": "add", "path": "/metadata/labels/j", "value": "k"}],
        [{"op": "add", "path": "/spec/containers/0/command/-", "value": "--added=1"}],
        [{"op": "remove", "path": "/spec/containers/0/command/1"}],
        [{"op": "replace", "path": "/spec/containers/0/image", "value": "other:2"}],
        [{"op": "test", "path": "/kind", "value": "Pod"}, {"op": "copy", "from": "/kind", "path": "/metadata/labels/c"}],
        [{"op": "move", "from": "/metadata/labels/tier", "path": "/metadata/labels/moved"}],
        [{"op": "add", "path": "/spec/containers/0/command/1", "value": "--first=1"}],
    ]


KUBELET = {
    "strategic": [{"maxPods": 33}, {"evictionHard": {"memory.available": "1Gi"}}, {"clusterDNS": ["1.1.1.1"]},
                  {"authentication": {"anonymous": None}}, {"shutdownGracePeriod": "30s"}],
    "merge": [{"clusterDomain": None}, {"featureGates": {"A": True}}, {"containerRuntimeEndpoint": "unix:///other"}],
    "json": [[{"op": "add", "path": "/maxPods", "value": 44}], [{"op": "remove", "path": "/staticPodPath"}]],
}
DNS = {
    "strategic": [{"spec": {"replicas": 5}}, {"spec": {"template": {"spec": {"nodeSelector": {"a": "b"}}}}},
                  {"spec": {"template": {"spec": {"containers": [{"name": "coredns", "args": ["-x"]}]}}}},
                  {"spec": {"template": {"spec": {"tolerations": [{"key": "t", "operator": "Exists"}]}}}},
                  {"spec": {"strategy": {"rollingUpdate": {"maxUnavailable": "50%"}}}}],
    "merge": [{"metadata": {"labels": {"m": "1"}}}, {"spec": {"template": {"spec": {"affinity": None}}}}],
    "json": [[{"op": "replace", "path": "/spec/replicas", "value": 1}]],
}


def _text(pick: Pick, patches: list) -> tuple[str, str]:
    """Extension and content; YAML may hold several patches, JSON one."""
    if pick.chance(0.4):
        return "json", json.dumps(patches[0])
    return "yaml", "---\n".join("\n".join(block(patch)) + "\n" for patch in patches)


def _choose(pick: Pick, target: str) -> tuple[str, list]:
    kinds = {"kubeletconfiguration": KUBELET, "corednsdeployment": DNS}.get(target) or {
        "strategic": pod_strategic(target), "merge": pod_merge(target), "json": pod_json(target)}
    kind = pick.one(["strategic", "strategic", "merge", "json", ""])
    pool = kinds[kind or "strategic"]
    return kind, [pick.one(pool) for _ in range(pick.random.randint(1, 2))]


def patches(pick: Pick) -> dict[str, str]:
    out = {}
    for number in range(pick.random.randint(0, 4)):
        target = pick.one([*PODS, "kubeletconfiguration", "corednsdeployment"])
        kind, chosen = _choose(pick, target)
        extension, text = _text(pick, chosen)
        suffix = pick.one(["", str(number), f"-x_{number}"])
        out[f"{target}{suffix}{'+' if kind else ''}{kind}.{extension}"] = text
    if out and pick.chance(0.3):
        out.update({"README.md": "no patch", "unknown+merge.yaml": "a: b\n", "etcd9.yaml": ""})
    return out
