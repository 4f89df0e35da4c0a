// What people ask that documents seldom say: attributes with the words that would betray them in a text, and names of makers, products and
// standards of many fields. A question is only used when the documents hold none of these words near its subject.
#pragma once

#include <array>
#include <string_view>

namespace jangin::synthesize {

/// {S}: a subject of the documents, {P}: the product, {N}: a name from elsewhere, {D}: what a code does ("drills a hole").
struct RefusalTemplate {
  std::string_view question;
  std::string_view keywords;  // space-separated; none may stand in a passage with the subject
};

inline constexpr std::array kSubjectTemplates = {
    RefusalTemplate{"in which year was {S} introduced", "introduced year 2010 2012 2015 2018"},
    RefusalTemplate{"who invented {S}", "invented inventor"},
    RefusalTemplate{"who wrote the code of {S}", "author wrote"},
    RefusalTemplate{"how many bytes of memory does {S} need", "bytes memory"},
    RefusalTemplate{"which error number is shown when {S} fails", "number"},
    RefusalTemplate{"what is the highest value that {S} accepts", "maximum highest range between largest greater 0-9 limit"},
    RefusalTemplate{"how many times may {S} be used in a program at most", "times maximum most"},
    RefusalTemplate{"how many characters may {S} have at most", "characters maximum length"},
    RefusalTemplate{"after how many seconds is {S} aborted", "seconds aborted timeout"},
    RefusalTemplate{"what is the longest timeout in seconds for {S}", "seconds timeout"},
    RefusalTemplate{"which file name extension does {S} use", "extension file"},
    RefusalTemplate{"how many milliseconds does {S} take", "milliseconds ms time"},
    RefusalTemplate{"which version removed {S}", "version removed"},
    RefusalTemplate{"in which colour is {S} shown", "color colour red green blue"},
    RefusalTemplate{"which standard defines {S}", "standard iso nist defined"},
    RefusalTemplate{"which key combination opens {S}", "key ctrl keyboard press"},
    RefusalTemplate{"which patent covers {S}", "patent"},
    RefusalTemplate{"how many watts does {S} use", "watts power"},
    RefusalTemplate{"what is the part number of {S}", "part number"},
    RefusalTemplate{"after how many operating hours should {S} be serviced", "hours service serviced"},
    RefusalTemplate{"to which torque in newton meters should {S} be tightened", "torque tightened"},
    RefusalTemplate{"which temperature in degrees Celsius does {S} stand", "temperature celsius"},
    RefusalTemplate{"how much does {S} weigh in kilograms", "weigh weight kilograms"},
    RefusalTemplate{"how many decibels does {S} make", "decibels noise"},
    RefusalTemplate{"which setting limits the number of repeats of {S}", "setting repeats limit"},
    RefusalTemplate{"which setting changes the delay of {S}", "setting delay"},
    RefusalTemplate{"which word gives {S} in percent", "percent"},
    RefusalTemplate{"what is the default of {S} in percent", "percent default"},
    RefusalTemplate{"how many users does {S} have", "users"},
    RefusalTemplate{"how often is {S} checked in a day", "day daily"},
    RefusalTemplate{"which company sells {S}", "company sells"},
    RefusalTemplate{"what does {S} cost", "cost price"},
    RefusalTemplate{"which baud rate does {S} use", "baud rate"},
    RefusalTemplate{"which menu entry turns {S} off", "menu"},
    RefusalTemplate{"which backup copy is kept of {S}", "backup copy"},
    RefusalTemplate{"which alarm is shown for {S}", "alarm"},
    RefusalTemplate{"how many megabytes is {S} in size", "megabytes size"},
    RefusalTemplate{"what is the accuracy of {S} in micrometers", "accuracy micrometers microns"},
};

inline constexpr std::array kProductTemplates = {
    RefusalTemplate{"how many registered members does the forum of {P} have", "members"},
    RefusalTemplate{"on which date was the first version of {P} released", "date"},
    RefusalTemplate{"who founded the project {P}", "founded founder"},
    RefusalTemplate{"who chaired the board of {P} when it chose its name", "chaired chairman"},
    RefusalTemplate{"how many euros does a licence of {P} cost", "euros price cost"},
    RefusalTemplate{"how many downloads does {P} have in a year", "downloads"},
    RefusalTemplate{"in which city is the head office of {P}", "city office"},
    RefusalTemplate{"how many developers work on {P}", "developers"},
    RefusalTemplate{"which prize did {P} win", "prize award"},
    RefusalTemplate{"how many lines of code does {P} have", "lines"},
    RefusalTemplate{"what is the phone number of the support of {P}", "phone"},
    RefusalTemplate{"which university first used {P}", "university"},
    RefusalTemplate{"when does the support of {P} end", "support end"},
    RefusalTemplate{"how many countries use {P}", "countries"},
};

inline constexpr std::array kNameTemplates = {
    RefusalTemplate{"how many US dollars does {N} cost", "dollars price cost"},
    RefusalTemplate{"what is the list price in euros of {N}", "euros price"},
    RefusalTemplate{"in which year was {N} first sold", "year sold"},
    RefusalTemplate{"who founded {N}", "founded founder"},
    RefusalTemplate{"how many years of warranty does {N} give", "warranty"},
    RefusalTemplate{"which alarm number does {N} show for low pressure", "alarm"},
    RefusalTemplate{"which parameter number of {N} protects programs from editing", "protects"},
    RefusalTemplate{"which file extension do programs of {N} have", "extension"},
    RefusalTemplate{"what is the default baud rate of {N}", "baud"},
    RefusalTemplate{"which system variable of {N} holds the current position", "variable"},
    RefusalTemplate{"which command of {N} resets the controller", "resets"},
    RefusalTemplate{"which file does {N} run at the start", "start"},
    RefusalTemplate{"which {N} command {D}", ""},
    RefusalTemplate{"which code of {N} {D}", ""},
    RefusalTemplate{"with {N}, which code {D}", ""},
    RefusalTemplate{"which M code of {N} {D}", ""},
    RefusalTemplate{"which function of {N} {D}", ""},
    RefusalTemplate{"how many employees has {N}", "employees"},
    RefusalTemplate{"which memory in megabytes does {N} need", "memory megabytes"},
    RefusalTemplate{"what is the fastest speed of {N}", "fastest"},
    RefusalTemplate{"on which date did the newest version of {N} come out", "date"},
};

/// Makers, products and standards of many fields; whichever the documents do not treat serve as "elsewhere".
inline constexpr std::string_view kNames =
    "a Fanuc control|a Haas mill|Siemens SINUMERIK|a Heidenhain TNC|Mach3|GRBL|a Mazak lathe|an Okuma control|a Tormach mill|a Centroid control|a Fagor control|"
    "Mitsubishi M80|a KUKA robot|an ABB robot|a Universal Robots arm|Arduino|a Raspberry Pi|an Allen-Bradley PLC|a Beckhoff controller|a Leadshine drive|a Yaskawa drive|"
    "AutoCAD|SolidWorks|Fusion 360|Mastercam|SheetCam|MATLAB|LabVIEW|Photoshop|Microsoft Excel|Windows 11|macOS|Oracle Database|PostgreSQL|MySQL|MongoDB|Kubernetes|"
    "Docker|Git|Visual Studio|a Cisco router|a Nikon microscope|a Zeiss scanner|a Bosch drill|a Makita saw|a Toyota engine|a Tesla car|an Airbus A320|a Boeing 737|"
    "a Philips scanner|a Stratasys printer|a Prusa printer|an Epson robot|a Honeywell sensor|a Schneider drive|a Danfoss inverter|a Merck reagent|a Waters chromatograph|"
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
    RefusalTemplate{"{N}에 따르면 {S}의 기준은 무엇인가?", ""},
    RefusalTemplate{"{N}에서 정한 {S}의 높이는 몇 미터인가?", ""},
    RefusalTemplate{"{N}에서 {S}의 벌금은 얼마인가?", ""},
    RefusalTemplate{"{N}은(는) 어느 도시에 있는가?", ""},
    RefusalTemplate{"{N}은(는) 몇 년에 만들어졌는가?", ""},
};
inline constexpr std::string_view kKoreanNames =
    "건축법 시행령|도로교통법 시행규칙|소방시설법|미국 OSHA 기준|NFPA 70E|일본 노동안전위생법|독일 산업안전규정|위험물안전관리법 시행령|항공안전법|선박안전법|식품위생법|의료법|주택법|ISO 45001|"
    "한국산업안전보건공단|국제노동기구|전기안전공사|가스안전공사";

}  // namespace jangin::synthesize
