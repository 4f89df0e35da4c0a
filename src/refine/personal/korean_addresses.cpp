// Korean postal addresses: road names ("서울특별시 중구 세종대로 110", 도로명주소법) and lots ("… 역삼동 823-24", "산 12번지"), with the postcode
// before and building, floor and room after. The number is the anchor; a province, city, county or district of the Republic must stand before it, or
// a word such as "주소:". A street alone is no address.
#include <algorithm>
#include <array>

#include "refine/personal/context.h"
#include "refine/personal/finders.h"

namespace jangin::refine {
namespace {

constexpr auto kProvinces = std::to_array<std::string_view>(
    {"서울특별시", "부산광역시",     "대구광역시", "인천광역시", "광주광역시", "대전광역시",     "울산광역시", "세종특별자치시", "경기도",
     "강원도",     "강원특별자치도", "충청북도",   "충청남도",   "전라북도",   "전북특별자치도", "전라남도",   "경상북도",       "경상남도",
     "제주도",     "제주특별자치도", "서울시",     "부산시",     "대구시",     "인천시",         "광주시",     "대전시",         "울산시",
     "세종시",     "서울",           "부산",       "대구",       "인천",       "광주",           "대전",       "울산",           "세종",
     "경기",       "강원",           "충북",       "충남",       "전북",       "전남",           "경북",       "경남",           "제주"});
/// Without 시, 군, 구. Source: the list of administrative districts of the Ministry of the Interior and Safety.
constexpr auto kTowns = std::to_array<std::string_view>(
    {"수원시", "성남시", "의정부시", "안양시", "부천시", "광명시", "평택시", "동두천시", "안산시", "고양시", "과천시", "구리시",   "남양주시",
     "오산시", "시흥시", "군포시",   "의왕시", "하남시", "용인시", "파주시", "이천시",   "안성시", "김포시", "화성시", "광주시",   "양주시",
     "포천시", "여주시", "춘천시",   "원주시", "강릉시", "동해시", "태백시", "속초시",   "삼척시", "청주시", "충주시", "제천시",   "천안시",
     "공주시", "보령시", "아산시",   "서산시", "논산시", "계룡시", "당진시", "전주시",   "군산시", "익산시", "정읍시", "남원시",   "김제시",
     "목포시", "여수시", "순천시",   "나주시", "광양시", "포항시", "경주시", "김천시",   "안동시", "구미시", "영주시", "영천시",   "상주시",
     "문경시", "경산시", "창원시",   "진주시", "통영시", "사천시", "김해시", "밀양시",   "거제시", "양산시", "제주시", "서귀포시", "연천군",
     "가평군", "양평군", "홍천군",   "횡성군", "영월군", "평창군", "정선군", "철원군",   "화천군", "양구군", "인제군", "고성군",   "양양군",
     "보은군", "옥천군", "영동군",   "증평군", "진천군", "괴산군", "음성군", "단양군",   "금산군", "부여군", "서천군", "청양군",   "홍성군",
     "예산군", "태안군", "완주군",   "진안군", "무주군", "장수군", "임실군", "순창군",   "고창군", "부안군", "담양군", "곡성군",   "구례군",
     "고흥군", "보성군", "화순군",   "장흥군", "강진군", "해남군", "영암군", "무안군",   "함평군", "영광군", "장성군", "완도군",   "진도군",
     "신안군", "의성군", "청송군",   "영양군", "영덕군", "청도군", "고령군", "성주군",   "칠곡군", "예천군", "봉화군", "울진군",   "울릉군",
     "의령군", "함안군", "창녕군",   "남해군", "하동군", "산청군", "함양군", "거창군",   "합천군", "기장군", "달성군", "군위군",   "강화군",
     "옹진군", "울주군"});
constexpr auto kDistricts = std::to_array<std::string_view>(
    {"종로구",   "중구",     "용산구", "성동구",     "광진구",     "동대문구", "중랑구",   "성북구", "강북구",   "도봉구", "노원구", "은평구",
     "서대문구", "마포구",   "양천구", "강서구",     "구로구",     "금천구",   "영등포구", "동작구", "관악구",   "서초구", "강남구", "송파구",
     "강동구",   "서구",     "동구",   "남구",       "북구",       "영도구",   "부산진구", "동래구", "해운대구", "사하구", "금정구", "연제구",
     "수영구",   "사상구",   "수성구", "달서구",     "미추홀구",   "연수구",   "남동구",   "부평구", "계양구",   "광산구", "유성구", "대덕구",
     "장안구",   "권선구",   "팔달구", "영통구",     "수정구",     "중원구",   "분당구",   "만안구", "동안구",   "상록구", "단원구", "덕양구",
     "일산동구", "일산서구", "처인구", "기흥구",     "수지구",     "상당구",   "서원구",   "흥덕구", "청원구",   "동남구", "서북구", "완산구",
     "덕진구",   "의창구",   "성산구", "마산합포구", "마산회원구", "진해구",   "원미구",   "소사구", "오정구"});

bool is_in(WordList list, std::string_view word) { return std::find(list.begin(), list.end(), word) != list.end(); }
bool is_syllable(std::string_view text, size_t at) {
  return at + 3 <= text.size() && static_cast<unsigned char>(text[at]) >= 0xEA && static_cast<unsigned char>(text[at]) <= 0xED;
}

/// The word of syllables, digits and "·" that ends at `end`, after at most one blank; empty at `end` when there is none.
record::Span word_before(std::string_view text, size_t end) {
  if (end > 0 && text[end - 1] == ' ') --end;
  size_t begin = end;
  while (begin > 0) {
    if (begin >= 3 && is_syllable(text, begin - 3)) {
      begin -= 3;
    } else if (is_ascii_digit(text[begin - 1])) {
      --begin;
    } else {
      break;
    }
  }
  return {begin, end};
}

/// What the number's own word ends in, "로", "길" for roads, "동", "리", "가", "읍", "면" for lots.
enum class Street { none, road, lot };
Street street_of(std::string_view word) {
  if (word.size() < 6 && (word.empty() || !is_ascii_digit(word[0]))) return Street::none;  // "23길" is one
  if (word.ends_with("로") || word.ends_with("길")) return Street::road;
  for (std::string_view ending : {"동", "리", "가", "읍", "면"}) {
    if (word.ends_with(ending)) return Street::lot;
  }
  return Street::none;
}

/// Walks from the street to the left over towns and provinces; the address begins at the result. `known` becomes how many of them are the Republic's.
size_t region_begin(std::string_view text, size_t street_begin, int& known) {
  size_t begin = street_begin;
  int level = 5;
  for (int i = 0; i < 6; ++i) {
    record::Span word = word_before(text, begin);
    std::string_view name = text.substr(word.begin, word.size());
    if (name.empty()) break;
    bool second_road = level == 5 && i == 0 && name.size() >= 6 && name.ends_with("로");
    int own = is_in(kProvinces, name)                                              ? 1
              : is_in(kTowns, name)                                                ? 2
              : is_in(kDistricts, name)                                            ? 3
              : name.size() >= 6 && (name.ends_with("읍") || name.ends_with("면")) ? 4
              : second_road                                                        ? 5
                                                                                   : 9;
    if (name == "광주시" && level > 2) own = 2;
    if (own == 9 || (own >= level && own != 5)) break;
    if (own == 2 || own == 3 || name.starts_with("세종")) ++known;  // a province alone says too little
    level = own;
    begin = word.begin;
    if (level == 1) break;
  }
  return begin;
}

/// Does what follows the number leave it a building's? Not "3명", "2년", "110km".
bool ends_like_address(std::string_view after) {
  if (after.empty()) return true;
  if (is_ascii_alnum(after[0]) || after[0] == '%' || after[0] == '~') return false;
  if ((after[0] == '.' || after[0] == ',' || after[0] == ':') && after.size() > 1 && is_ascii_digit(after[1])) return false;
  if (!is_syllable(after, 0)) return true;
  for (std::string_view particle :
       {"에", "의", "으로", "로", "이며", "이고", "이다", "입니다", "을", "를", "은", "는", "과", "와", "이 ", "앞", "소재"}) {
    if (after.starts_with(particle)) return true;
  }
  return false;
}

size_t skip_digits(std::string_view text, size_t at) {
  while (at < text.size() && is_ascii_digit(text[at])) ++at;
  return at;
}

/// "101동", "1203호", "5층", "B1층": its end; `at` when there is none.
size_t unit_end(std::string_view text, size_t at) {
  size_t from = at;
  if (text.substr(at).starts_with("지하")) from += text.substr(at + 6).starts_with(" ") ? 7 : 6;
  if (from < text.size() && is_ascii_upper(text[from])) ++from;
  size_t end = skip_digits(text, from);
  if (end < text.size() && text[end] == '-' && skip_digits(text, end + 1) > end + 1) end = skip_digits(text, end + 1);
  bool has_unit = end > at && (text.substr(end).starts_with("동") || text.substr(end).starts_with("호") || text.substr(end).starts_with("층"));
  return has_unit ? end + 3 : at;
}

/// "현대빌딩", "푸른솔아파트": a word that ends in a kind of building; also any word right before a floor or room.
size_t building_end(std::string_view text, size_t at) {
  size_t end = at;
  while (end < text.size() && end - at < 48 && (is_syllable(text, end) || is_ascii_alnum(text[end]))) end += is_ascii_alnum(text[end]) ? 1 : 3;
  if (end - at < 6) return at;
  std::string_view word = text.substr(at, end - at);
  for (std::string_view kind : {"빌딩", "아파트", "타워",     "오피스텔",   "센터", "빌라", "맨션", "하우스", "타운", "플라자", "프라자", "밸리",
                                "자이", "래미안", "푸르지오", "힐스테이트", "주공", "공장", "연립", "주택",   "상가", "회관",   "빌",     "스퀘어",
                                "파크", "시티",   "캠퍼스",   "연구소",     "본관", "별관", "사옥", "호텔",   "캐슬", "하이츠"}) {
    if (word.ends_with(kind)) return end;
  }
  return end < text.size() && text[end] == ' ' && unit_end(text, end + 1) > end + 1 ? end : at;
}

/// "(역삼동, 현대아파트)", "(태평로1가)": its end; `at` when there is none.
size_t bracket_end(std::string_view text, size_t at) {
  if (at >= text.size() || text[at] != '(') return at;
  size_t close = text.find(')', at);
  if (close == text.npos || close - at > 64) return at;
  std::string_view inside = text.substr(at + 1, close - at - 1);
  std::string_view first = inside.substr(0, inside.find(','));
  if (inside.find('\n') != inside.npos || street_of(first) != Street::lot) return at;
  return close + 1;
}

/// Takes in building, floor and room behind the number.
size_t details_end(std::string_view text, size_t at) {
  for (int i = 0; i < 6; ++i) {
    size_t from = at;
    if (from < text.size() && text[from] == ',') ++from;
    if (from < text.size() && text[from] == ' ') ++from;
    if (from == at && !(at < text.size() && text[at] == '(')) break;
    size_t end = unit_end(text, from);
    if (end == from) end = bracket_end(text, from);
    if (end == from) end = building_end(text, from);
    if (end == from) break;
    at = end;
  }
  return at;
}

/// "04524 " or "(04524) " before the region belongs to it.
size_t postcode_begin(std::string_view text, size_t begin) {
  size_t end = begin;
  if (end > 0 && text[end - 1] == ' ') --end;
  if (end == begin) return begin;
  bool bracket = text[end - 1] == ')' && end >= 7 && text[end - 7] == '(';
  if (bracket) --end;
  if (end < 5 || !std::all_of(text.begin() + static_cast<ptrdiff_t>(end - 5), text.begin() + static_cast<ptrdiff_t>(end), is_ascii_digit))
    return begin;
  if (end > 5 && is_ascii_alnum(text[end - 6])) return begin;
  return end - 5 - (bracket ? 1 : 0);
}

}  // namespace

std::optional<PersonalSpan> find_korean_address(const Site& site) {
  std::string_view text = site.text;
  size_t at = site.at;
  record::Span street = word_before(text, at);
  if (street.begin == street.end) return std::nullopt;
  std::string_view word = text.substr(street.begin, street.size());
  bool mountain = word == "산" || word == "지하";
  if (mountain) {
    street = word_before(text, street.begin);
    word = text.substr(street.begin, street.size());
  }
  Street kind = street_of(word);
  if (kind == Street::none || (street.end == at && kind == Street::lot)) return std::nullopt;
  size_t end = skip_digits(text, at);
  if (end - at > 4) return std::nullopt;
  bool hyphen = end + 1 < text.size() && text[end] == '-' && is_ascii_digit(text[end + 1]) && skip_digits(text, end + 1) - end <= 5;
  if (hyphen) end = skip_digits(text, end + 1);
  if (kind == Street::road && (text.substr(end).starts_with("길") || text.substr(end).starts_with("번길") || text.substr(end).starts_with("가길")))
    return std::nullopt;
  for (std::string_view lot : {"번지", " 번지"}) {
    if (text.substr(end).starts_with(lot)) end += lot.size();
  }
  if (!ends_like_address(text.substr(end))) return std::nullopt;
  int known = 0;
  size_t begin = region_begin(text, street.begin, known);
  if (known == 0) {
    static constexpr auto kWords = std::to_array<std::string_view>({"주소", "소재지", "거주지", "배송지", "사업장", "오시는 길", "address"});
    Context context = context_of(text, {begin, end});
    if (kind != Street::road || !context.announces(kWords) || context.distance(kWords) > 12) return std::nullopt;
  }
  record::Span span{postcode_begin(text, begin), details_end(text, end)};
  std::string key;
  for (char c : text.substr(span.begin, span.size())) {
    if (c != ' ' && c != ',') key += c;
  }
  return PersonalSpan{span, std::move(key)};
}

}  // namespace jangin::refine
