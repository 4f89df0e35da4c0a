# Headers that most units read, parsed once a build instead of once a unit. Only for speed: each unit includes what it
# uses and compiles without them (-DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON). They are third parties', and one of ours that
# says which of their code base/ holds, so that hardly a change makes everything compile again. What is in a set was
# chosen by measuring (docs/decisions.md): in GCC every unit instantiates again what the inline functions of its set use,
# so that a header costs the units that do not read it.
set(JANGIN_HEADERS_standard <algorithm> <array> <cmath> <cstddef> <cstdint> <cstring> <expected> <filesystem> <functional>
    <map> <memory> <numeric> <optional> <set> <span> <string> <string_view> <unordered_map> <unordered_set> <vector> <fmt/format.h>)
set(JANGIN_HEADERS_json ${JANGIN_HEADERS_standard} <base/json_instances.h>)
set(JANGIN_HEADERS_tests ${JANGIN_HEADERS_standard} <gtest/gtest.h> <gmock/gmock.h>)
list(REMOVE_ITEM JANGIN_HEADERS_tests <fmt/format.h>)
set(JANGIN_HEADERS_tests_json ${JANGIN_HEADERS_tests} <base/json_instances.h>)

# jangin_precompile(TARGET SET): the first target of a set compiles it, the others use that file. So all need the same
# flags and at least the first one's definitions; a source with flags of its own needs SKIP_PRECOMPILE_HEADERS. Where
# this is not so, -Winvalid-pch (GCC; an error here) says what differs.
function(jangin_precompile target headers)
  get_property(first GLOBAL PROPERTY jangin_precompiled_${headers})
  if(first)
    target_precompile_headers(${target} REUSE_FROM ${first})
  else()
    target_precompile_headers(${target} PRIVATE ${JANGIN_HEADERS_${headers}})
    set_property(GLOBAL PROPERTY jangin_precompiled_${headers} ${target})
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND NOT CMAKE_DISABLE_PRECOMPILE_HEADERS)
    # GCC 12 forgets the diagnostic pragmas of precompiled headers: these three are what libstdc++ silences in
    # bits/char_traits.h, and say the same falsehoods of std::string again.
    target_compile_options(${target} PRIVATE -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread)
  endif()
endfunction()
