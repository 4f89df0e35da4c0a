// A table of common formulas with their English and Korean names; no chemistry beyond it.
#include "judge/substance_names.h"

#include <array>

#include "base/strings.h"
#include "judge/pattern.h"
#include "text/unicode.h"

namespace jangin::judge {
namespace {

struct Substance {
  std::string_view formula, english, korean;
};

constexpr std::array<Substance, 58> kSubstances = {{
    {"H2O", "water", "물"},
    {"H2O2", "hydrogen peroxide", "과산화수소"},
    {"H2", "hydrogen", "수소"},
    {"N2", "nitrogen", "질소"},
    {"O2", "oxygen", "산소"},
    {"O3", "ozone", "오존"},
    {"F2", "fluorine", "플루오린"},
    {"Cl2", "chlorine", "염소"},
    {"Br2", "bromine", "브로민"},
    {"I2", "iodine", "아이오딘"},
    {"CO", "carbon monoxide", "일산화탄소"},
    {"CO2", "carbon dioxide", "이산화탄소"},
    {"SO2", "sulfur dioxide", "이산화황"},
    {"SO3", "sulfur trioxide", "삼산화황"},
    {"NO", "nitric oxide", "일산화질소"},
    {"NO2", "nitrogen dioxide", "이산화질소"},
    {"N2O", "nitrous oxide", "아산화질소"},
    {"NH3", "ammonia", "암모니아"},
    {"CH4", "methane", "메테인"},
    {"SiH4", "silane", "실란"},
    {"PH3", "phosphine", "포스핀"},
    {"HF", "hydrogen fluoride", "플루오린화수소"},
    {"HCl", "hydrochloric acid", "염산"},
    {"H2S", "hydrogen sulfide", "황화수소"},
    {"HNO3", "nitric acid", "질산"},
    {"H2SO4", "sulfuric acid", "황산"},
    {"H3PO4", "phosphoric acid", "인산"},
    {"H3PO3", "phosphorous acid", "아인산"},
    {"H2CO3", "carbonic acid", "탄산"},
    {"NaOH", "sodium hydroxide", "수산화나트륨"},
    {"KOH", "potassium hydroxide", "수산화칼륨"},
    {"NaCl", "sodium chloride", "염화나트륨"},
    {"CaCO3", "calcium carbonate", "탄산칼슘"},
    {"Na2CO3", "sodium carbonate", "탄산나트륨"},
    {"AgNO3", "silver nitrate", "질산은"},
    {"Al2O3", "aluminum oxide", "산화알루미늄"},
    {"SiO2", "silicon dioxide", "이산화규소"},
    {"TiO2", "titanium dioxide", "이산화타이타늄"},
    {"H3O", "hydronium", "하이드로늄"},
    {"OH", "hydroxide", "수산화"},
    {"HCO3", "bicarbonate", "중탄산"},
    {"CO3", "carbonate", "탄산"},
    {"NO3", "nitrate", "질산"},
    {"SO4", "sulfate", "황산"},
    {"PO4", "phosphate", "인산"},
    {"NH4", "ammonium", "암모늄"},
    {"Na", "sodium", "나트륨"},
    {"Ag", "silver", "은"},
    {"Cu", "copper", "구리"},
    {"Zn", "zinc", "아연"},
    {"Fe", "iron", "철"},
    {"Pb", "lead", "납"},
    {"Hg", "mercury", "수은"},
    {"Sm", "samarium", "사마륨"},
    {"Tc", "technetium", "테크네튬"},
    {"Xe", "xenon", "제논"},
    {"He", "helium", "헬륨"},
    {"Ar", "argon", "아르곤"},
}};

}  // namespace

std::string with_substance_names(std::string_view question, std::string_view text) {
  static const Pattern formula(R"((?<![A-Za-z0-9_-])(?:[A-Z][a-z]?\d*)+(?=\^|[^A-Za-z0-9_-]|$)(?:\^?\d*[+−-]?(?![A-Za-z0-9_]))?)");
  std::string out(question), folded;
  for (std::string_view found : formula.find_all(question)) {
    const std::string_view bare = found.substr(0, found.find_first_of("^+-\xE2"));
    for (const Substance& substance : kSubstances) {
      if (substance.formula != bare || text.find(bare) != std::string_view::npos) continue;
      if (folded.empty()) folded = text::casefold(text);
      const std::string_view name = folded.find(substance.english) != std::string::npos ? substance.english : substance.korean;
      if (folded.find(name) != std::string::npos) out = replace_all(std::move(out), found, name);
    }
  }
  return out;
}

}  // namespace jangin::judge
