# How Signalbox's targets are made, and which may see which. One folder is one target; the table below is
# asserted at configure time, so that a wrong link line stops the configuration with a sentence.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_AUTOMOC ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

find_program(SIGNALBOX_CCACHE ccache)
if(SIGNALBOX_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Precompiled headers and ccache go together only when time macros are ignored.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} ${SIGNALBOX_CCACHE})
endif()

set(signalbox_qt Core Network)
if(SIGNALBOX_GUI)
  list(APPEND signalbox_qt DBus Gui Widgets OpenGL OpenGLWidgets Charts Svg)
endif()
if(SIGNALBOX_TESTS)
  list(APPEND signalbox_qt Test)
endif()
find_package(Qt6 6.4 REQUIRED COMPONENTS ${signalbox_qt})
if(SIGNALBOX_GUI)
  find_package(Qt6 6.4 REQUIRED COMPONENTS LinguistTools)
endif()

find_package(CURL 7.88 REQUIRED)
find_package(SQLite3 3.40 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(simdjson 3.0 REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(Qt6Keychain QUIET)

# What each target may link. Third parties are named as CMake names them.
set(signalbox_allowed_base      Qt6::Core)
set(signalbox_allowed_api       base Qt6::Core)
set(signalbox_allowed_config    base api Qt6::Core nlohmann_json::nlohmann_json)
set(signalbox_allowed_secrets   base api Qt6::Core Qt6Keychain::Qt6Keychain)
set(signalbox_allowed_routing   base api Qt6::Core)
set(signalbox_allowed_pricing   base api Qt6::Core)
set(signalbox_allowed_http      base api Qt6::Core Qt6::Network Boost::headers)
set(signalbox_allowed_upstream  base api Qt6::Core CURL::libcurl)
set(signalbox_allowed_protocol  base api upstream http Qt6::Core simdjson::simdjson nlohmann_json::nlohmann_json)
set(signalbox_allowed_simulated base api upstream Qt6::Core nlohmann_json::nlohmann_json)
set(signalbox_allowed_ledger    base api Qt6::Core SQLite::SQLite3)
set(signalbox_allowed_gateway   base api routing protocol pricing http upstream simulated Qt6::Core)
set(signalbox_allowed_service   base api gateway ledger config secrets routing http upstream pricing protocol
    Qt6::Core Qt6::Network)
set(signalbox_allowed_ui        base api Qt6::Core Qt6::Gui Qt6::Widgets Qt6::Charts Qt6::Svg)

set(signalbox_warnings -Wall -Wextra -Wpedantic -Werror -Wshadow -Wnon-virtual-dtor -Wold-style-cast
    -Woverloaded-virtual -Wconversion -Wno-sign-conversion -Wimplicit-fallthrough
    -Wcast-align -Wextra-semi)
set(signalbox_defines QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_URL_CAST_FROM_STRING QT_NO_KEYWORDS
    QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_NO_FOREACH QT_NO_JAVA_STYLE_ITERATORS
    QT_USE_QSTRINGBUILDER QT_DISABLE_DEPRECATED_BEFORE=0x060400)

# A ThreadSanitizer build (preset tsan) is told what Qt's libraries, which are not instrumented, hand between threads.
option(SIGNALBOX_TSAN "The flags ask for ThreadSanitizer" OFF)
if(SIGNALBOX_TSAN)
  if(Qt6Core_VERSION VERSION_GREATER_EQUAL 6.6)
    message(FATAL_ERROR "cmake/tsan/QtHandOvers.cpp knows Qt 6.4 and 6.5 only; use an instrumented Qt")
  endif()
  add_library(signalbox_tsan OBJECT cmake/tsan/QtHandOvers.cpp)
  target_link_libraries(signalbox_tsan PRIVATE Qt6::Core)
endif()

# Warnings and defines that hold for every target of the project, tests included.
function(signalbox_strict target)
  get_target_property(type ${target} TYPE)
  if(SIGNALBOX_TSAN AND type STREQUAL "EXECUTABLE")
    target_link_libraries(${target} PRIVATE signalbox_tsan)
  endif()
  target_compile_options(${target} PRIVATE ${signalbox_warnings})
  target_compile_definitions(${target} PRIVATE ${signalbox_defines} SIGNALBOX_VERSION="${PROJECT_VERSION}")
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
endfunction()

# One precompiled header for all libraries and one for all tests: building it per target would cost more than it saves.
# (Executables are compiled with -fPIE, libraries with -fPIC; a header serves only one kind.)
set(signalbox_pch_headers <QByteArray> <QHash> <QObject> <QString> <QVector> <algorithm> <functional> <memory>
    <optional> <vector>)
file(WRITE ${CMAKE_BINARY_DIR}/pch/empty.cpp "")
file(WRITE ${CMAKE_BINARY_DIR}/pch/main.cpp "int main() { return 0; }\n")
add_library(signalbox_pch STATIC ${CMAKE_BINARY_DIR}/pch/empty.cpp)
target_link_libraries(signalbox_pch PRIVATE Qt6::Core)
signalbox_strict(signalbox_pch)
target_precompile_headers(signalbox_pch PRIVATE ${signalbox_pch_headers})
if(SIGNALBOX_TESTS)
  add_executable(signalbox_test_pch ${CMAKE_BINARY_DIR}/pch/main.cpp)
  target_link_libraries(signalbox_test_pch PRIVATE Qt6::Core Qt6::Test)
  signalbox_strict(signalbox_test_pch)
  # Qt::Test names each test's folder in macros; with them no precompiled header would fit two folders.
  target_compile_options(signalbox_test_pch PRIVATE -UQT_TESTCASE_BUILDDIR -UQT_TESTCASE_SOURCEDIR)
  target_precompile_headers(signalbox_test_pch PRIVATE ${signalbox_pch_headers} <QTest>)
endif()

# signalbox_library(NAME SOURCES … LINK …): the target signalbox_NAME of one folder.
# Headers are included from the project's root: #include "core/base/Result.h".
function(signalbox_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  set(target signalbox_${name})
  add_library(${target} STATIC ${ARG_SOURCES})
  signalbox_strict(${target})
  foreach(dependency IN LISTS ARG_LINK)
    if(NOT dependency IN_LIST signalbox_allowed_${name})
      message(FATAL_ERROR "${name} may not use ${dependency}: see the table in cmake/SignalboxTargets.cmake")
    endif()
    if(dependency MATCHES "^[a-z]+$")
      target_link_libraries(${target} PUBLIC signalbox_${dependency})
    else()
      target_link_libraries(${target} PUBLIC ${dependency})
    endif()
  endforeach()
  target_precompile_headers(${target} REUSE_FROM signalbox_pch)
  set_property(GLOBAL APPEND PROPERTY signalbox_libraries ${name})
endfunction()

# Walks what each library reaches through others: core never reaches a widget, the window never reaches
# SQL, sockets or the gateway, and only the ledger reaches SQLite.
function(signalbox_reaches target out)
  set(seen)
  set(todo ${target})
  while(todo)
    list(POP_FRONT todo next)
    if(next IN_LIST seen)
      continue()
    endif()
    list(APPEND seen ${next})
    if(TARGET ${next} AND next MATCHES "^signalbox_")
      get_target_property(links ${next} LINK_LIBRARIES)
      if(links)
        list(APPEND todo ${links})
      endif()
    endif()
  endwhile()
  set(${out} "${seen}" PARENT_SCOPE)
endfunction()

function(signalbox_assert_layering)
  get_property(libraries GLOBAL PROPERTY signalbox_libraries)
  foreach(name IN LISTS libraries)
    signalbox_reaches(signalbox_${name} reached)
    if(name STREQUAL "ui")
      set(forbidden Qt6::Sql Qt6::Network CURL::libcurl SQLite::SQLite3 signalbox_gateway signalbox_service
          signalbox_ledger signalbox_http signalbox_upstream)
    else()
      set(forbidden Qt6::Widgets Qt6::Gui Qt6::Charts Qt6::Svg signalbox_ui)
      if(NOT name MATCHES "^(ledger|service)$")
        list(APPEND forbidden SQLite::SQLite3)
      endif()
    endif()
    foreach(bad IN LISTS forbidden)
      if(bad IN_LIST reached)
        message(FATAL_ERROR "layering: ${name} reaches ${bad}")
      endif()
    endforeach()
  endforeach()
endfunction()

# signalbox_test(NAME SOURCES … LINK …): one Qt Test program, run headless, with no real time limit inside.
function(signalbox_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  signalbox_strict(${name})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} Qt6::Test)
  target_compile_options(${name} PRIVATE -UQT_TESTCASE_BUILDDIR -UQT_TESTCASE_SOURCEDIR)
  target_precompile_headers(${name} REUSE_FROM signalbox_test_pch)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT 300
    ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8;QT_LOGGING_RULES=qt.qpa.*=false")
endfunction()
