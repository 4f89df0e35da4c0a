// Numbers of a question that its evidence says otherwise, or leaves to the reader.
#pragma once

#include <string>
#include <string_view>

#include "judge/claim_tokens.h"
#include "judge/gate.h"

namespace jangin::judge {

/// Whether a number of the question that no text says (`reason` is the support gate's) counts what is listed ("which two …"), is a value for which
/// a bound of the evidence holds, or is the evidence's in another form ("밤 10시" for "22시").
bool is_said_otherwise(const std::string& token, std::string_view reason, const Ground& evidence, const GateInput& input);

}  // namespace jangin::judge
