# The engine that looks for literals: Hyperscan, or Vectorscan, which runs on other processors, too.
# Both have the same headers, library names and pkg-config file, so only one of them is installed.
#
#   -DCURFEW_ENGINE=vectorscan       stop unless it is this one (or hyperscan)
#   -DCURFEW_ENGINE_ROOT=FOLDER      not the installed one, but packages unpacked with `dpkg -x`
set(CURFEW_ENGINE "" CACHE STRING "hyperscan or vectorscan; empty: whichever is installed")
set(CURFEW_ENGINE_ROOT "" CACHE PATH "A folder that holds the engine's usr/include and usr/lib")

if(CURFEW_ENGINE_ROOT)
  set(ENV{PKG_CONFIG_SYSROOT_DIR} ${CURFEW_ENGINE_ROOT})
  set(ENV{PKG_CONFIG_LIBDIR} ${CURFEW_ENGINE_ROOT}/usr/lib/${CMAKE_LIBRARY_ARCHITECTURE}/pkgconfig)
endif()
pkg_check_modules(HS REQUIRED IMPORTED_TARGET libhs)
if(CURFEW_ENGINE_ROOT)
  unset(ENV{PKG_CONFIG_SYSROOT_DIR})
  unset(ENV{PKG_CONFIG_LIBDIR})
  # Before the system's: sources say <hs/hs.h>.
  target_include_directories(PkgConfig::HS BEFORE INTERFACE ${CURFEW_ENGINE_ROOT}/usr/include)
endif()

# Vectorscan began as a copy of Hyperscan 5.4.0 and counts on; Hyperscan's open line ended with
# 5.4.2.
set(engine_found hyperscan)
if(HS_VERSION VERSION_GREATER 5.4.2)
  set(engine_found vectorscan)
endif()
if(CURFEW_ENGINE AND NOT CURFEW_ENGINE STREQUAL engine_found)
  message(FATAL_ERROR "CURFEW_ENGINE is ${CURFEW_ENGINE}, but ${engine_found} ${HS_VERSION} is "
    "installed: apt-get install lib${CURFEW_ENGINE}-dev, which replaces the other one, or name a "
    "folder with its unpacked packages in CURFEW_ENGINE_ROOT")
endif()
message(STATUS "First engine: ${engine_found} ${HS_VERSION}")
