// What stands on a line before its text and belongs to none of its sentences: headings run in, labels of examples, titles glued on, names before a
// break. Lengths are in bytes, 0: none. Not for other folders.
#pragma once

#include <string>
#include <string_view>

namespace jangin::synthesize {

/// "Scope The scope of …": words before a capitalised function word are a heading that lost its line.
size_t run_in_length(std::string_view sentence);
/// Behind the label of a worked example, its line lost: "Solution The …", "SolutionThe …", "Check Your Learning What …".
size_t label_length(std::string_view sentence);
/// "Calculating the pH of an Acidic Salt SolutionAniline is …": a title in capitals whose end is glued to the sentence.
size_t glued_title_length(std::string_view sentence);
/// "**Manual Tool Changer** Manual tool changer …": a bold heading on the sentence's line.
size_t bold_heading_length(std::string_view raw);
/// "*nCount*<br/> Specifies …", "**`/c`**\\ Compiles …": a name in emphasis before a line break, behind which stands what it means.
/// Gives the name without marks and the length of all before the meaning; 0: no such paragraph.
size_t broken_name_length(std::string_view raw, std::string& name);
/// "Note: …", "Warning: …", "[^2]: …": the label goes.
std::string strip_label(std::string text);
/// "… of the problem [55], modified in [46]." → "… of the problem, modified in [46].": numbers of publications behind a word go.
std::string without_citations(std::string text);
/// "the *lpData* buffer" → "the lpData buffer": single marks around one word; a product's sign stands between blanks.
std::string without_emphasis(std::string text);

}  // namespace jangin::synthesize
