// What a document says of its own licence, what only mentions one, and what becomes of a contradiction.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "record/declared_rights.h"
#include "record/licences.h"
#include "refine/documents_for_tests.h"
#include "refine/licence/detect.h"
#include "refine/licence/names.h"
#include "refine/refine.h"

namespace jangin::refine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> found_in(const std::string& text, const std::map<std::string, std::string>& metadata = {}) {
  std::vector<std::string> all;
  for (const DetectedLicence& one : detect_licences(text, metadata)) all.push_back(one.licence);
  return all;
}

TEST(LicenceTerms, FamiliesVersionsAndExpressions) {
  EXPECT_EQ(record::find_licence_family("CC-BY-NC-SA-2.0-KR")->id, "CC-BY-NC-SA");
  EXPECT_EQ(record::find_licence_family("gpl-2.0-or-later")->id, "GPL");
  EXPECT_EQ(record::find_licence_family("CC-BYTE"), nullptr);
  EXPECT_EQ(record::licence_terms("CC-BY-4.0 AND CC-BY-NC-4.0").may_use_commercially, false);
  EXPECT_EQ(record::licence_terms("CC-BY-SA-4.0 OR MIT").share_alike, false);
  EXPECT_EQ(record::licence_terms("MIT OR (CC-BY-4.0 AND CC-BY-ND-4.0)").may_redistribute, true);
  EXPECT_EQ(record::licence_terms("(MIT OR Apache-2.0) AND CC-BY-ND-4.0").may_redistribute, false);
  EXPECT_EQ(record::licence_terms("MIT AND house-rules").may_redistribute, std::nullopt) << "one unknown part leaves it open";
  EXPECT_EQ(record::licence_terms("works of the state, not protected"), record::LicenceTerms{});
  EXPECT_EQ(record::licence_terms("GPL-2.0-only WITH Classpath-exception-2.0").share_alike, true);
  record::Rights rights;
  rights.licence_declared = "CC-BY-NC-4.0";
  EXPECT_EQ(record::declared_terms(rights).may_use_commercially, false);
  rights.may_use_commercially = true;  // a separate agreement, say
  EXPECT_EQ(record::declared_terms(rights).may_use_commercially, true);
}

TEST(LicenceNotices, OfTheDocumentItself) {
  EXPECT_THAT(found_in("# Pump\n\nThis manual is licensed under the Creative Commons Attribution-ShareAlike 4.0 International License.\n"),
              ElementsAre("CC-BY-SA-4.0"));
  EXPECT_THAT(found_in("Except where otherwise noted, content is available under CC BY-NC 3.0.\n"), ElementsAre("CC-BY-NC-3.0"));
  EXPECT_THAT(found_in("Text.\n\n© 2020 Some Company. Licensed under the Apache License, Version 2.0.\n"), ElementsAre("Apache-2.0"));
  EXPECT_THAT(found_in("Permission is granted to copy, distribute and/or modify this document under the terms of the GNU Free Documentation License, "
                       "Version 1.1 or any later version "
                       "published by the Free Software Foundation; with no Invariant Sections.\n"),
              ElementsAre("GFDL-1.1-or-later"));
  EXPECT_THAT(found_in("<!-- SPDX-License-Identifier: CC-BY-4.0 -->\n\n# Title\n\nText.\n"), ElementsAre("CC-BY-4.0"));
  EXPECT_THAT(found_in("```\n// SPDX-License-Identifier: GPL-2.0-or-later\nint main() {}\n```\n"), ElementsAre("GPL-2.0-or-later"));
  EXPECT_THAT(found_in("Text.\n", {{"license", "CC BY-ND 4.0"}}), ElementsAre("CC-BY-ND-4.0"));
  EXPECT_THAT(found_in("Text.\n\n[CC](https://creativecommons.org/licenses/by-nc-nd/4.0/)\n"), ElementsAre("CC-BY-NC-ND-4.0"));
  EXPECT_THAT(found_in("Text.\n\n© 2019 Example Corporation. All rights reserved.\n"), ElementsAre("LicenseRef-All-Rights-Reserved"));
  EXPECT_THAT(found_in("© 2019 Example Corporation. All rights reserved.\n\nThis work is licensed under CC BY 4.0.\n"), ElementsAre("CC-BY-4.0"))
      << "what is granted is not reserved";
  EXPECT_THAT(found_in("This guide is released under the MIT License or the Apache License 2.0.\n"), ElementsAre("MIT OR Apache-2.0"));
}

