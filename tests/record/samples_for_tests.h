// Small records for the tests of this folder.
#pragma once

#include "base/hash.h"
#include "record/records.h"

namespace jangin::record {

inline std::string hex(char c) { return sha256_hex(std::string(1, c)); }

inline Document make_document(const std::string& source_id, const std::string& text) {
  Document document;
  document.doc_id = hash_fields({"doc", source_id});
  document.text_id = sha256_hex(text);
  document.source_id = source_id;
  document.blob_id = sha256_hex("blob" + text);
  document.reader = "text";
  document.title = source_id;
  document.text = text;
  return document;
}

/// A question about a passage, with its evidence there.
inline Sample make_sample(char name, const std::string& passage_id) {
  Sample sample;
  sample.messages = {text_message("user", std::string("What is ") + name + "?"), text_message("assistant", std::string("It is ") + name + ".", true)};
  sample.sample_id = hash_fields({"sample", sample.messages[0].text(), sample.messages[1].text()});
  sample.kind = "question";
  sample.method = "two_way_questions";
  sample.passage_id = passage_id;
  sample.evidence = {{sample.sample_id, "supports", passage_id, {0, 4}}};
  return sample;
}

}  // namespace jangin::record
