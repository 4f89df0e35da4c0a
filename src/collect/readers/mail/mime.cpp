// See mime.h.
#include "collect/readers/mail/mime.h"

#include <algorithm>

#include "base/strings.h"
#include "collect/readers/encoding.h"
#include "text/unicode.h"

namespace jangin::collect::mail {
namespace {

constexpr size_t kMaxHeaders = 2000;

int hex(char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1; }

std::string base64(std::string_view text) {
  static constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  uint32_t bits = 0;
  int count = 0;
  for (char c : text) {
    size_t value = kAlphabet.find(c);
    if (c == '=') break;
    if (value == std::string_view::npos) continue;
    bits = bits << 6 | static_cast<uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>(bits >> count & 0xff);
  }
  return out;
}

/// `header`: "_" stands for a space, as in encoded words.
std::string quoted_printable(std::string_view text, bool header) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (header && text[i] == '_') {
      out += ' ';
    } else if (text[i] != '=') {
      out += text[i];
    } else if (i + 2 < text.size() && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0) {
      out += static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2]));
      i += 2;
    } else {  // a soft line end
      size_t end = text.find('\n', i);
      if (end == std::string_view::npos || !trim(text.substr(i + 1, end - i - 1)).empty()) {
        out += '=';
      } else {
        i = end;
      }
    }
  }
  return out;
}

std::string percent(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    bool escape = text[i] == '%' && i + 2 < text.size() && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0;
    out += escape ? static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2])) : text[i];
    if (escape) i += 2;
  }
  return out;
}

struct Parameter {
  std::string name, value;
};

std::vector<Parameter> parameters(std::string_view value) {
  std::vector<Parameter> out;
  size_t at = value.find(';');
  while (at != std::string_view::npos && out.size() < 200) {
    size_t equals = value.find('=', at + 1);
    if (equals == std::string_view::npos) break;
    Parameter parameter{to_lower_ascii(trim(value.substr(at + 1, equals - at - 1))), {}};
    size_t begin = std::min(value.find_first_not_of(" \t", equals + 1), value.size());
    if (begin < value.size() && value[begin] == '"') {
      size_t i = begin + 1;
      for (; i < value.size() && value[i] != '"'; ++i) {
        if (value[i] == '\\' && i + 1 < value.size()) ++i;
        parameter.value += value[i];
      }
      at = value.find(';', i);
    } else {
      at = value.find(';', begin);
      parameter.value = trim(value.substr(begin, at == std::string_view::npos ? at : at - begin));
    }
    out.push_back(std::move(parameter));
  }
  return out;
}

}  // namespace

std::string_view Part::header(std::string_view name) const {
  for (const Header& header : headers) {
    if (header.name == name) return header.value;
  }
  return {};
}

Part parse_part(std::string_view bytes) {
  Part part;
  while (!bytes.empty()) {
    size_t end = std::min(bytes.find('\n'), bytes.size());
    std::string_view line = bytes.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty() && (line[0] == ' ' || line[0] == '\t') && !part.headers.empty()) {
      part.headers.back().value += ' ';
      part.headers.back().value += trim(line);
    } else if (size_t colon = line.find(':');
               colon != std::string_view::npos && colon > 0 && line.substr(0, colon).find(' ') == std::string_view::npos) {
      if (part.headers.size() < kMaxHeaders)
        part.headers.push_back({to_lower_ascii(line.substr(0, colon)), std::string(trim(line.substr(colon + 1)))});
    } else {
      if (line.empty()) bytes.remove_prefix(std::min(end + 1, bytes.size()));
      break;
    }
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
  }
  part.body = bytes;
  return part;
}

std::string media_type(std::string_view value) { return to_lower_ascii(trim(value.substr(0, value.find(';')))); }

std::string parameter(std::string_view value, std::string_view name) {
  std::string continued, charset;
  bool encoded = false;
  for (const Parameter& parameter : parameters(value)) {
    if (parameter.name == name) return decode_words(parameter.value);
    if (!parameter.name.starts_with(std::string(name) + "*")) continue;
    std::string_view text = parameter.value;
    bool first = parameter.name == std::string(name) + "*" || parameter.name.starts_with(std::string(name) + "*0");
    if (size_t quote = text.find('\''); parameter.name.ends_with('*') && first && quote != std::string_view::npos) {
      charset = text.substr(0, quote);
      text = text.substr(std::min(text.find('\'', quote + 1), text.size() - 1) + 1);
      encoded = true;
    }
    continued += parameter.name.ends_with('*') ? percent(text) : std::string(text);
  }
  return encoded || !continued.empty() ? to_utf8(continued, charset) : std::string();
}

std::string decode_words(std::string_view value) {
  std::string out;
  size_t word_end = std::string_view::npos;  // of the last encoded word, in `value`
  for (size_t at = 0; at < value.size();) {
    size_t begin = value.find("=?", at);
    size_t charset_end = begin == std::string_view::npos ? begin : value.find('?', begin + 2);
    size_t end = charset_end == std::string_view::npos || charset_end + 3 > value.size() ? std::string_view::npos : value.find("?=", charset_end + 3);
    std::string_view plain = value.substr(at, end == std::string_view::npos ? std::string_view::npos : begin - at);
    // White space between two encoded words is not part of the text.
    if (!(end != std::string_view::npos && at == word_end && trim(plain).empty())) out += to_utf8(plain);
    if (end == std::string_view::npos) break;
    std::string_view charset = value.substr(begin + 2, charset_end - begin - 2);
    std::string_view text = value.substr(charset_end + 3, end - charset_end - 3);
    bool quoted = value[charset_end + 1] == 'q' || value[charset_end + 1] == 'Q';
    out += to_utf8(quoted ? quoted_printable(text, true) : base64(text), charset.substr(0, charset.find('*')));
    at = word_end = end + 2;
  }
  return out;
}

std::string decode_body(const Part& part) {
  std::string encoding = to_lower_ascii(trim(part.header("content-transfer-encoding")));
  if (encoding == "base64") return base64(part.body);
  if (encoding == "quoted-printable") return quoted_printable(part.body, false);
  return std::string(part.body);
}

std::vector<std::string_view> split_parts(std::string_view body, std::string_view boundary, size_t most) {
  std::vector<std::string_view> out;
  if (boundary.empty()) return out;
  std::string mark = "--" + std::string(boundary);
  size_t begin = std::string_view::npos;
  for (size_t at = body.find(mark); at != std::string_view::npos && out.size() < most; at = body.find(mark, at + mark.size())) {
    if (at > 0 && body[at - 1] != '\n') continue;
    if (begin != std::string_view::npos) {
      size_t end = at > begin && body[at - 1] == '\n' ? at - 1 : at;
      if (end > begin && body[end - 1] == '\r') --end;
      out.push_back(body.substr(begin, end - begin));
    }
    begin = std::string_view::npos;
    if (body.substr(at + mark.size()).starts_with("--")) return out;
    size_t line = body.find('\n', at);
    if (line == std::string_view::npos) return out;
    begin = line + 1;
  }
  if (begin != std::string_view::npos && out.size() < most) out.push_back(body.substr(begin));  // a message that was cut
  return out;
}

}  // namespace jangin::collect::mail