TEST(LicenceNotices, Korean) {
  EXPECT_THAT(found_in("이 저작물은 크리에이티브 커먼즈 저작자표시-비영리-변경금지 4.0 국제 라이선스에 따라 이용할 수 있습니다.\n"),
              ElementsAre("CC-BY-NC-ND-4.0"));
  EXPECT_THAT(found_in("본 저작물은 공공누리 제2유형에 따라 이용할 수 있습니다.\n"), ElementsAre("LicenseRef-KOGL-2"));
  EXPECT_THAT(found_in("본 보고서는 \"공공누리\" 출처표시-상업적 이용금지-변경금지 조건에 따라 이용할 수 있습니다.\n"),
              ElementsAre("LicenseRef-KOGL-4"));
  EXPECT_THAT(found_in("본문.\n\n공공누리 공공저작물 자유이용허락 제1유형\n"), ElementsAre("LicenseRef-KOGL-1"));
  EXPECT_THAT(found_in("기사 본문.\n\nⓒ 한빛신문. 무단 전재 및 재배포 금지\n"), ElementsAre("LicenseRef-All-Rights-Reserved"));
  EXPECT_THAT(found_in("기사 본문.\n\nⓒ 한빛신문. 무단전재, 재배포, AI 학습 및 활용 금지\n"),
              ElementsAre("LicenseRef-All-Rights-Reserved", "LicenseRef-No-AI-Training"));
}

TEST(LicenceNotices, WhatOnlyMentionsOne) {
  for (const char* text :
       {"The GNU General Public License is a copyleft licence. It was written by the Free Software Foundation.\n",
        "The FPGA firmware is licensed under the terms of the GNU General Public License.\n",
        "The samples in this document are licensed under the MIT License.\n",
        "A notice such as \"This work is licensed under a CC BY 4.0 license\" is put on the first page.\n",
        "> This document is licensed under the GFDL.\n",
        "```\nThis document is licensed under the GFDL.\n© 2020 Somebody. All rights reserved.\n```\n",
        "Copyright (c) YEAR YOUR NAME. Permission is granted to copy, distribute and/or modify this document under the terms of the GNU Free "
        "Documentation License, Version 1.1.\n",
        "If you publish this document under the CC BY 4.0 license, name its authors.\n", "This document is not licensed under the GPL.\n",
        "(credit: modification of work by A. Smith, CC BY-SA 3.0)\n", "Put `SPDX-License-Identifier: MIT` at the start of each file.\n",
        "제2조(정의) 저작권이란 저작자의 권리를 말한다. 타인의 저작물을 무단으로 복제하여서는 아니 된다.\n",
        "공공누리는 제1유형부터 제4유형까지 있으며, 출처표시 조건은 모든 유형에 적용된다고 정부는 설명하고 있고 각 기관은 저작물의 특성에 따라 "
        "알맞은 유형을 골라 표시하여야 하며 자세한 사항은 지침을 따른다.\n",
        "Portions copyright 2007 by Some Devices, Inc. All rights reserved. Reproduced with permission.\n"}) {
    EXPECT_THAT(found_in(text), IsEmpty()) << text;
  }
  std::string middle = prose(2000) + "\n\nLicensed under the MIT License.\n\n© 2019 Somebody. All rights reserved.\n\n" + prose(2000) + "\n";
  EXPECT_THAT(found_in(middle), IsEmpty()) << "in the middle a notice needs its subject";
  EXPECT_THAT(found_in(prose(2000) + "\n\n## License\n\nLicensed under the MIT License.\n\n## Next\n\n" + prose(2000)), ElementsAre("MIT"));
}

