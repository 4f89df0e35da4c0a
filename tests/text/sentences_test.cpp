// Sentences and words of technical English and Korean, each case with the text that it must be cut into.
#include "text/sentences.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace jangin::text {
namespace {

using ::testing::ElementsAre;
using Parts = std::vector<std::string_view>;

struct Case {
  const char* name;
  std::vector<std::string> sentences;  // the paragraph is these, joined
  const char* glue = " ";
};

void expect_split(const Case& c) {
  std::string paragraph;
  for (const std::string& sentence : c.sentences) paragraph += (paragraph.empty() ? "" : c.glue) + sentence;
  Parts found = split_sentences(paragraph);
  EXPECT_EQ(std::vector<std::string>(found.begin(), found.end()), c.sentences) << c.name << ": " << paragraph;
}

TEST(Sentences, TechnicalEnglish) {
  const Case cases[] = {
      {"plain", {"The spindle turns.", "It stops at M5!", "Does it start?", "Yes."}},
      {"codes", {"G92.3 applies the offsets of G92.2.", "Use G43.1 with X1.5 and Z-0.25."}},
      {"code at the end", {"The offsets are applied by G92.3.", "Program G92.1 to reset them."}},
      {"files", {"The values are kept in linuxcnc.var, see tool.tbl.", "Edit the .ini file in ~/linuxcnc/configs/sim.axis/axis.ini."}},
      {"abbreviations", {"Use a unit, e.g. mm or inch, i.e. the G21 mode.", "Pins, signals etc. are listed in Fig. 3 and Sec. 4.2 vs. Table 5."}},
      {"etc ends", {"It has pins, signals etc.", "The next one follows."}},
      {"number words", {"See No. 5 and pp. 12-14 (approx. 20 mm).", "The answer is no.", "Then stop."}},
      {"decimals", {"The feed is 0.5 in/min.", "At 1.25 the motion ends in 3.", "The tool lifts."}},
      {"letters of axes", {"The tool moves along X.", "Moves along Y are slower.", "This is line A.", "The next is B."}},
      {"names", {"It was written by J. Smith and John F. Kennedy.", "Dr. Miller tested it in the U.S. Navy."}},
      {"country ends", {"It was made in the U.S.", "The others came later."}},
      {"numbered item", {"1. Install the card.", "2. Connect the cable.", "3. Switch on."}, "\n"},
      {"items after a colon", {"The steps are: 1. Open the file.", "2. Press Run."}},
      {"multi-level numbers", {"2.1. Overview of the axes."}},
      {"letter items", {"a. The first part.", "b. The second part."}, "\n"},
      {"bullets", {"The pins are", "- halui.abort is a bit", "- halui.tool.number is a number"}, "\n"},
      {"brackets", {"The axis (see Sec. 3. It has limits. They are soft.) stops.", "(Note the sign.)", "It is minus."}},
      {"quotes", {"It prints \"Ready.\" on the screen.", "\"Stop!\" it says."}},
      {"quoted end", {"The message is “axis not homed.”", "Home it."}},
      {"ellipsis", {"Wait for it... and go on.", "Choose File > Open...", "A window opens."}},
      {"lower-case name", {"The pins are created by the loader.", "halui.machine.on is one of them.", "`halcmd` shows them."}},
      {"emphasis", {"**Warning.**", "The tool may fall.", "*Stop it.*", "Then go."}},
      {"soft breaks", {"The tool moves\nfrom A to B.", "It stops."}},
      {"reference mark", {"The value is stored.[12]", "It is read later."}},
      {"web address", {"See https://www.example.com/a.html?x=1.2 for more.", "It helps."}},
      {"equals", {"O100 if [#1 EQ 5.0]. halts here, v1.2 does not.", "Version 2.9.1 does."}},
      {"time", {"It starts at 5 p.m. each day.", "It ends at 6 p.m.", "The rest is free."}},
      {"volts", {"The input is 12 V.", "Never exceed 24 V."}},
  };
  for (const Case& c : cases) expect_split(c);
}

TEST(Sentences, Korean) {
  const Case cases[] = {
      {"endings", {"공구를 교체한다.", "전원을 끄세요.", "확인하였음.", "어떻게 합니까?"}},
      {"statute note", {"이 법에서 사용하는 용어의 뜻은 다음과 같다. <개정 2018.3.20, 2019.1.15>", "다만, 예외로 한다."}},
      {"two notes", {"삭제한다. <개정 2018.3.20> [전문개정 2010.6.4]", "끝."}},
      {"dates", {"이 법은 2018. 3. 20. 시행한다.", "2019. 1. 15.부터 적용한다."}},
      {"items", {"1. 사업주는 안전모를 지급한다.", "2. 근로자는 착용한다."}, "\n"},
      {"escaped items", {"1\\. \"근로자\"란 임금을 목적으로 근로를 제공하는 사람을 말한다.", "2\\. \"사용자\"란 사업주를 말한다."}, "\n  "},
      {"lettered items", {"가. 높이는 2미터 이상일 것", "나. 폭은 40센티미터 이상일 것", "다. 미끄럽지 않을 것"}, "\n"},
      {"circled", {"**①** 사업주는 표지를 붙인다.", "**②** 제1항에 따른 표지는 노란색으로 한다."}, "\n"},
      {"brackets", {"사업주(법인의 대표자를 말한다. 이하 같다)는 기록한다.", "기록은 3년간 보존한다."}},
      {"law names", {"「산업안전보건법」 제139조제1항에 따른다.", "제4호의 값은 0.5밀리그램 이하이다."}},
      {"direct speech", {"\"정지한다.\"라고 표시된다.", "다시 시작한다."}},
      {"codes", {"G92.3은 오프셋을 복원합니다.", "X1.5까지 이동합니다."}},
      {"full-width", {"끝입니다。", "다음입니다。"}, ""},
      {"glued", {"사업주는 보고하여야 한다.", "다만, 긴급한 경우에는 그러하지 아니하다."}, ""},
      {"decimal at the end", {"농도는 18퍼센트 이상 23.5퍼센트 미만이다.", "기준은 1.5.", "이상."}},
  };
  for (const Case& c : cases) expect_split(c);
}

TEST(Sentences, OddInputLosesNothing) {
  EXPECT_TRUE(split_sentences("").empty());
  EXPECT_TRUE(split_sentences(" \n\t ").empty());
  EXPECT_THAT(split_sentences("..."), ElementsAre("..."));
  EXPECT_THAT(split_sentences("```\na. b. C\n```"), ElementsAre("```\na. b. C\n```"));
  EXPECT_THAT(split_sentences("| a. | B |\n| c. D | e |"), ElementsAre("| a. | B |", "| c. D | e |"));
  std::string broken = "One.\xFF Two. ((((((( Three. ) Four.\n\n\n- x";
  std::string joined;
  for (std::string_view part : split_sentences(broken)) joined += part;
  std::string expected;
  for (char c : broken) expected += c == ' ' || c == '\n' ? "" : std::string(1, c);
  std::erase_if(joined, [](char c) { return c == ' ' || c == '\n'; });
  EXPECT_EQ(joined, expected);
}

TEST(Words, EnglishCodesAndKorean) {
  EXPECT_THAT(split_words("Don't use G92.3, tool-change (0.5mm)!"), ElementsAre("Don't", "use", "G92.3", "tool-change", "0.5mm"));
  EXPECT_THAT(split_words("halui.tool.number = 1,000; file_name.ini 12:30."), ElementsAre("halui.tool.number", "1,000", "file_name.ini", "12:30"));
  EXPECT_THAT(split_words("공구를 교체한다. 유해ㆍ위험작업(所定)"), ElementsAre("공구를", "교체한다", "유해", "위험작업", "所定"));
  EXPECT_THAT(split_words("cafe\u0301 -5 'x' a--b"), ElementsAre("cafe\u0301", "5", "x", "a", "b"));
  EXPECT_TRUE(split_words(" .,- ").empty());
}

TEST(Words, Particles) {
  const std::pair<const char*, const char*> cases[] = {{"공구를", "공구"},
                                                       {"축은", "축"},
                                                       {"축에서", "축"},
                                                       {"스핀들이", "스핀들"},
                                                       {"높이", "높이"},
                                                       {"높이를", "높이"},
                                                       {"기계에서는", "기계"},
                                                       {"밸브로", "밸브"},
                                                       {"버튼으로", "버튼"},
                                                       {"사업주는", "사업주"},
                                                       {"근로자의", "근로자"},
                                                       {"온도와", "온도"},
                                                       {"압력과", "압력"},
                                                       {"온도", "온도"},
                                                       {"회의", "회의"},
                                                       {"G92.3을", "G92.3"},
                                                       {"PLC는", "PLC"},
                                                       {"tool", "tool"},
                                                       {"10퍼센트까지", "10퍼센트"},
                                                       {"제어", "제어"},
                                                       {"배관을", "배관"},
                                                       {"을", "을"}};
  for (const auto& [word, stem] : cases) EXPECT_EQ(strip_particles(word), stem) << word;
}

TEST(Words, Language) {
  EXPECT_EQ(guess_language("The tool length offset is applied when the program calls it."), "en");
  EXPECT_EQ(guess_language("사업주는 근로자에게 안전모를 지급하여야 한다."), "ko");
  EXPECT_EQ(guess_language("LinuxCNC는 HAL (Hardware Abstraction Layer)을 사용하여 하드웨어와 통신합니다."), "ko");
  EXPECT_EQ(guess_language("The word 공구 means tool in the language of Korea, and this is an English sentence."), "en");
  EXPECT_EQ(guess_language("Die Werkzeuglänge wird mit dem Programm gesetzt und ist nicht von der Maschine abhängig."), "");
  EXPECT_EQ(guess_language("Les outils sont dans le magasin de la machine et la broche est en marche pour une heure."), "");
  EXPECT_EQ(guess_language("工具の長さは機械の設定で決まります。これは日本語です。"), "");
  EXPECT_EQ(guess_language("Температура воды не должна быть выше нормы."), "");
  EXPECT_EQ(guess_language("12 34 56"), "");
  EXPECT_EQ(guess_language(""), "");
}
TEST(Language, ProseOfOthersIsToldFromTables) {
  EXPECT_TRUE(is_other_language("Die Pumpe wird mit dem Schalter gestartet, und das Ventil ist zu öffnen, bevor der Druck steigt."));
  EXPECT_TRUE(is_other_language("Le robinet est dans la salle des pompes, et les vannes sont fermées par le conducteur."));
  EXPECT_TRUE(is_other_language("Receba em seu email nosso guia completo que introduz os filhos no universo de leitura, por etapas."));
  EXPECT_TRUE(is_other_language("工具の長さは機械の設定で決まります。これは日本語です。"));
  EXPECT_TRUE(is_other_language("Температура воды не должна быть выше нормы."));
  EXPECT_FALSE(is_other_language("The pump of the unit is started by hand, and the valve opens."));
  EXPECT_FALSE(is_other_language("펌프를 기동하기 전에 흡입 밸브를 연다."));
  EXPECT_FALSE(is_other_language("| Parameter | Value | Unit |\n|---|---|---|\n| Rated flow | 120 | m3/h |\n| Rated head | 35 | m |\n"));
  EXPECT_FALSE(is_other_language("| City | Code |\n|---|---|\n| El Paso | 12 |\n| Los Angeles | 14 |\n| La Jolla | 17 |\n")) << "names";
  EXPECT_FALSE(is_other_language("12 34 56"));
}

}  // namespace
}  // namespace jangin::text
