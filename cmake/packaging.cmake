# What `cmake --install` lays down, and the Debian package that CPack makes of it (scripts/package).
set(KCLUSTER_SHARE ${CMAKE_BINARY_DIR}/share)
install(TARGETS kcluster RUNTIME DESTINATION bin)
install(CODE "execute_process(COMMAND ${CMAKE_SOURCE_DIR}/packaging/share $<TARGET_FILE:kcluster>
  ${KCLUSTER_SHARE} COMMAND_ERROR_IS_FATAL ANY)")
install(DIRECTORY ${KCLUSTER_SHARE}/ DESTINATION share USE_SOURCE_PERMISSIONS)
install(FILES packaging/10-kcluster.conf DESTINATION lib/systemd/system/kubelet.service.d)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE
  GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "The kcluster project <packages@kcluster.invalid>")
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
# Versions of Ubuntu 22.04. The last two are loaded when they are first needed, not by the linker.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libc6 (>= 2.34), libgcc-s1 (>= 7), libstdc++6 (>= 11), libssl3 (>= 3.0.0), \
libcurl4 (>= 7.81), libsystemd0 (>= 249)")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "containerd | containerd.io | cri-o, kubelet, iproute2, nftables")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS kubectl)
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "bootstrap and look after Kubernetes clusters
kcluster makes machines with a container runtime and a kubelet into a
Kubernetes cluster, and looks after it: upgrades, backups, restores,
certificates. It keeps kubeadm's commands, flags, files and configuration,
so that a cluster can pass between both tools.")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${CMAKE_SOURCE_DIR}/packaging/deb/postinst
  ${CMAKE_SOURCE_DIR}/packaging/deb/prerm ${CMAKE_SOURCE_DIR}/packaging/deb/postrm)
include(CPack)
