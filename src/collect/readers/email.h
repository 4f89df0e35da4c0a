// The reader of e-mail: one message (eml) or many (mbox). Subject as heading, sender, receivers and date as a list, the text (plain where there
// is one, else the HTML), and each attachment read by the reader of its kind.
#pragma once

#include "collect/reader.h"

namespace jangin::collect {

/// Failures: not_a_message, too_large, no_text. An attachment that cannot be read is named in metadata "unread_attachments".
ReadOutcome read_email(const ReadInput& input);

}  // namespace jangin::collect
