"""The lab's real components and images, built from source into a cache outside the checkout.

Nothing here is downloaded ready-made: binaries come from Go modules, the images are packed around
them. What the other lab code may rely on is the layout below `cache.root()`:

    bin/kubernetes-vX/   every command of Kubernetes vX, and of the current one kubeadm's own e2e suite
    bin/etcd-V/ bin/containerd-V/ bin/cni-V/ bin/coredns-V/
    images/vX/NAME.tar   docker-archive tars under the tags kubeadm vX asks for
    log/PART.log         what the last build of each part printed
"""