TEST(LicenceFiles, AreKnownByTheirText) {
  EXPECT_EQ(identify_licence_file("MIT License\n\nCopyright (c) 2020 X\n\nPermission is hereby granted, free of charge, to any person obtaining a "
                                  "copy\nof this software and"),
            "MIT");
  EXPECT_EQ(identify_licence_file("Attribution 4.0 International\n\n====\n\nCreative Commons Corporation is not a law firm"), "CC-BY-4.0");
  EXPECT_EQ(identify_licence_file("Attribution-NonCommercial-ShareAlike 4.0 International\n"), "CC-BY-NC-SA-4.0");
  EXPECT_EQ(identify_licence_file("                    GNU GENERAL PUBLIC LICENSE\n                       Version 3, 29 June 2007\n"), "GPL-3.0");
  EXPECT_EQ(identify_licence_file("Redistribution and use in source and binary forms, with or without modification, are permitted"), "BSD-2-Clause");
  EXPECT_EQ(identify_licence_file("Ask the author.\n"), "");
}

class LicenceStage : public WorkspaceTest {
 protected:
  /// One source a document, all with the same rights.
  void collect_with(const std::string& declared, const std::vector<record::Document>& documents) {
    record::Rights rights;
    rights.rights_id = sha256_hex(declared);
    rights.licence_declared = declared;
    std::vector<record::SourceVersion> sources;
    for (const record::Document& document : documents) sources.push_back(source(document.source_id, document.blob_id, rights.rights_id));
    for (const auto& [name, text] : licence_files_) {
      sources.push_back(source(name, sha256_hex(text), rights.rights_id));
      ASSERT_TRUE(write_file(workspace_ / "sources" / sha256_hex(text), text));
    }
    std::filesystem::create_directories(workspace_ / "collect");
    ASSERT_TRUE(record::write_sources(workspace_ / "collect/sources.parquet", sources));
    ASSERT_TRUE(record::write_declared_rights(workspace_ / "collect/rights.parquet", {rights}));
    collect(documents);
  }
  static record::SourceVersion source(const std::string& id, const std::string& blob, const std::string& rights) {
    record::SourceVersion version;
    version.source_id = id;
    version.blob_id = blob;
    version.rights_id = rights;
    return version;
  }
  RefineReport refine_now(const RefineConfig& config = {}) {
    auto report = refine({workspace_, config});
    EXPECT_TRUE(report) << report.error().text();
    return report ? std::move(*report) : RefineReport{};
  }
  std::map<std::string, std::string> licence_files_;  // source id → text
};

const std::string kNonCommercial = prose(100) + "\n\nThis manual is licensed under CC BY-NC 4.0.\n";

TEST_F(LicenceStage, AContradictionIsRejectedUntilAPersonDecides) {
  collect_with("CC-BY-4.0", {make_document("a/nc.md", kNonCommercial), make_document("a/plain.md", prose(120, 5) + "\n")});
  RefineReport report = refine_now();
  ASSERT_EQ(report.documents_rejected, 1U);
  EXPECT_EQ(report.reasons[0].reason, "licence_conflict");
  EXPECT_THAT(report.reasons[0].examples[0], HasSubstr("commercial use"));
  RefineConfig config;
  config.licence.decided = {{"a/*.md", "CC-BY-4.0", "a lawyer"}};
  EXPECT_EQ(refine_now(config).documents_rejected, 0U);
  auto found = record::read_found_licences(workspace_);
  ASSERT_TRUE(found) << found.error().text();
  ASSERT_EQ(found->size(), 2U);
  EXPECT_EQ((*found)[0].detected, "CC-BY-NC-4.0");
  EXPECT_EQ((*found)[0].decided, "CC-BY-4.0");
  EXPECT_EQ((*found)[1].detected, "");
  config = {};
  config.licence.reject = false;
  EXPECT_EQ(refine_now(config).documents_rejected, 0U);
}

