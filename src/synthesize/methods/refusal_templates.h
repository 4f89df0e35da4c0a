// What people ask that documents seldom say: attributes with the words that would betray them in a text, and names of makers, products and
// standards of many fields. A question is only used when the documents hold none of these words near its subject.
#pragma once

#include <array>
#include <string_view>

namespace jangin::synthesize {

/// "을(를)", "은(는)" behind a mark: the particle that fits. {S}: a subject of the documents, {P}: the product, {N}: a name from elsewhere, {D}: what a code does ("drills a hole").
struct RefusalTemplate {
  std::string_view question;
  std::string_view keywords;  // space-separated; none may stand in a passage with the subject
};

// What documents of use seldom give of a thing: how it came to be, what it costs, how it is made, what it weighs and wears, who answers for it.
inline constexpr std::array kSubjectTemplates = {
    RefusalTemplate{"who designed {S}", "designed designer invented inventor author"},
    RefusalTemplate{"when was {S} thought of first", "year history first"},
    RefusalTemplate{"what was {S} called in its first edition", "edition formerly called"},
    RefusalTemplate{"how much money does {S} save in a month", "money save month"},
    RefusalTemplate{"what is the price of {S}", "cost price"},
    RefusalTemplate{"from which supplier is {S} ordered", "supplier order ordered vendor"},
    RefusalTemplate{"what is the order number of {S}", "order number"},
    RefusalTemplate{"how heavy is {S}", "weight weigh kilograms heavy"},
    RefusalTemplate{"of which material is {S} made", "material made"},
    RefusalTemplate{"in which country is {S} made", "country made"},
    RefusalTemplate{"how loud is {S}", "noise decibels loud"},
    RefusalTemplate{"how much electricity does {S} take", "watts power electricity"},
    RefusalTemplate{"how warm may {S} become", "temperature celsius warm"},
    RefusalTemplate{"how much memory does {S} take", "bytes memory"},
    RefusalTemplate{"how many minutes does it take to learn {S}", "minutes learn"},
    RefusalTemplate{"how long does {S} last before it is replaced", "replaced lifetime life last"},
    RefusalTemplate{"how often must {S} be inspected", "inspected inspection"},
    RefusalTemplate{"who is allowed to approve {S}", "approve approved approval"},
    RefusalTemplate{"which certificate is needed for {S}", "certificate certified"},
    RefusalTemplate{"which law requires {S}", "law regulation"},
    RefusalTemplate{"which patent protects {S}", "patent"},
    RefusalTemplate{"how many people use {S} every day", "people users"},
    RefusalTemplate{"which colour does {S} have", "color colour red green blue"},
    RefusalTemplate{"what will change about {S} next year", "future planned year"},
    RefusalTemplate{"which competitor has something better than {S}", "competitor better"},
    RefusalTemplate{"which film shows {S}", "film video"},
    RefusalTemplate{"what do customers complain of about {S}", "customers complain"},
    RefusalTemplate{"how many times has {S} failed since it was introduced", "failed introduced"},
};

inline constexpr std::array kProductTemplates = {
    RefusalTemplate{"who paid for the development of {P}", "paid sponsor funded"},
    RefusalTemplate{"how many copies of {P} were sold", "sold copies"},
    RefusalTemplate{"what does a year of {P} cost", "price cost"},
    RefusalTemplate{"who is the director of {P}", "director president"},
    RefusalTemplate{"where is {P} made", "city factory"},
    RefusalTemplate{"what was {P} named after", "named name"},
    RefusalTemplate{"when will the next edition of {P} appear", "next future"},
    RefusalTemplate{"which telephone number helps with {P}", "phone telephone"},
    RefusalTemplate{"how many people work for {P}", "employees staff"},
    RefusalTemplate{"which companies use {P}", "companies customers"},
    RefusalTemplate{"which award was given to {P}", "prize award"},
    RefusalTemplate{"which book about {P} sells best", "book sells"},
    RefusalTemplate{"how does {P} compare with its rivals in price", "rivals price"},
    RefusalTemplate{"in how many languages is {P} taught at universities", "languages university"},
};

inline constexpr std::array kNameTemplates = {
    RefusalTemplate{"what does {N} cost", "price cost"},
    RefusalTemplate{"who makes {N}", "maker manufacturer made"},
    RefusalTemplate{"since when has {N} been on the market", "market since"},
    RefusalTemplate{"how long is the guarantee on {N}", "guarantee warranty"},
    RefusalTemplate{"how is {N} switched off in an emergency", "emergency"},
    RefusalTemplate{"what is the password of {N}", "password"},
    RefusalTemplate{"how is {N} set back to its factory state", "factory reset"},
    RefusalTemplate{"what does error 12 of {N} mean", "error"},
    RefusalTemplate{"which menu of {N} shows the settings", "menu"},
    RefusalTemplate{"what is the largest size of {N}", "size largest"},
    RefusalTemplate{"how fast is {N}", "fast speed"},
    RefusalTemplate{"who certified {N}", "certified"},
    RefusalTemplate{"which {N} command {D}", ""},
    RefusalTemplate{"what {D} with {N}", ""},
    RefusalTemplate{"on {N}, what {D}", ""},
    RefusalTemplate{"which instruction of {N} {D}", ""},
    RefusalTemplate{"which setting of {N} matters most", "setting"},
    RefusalTemplate{"what is new in the latest {N}", "new latest"},
};

/// Makers, products and standards of many fields; whichever the documents do not treat serve as "elsewhere".
inline constexpr std::string_view kNames =
    "a Fanuc control|a Haas mill|Siemens SINUMERIK|a Heidenhain TNC|Mach3|GRBL|a Mazak lathe|an Okuma control|a Tormach mill|a Centroid control|a "
    "Fagor control|"
    "Mitsubishi M80|a KUKA robot|an ABB robot|a Universal Robots arm|Arduino|a Raspberry Pi|an Allen-Bradley PLC|a Beckhoff controller|a Leadshine "
    "drive|a Yaskawa drive|"
    "AutoCAD|SolidWorks|Fusion 360|Mastercam|SheetCam|MATLAB|LabVIEW|Photoshop|Microsoft Excel|Windows 11|macOS|Oracle "
    "Database|PostgreSQL|MySQL|MongoDB|Kubernetes|"
    "Docker|Git|Visual Studio|a Cisco router|a Nikon microscope|a Zeiss scanner|a Bosch drill|a Makita saw|a Toyota engine|a Tesla car|an Airbus "
    "A320|a Boeing 737|"
    "a Philips scanner|a Stratasys printer|a Prusa printer|an Epson robot|a Honeywell sensor|a Schneider drive|a Danfoss inverter|a Merck reagent|a "
    "Waters chromatograph|"
    "ISO 9001|the OSHA rules|NFPA 70E|the IEC 61131 standard|the European REACH regulation|the Basel rules";

inline constexpr std::array kKoreanSubjectTemplates = {
    RefusalTemplate{"{S}의 가격은 얼마인가?", "가격"},
    RefusalTemplate{"{S}을(를) 처음 도입한 연도는 언제인가?", "도입"},
    RefusalTemplate{"{S}의 내용연수는 몇 년인가?", "내용연수"},
    RefusalTemplate{"{S}의 무게는 몇 킬로그램 이하이어야 하는가?", "킬로그램"},
    RefusalTemplate{"{S}의 색깔은 무엇으로 하여야 하는가?", "색"},
    RefusalTemplate{"{S}에 드는 비용은 얼마인가?", "비용"},
    RefusalTemplate{"{S}의 소음은 몇 데시벨 이하이어야 하는가?", "데시벨"},
    RefusalTemplate{"{S}을(를) 신고하는 전화번호는 몇 번인가?", "전화"},
    RefusalTemplate{"{S}의 길이는 몇 밀리미터 이상이어야 하는가?", "밀리미터"},
    RefusalTemplate{"{S}을(를) 점검하는 주기는 며칠인가?", "점검"},
    RefusalTemplate{"{S} 관련 자격시험의 합격률은 몇 퍼센트인가?", "합격"},
    RefusalTemplate{"2023년에 {S} 때문에 다친 사람은 모두 몇 명인가?", "다친"},
    RefusalTemplate{"{S}의 온도는 섭씨 몇 도 이하로 유지하여야 하는가?", "섭씨"},
    RefusalTemplate{"{S} 담당자는 몇 명까지 둘 수 있는가?", "담당자"},
};
inline constexpr std::array kKoreanNameTemplates = {
    RefusalTemplate{"{N}에 따르면 {S}의 기준은 무엇인가?", ""}, RefusalTemplate{"{N}에서 정한 {S}의 높이는 몇 미터인가?", ""},
    RefusalTemplate{"{N}에서 {S}의 벌금은 얼마인가?", ""},      RefusalTemplate{"{N}은(는) 어느 도시에 있는가?", ""},
    RefusalTemplate{"{N}은(는) 몇 년에 만들어졌는가?", ""},
};
inline constexpr std::string_view kKoreanNames =
    "건축법 시행령|도로교통법 시행규칙|소방시설법|미국 OSHA 기준|NFPA 70E|일본 노동안전위생법|독일 산업안전규정|위험물안전관리법 "
    "시행령|항공안전법|선박안전법|식품위생법|의료법|주택법|ISO 45001|"
    "한국산업안전보건공단|국제노동기구|전기안전공사|가스안전공사";

}  // namespace jangin::synthesize