/// The notices of the LinuxCNC manuals and of a folder of the MIT License, as they stand.
TEST_F(LicenceStage, RightsSayWhatIsDeclaredAndWhatIsDetected) {
  licence_files_ = {
      {"tools/LICENSE",
       "The MIT License (MIT)\n\nCopyright (c) 2014 Somebody\n\nPermission is hereby granted, free of charge, to any person obtaining a "
       "copy of this software and associated documentation files (the \"Software\"), to deal in the Software without restriction\n"}};
  const std::string gfdl =
      "# Developer Manual\n\n" + prose(100, 2) +
      "\n\nCopyright © 2000-2022 LinuxCNC.org\n\nPermission is granted to copy, distribute and/or modify this document under the terms of the GNU "
      "Free "
      "Documentation License, Version 1.1 or any later version published by the Free Software Foundation; with no Invariant Sections, no Front-Cover "
      "Texts, and no Back-Cover Texts.\n";
  collect_with("CC-BY-4.0", {make_document("a/gfdl.md", gfdl), make_document("a/nc.md", kNonCommercial),
                             make_document("a/gfdl2.md", gfdl + "More.\n"), make_document("tools/t.md", prose(120, 5) + "\n")});
  EXPECT_GT(refine_now().documents_rejected, 0U) << "what is rejected was detected, too";
  auto rights = record::read_rights(workspace_ / "refine/rights.parquet");
  ASSERT_TRUE(rights) << rights.error().text();
  ASSERT_EQ(rights->size(), 1U);
  EXPECT_EQ(rights->at(0).rights_id, sha256_hex("CC-BY-4.0")) << "sources name their row in either table";
  EXPECT_EQ(rights->at(0).licence_declared, "CC-BY-4.0");
  EXPECT_EQ(rights->at(0).licence_detected, "CC-BY-NC-4.0 AND GFDL-1.1-or-later AND MIT");
  RefineConfig config;
  config.steps = {"normalise"};
  refine_now(config);
  EXPECT_EQ(record::read_rights(workspace_ / "refine/rights.parquet")->at(0).licence_detected, "") << "nobody looked";
}

TEST_F(LicenceStage, WhatForbidsNothingDeclaredPasses) {
  collect_with("CC-BY-NC-4.0", {make_document("nc.md", kNonCommercial)});
  EXPECT_EQ(refine_now().documents_rejected, 0U);
  collect_with("house rules", {make_document("nc.md", kNonCommercial)});
  EXPECT_EQ(refine_now().documents_rejected, 0U) << "who does not say that it is allowed does not contradict";
  collect_with("", {make_document("nc.md", kNonCommercial)});
  EXPECT_EQ(refine_now().documents_rejected, 0U) << "undeclared: the build goes on";
}

TEST_F(LicenceStage, AFolderIsGovernedByItsLicenceFile) {
  licence_files_ = {{"free/COPYING", "Attribution 4.0 International\n"}, {"bound/LICENSE.txt", "Attribution-NoDerivatives 4.0 International\n"}};
  const std::string reserved = prose(100, 3) + "\n\n© 2019 Somebody. All rights reserved.\n";
  collect_with("CC-BY-4.0", {make_document("bound/deep/a.md", prose(100, 1) + "\n"), make_document("free/b.md", reserved),
                             make_document("c.md", prose(100, 2) + "\n")});
  RefineReport report = refine_now();
  ASSERT_EQ(report.documents_rejected, 1U) << "the notice that reserves is overruled by the folder's licence";
  EXPECT_THAT(report.reasons[0].examples[0], HasSubstr("bound/deep/a.md"));
  EXPECT_THAT(report.reasons[0].examples[0], HasSubstr("passing on"));
}

TEST_F(LicenceStage, AFilesOwnWordsAreNoDecision) {
  record::Document document = make_document("nc.md", kNonCommercial);
  document.metadata[record::kLicenceDecided] = "CC0-1.0";
  collect_with("CC-BY-4.0", {document});
  EXPECT_EQ(refine_now().documents_rejected, 1U);
  RefineConfig config;
  config.licence.reject = false;
  refine_now(config);
  EXPECT_EQ(record::read_found_licences(workspace_)->at(0).decided, "");
  config.steps = {"normalise"};
  refine_now(config);
  EXPECT_THAT(*record::read_found_licences(workspace_), IsEmpty()) << "without the step, metadata is what the file says";
}

TEST(LicenceConfigTable, ReadsDecisions) {
  auto table = ConfigTable::parse("[licence]\n[[licence.decided]]\nsource = \"m/**\"\nlicence = \"MIT\"\nby = \"J. Kim\"\n", "test");
  ASSERT_TRUE(table);
  RefineConfig config;
  ASSERT_TRUE(read_config(*table, config));
  ASSERT_EQ(config.licence.decided.size(), 1U);
  EXPECT_EQ(config.licence.decided[0].by, "J. Kim");
  EXPECT_NE(config_hash(config), config_hash({}));
  auto lacking = ConfigTable::parse("[[licence.decided]]\nsource = \"m/**\"\n", "test");
  EXPECT_FALSE(read_config(*lacking, config));
}

}  // namespace
}  // namespace jangin::refine
