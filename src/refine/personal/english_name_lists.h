// What stands before and after English names: titles, labels, closes of letters. For english_names.cpp alone.
#pragma once

#include <array>
#include <string_view>

namespace jangin::refine {

constexpr auto kTitles = std::to_array<std::string_view>({"Mr", "Mrs", "Ms", "Miss", "Mx", "Dr", "Prof", "Professor", "MR", "MRS", "MS", "DR"});
/// Labels that only a person follows.
constexpr auto kPersonLabels = std::to_array<std::string_view>({"attendees",
                                                                "attendee",
                                                                "participants",
                                                                "participant",
                                                                "present",
                                                                "employee",
                                                                "employee name",
                                                                "patient",
                                                                "patient name",
                                                                "customer name",
                                                                "contact person",
                                                                "contact name",
                                                                "emergency contact",
                                                                "prepared by",
                                                                "approved by",
                                                                "checked by",
                                                                "reviewed by",
                                                                "reported by",
                                                                "submitted by",
                                                                "signed by",
                                                                "signed",
                                                                "written by",
                                                                "minutes taken by",
                                                                "taken by",
                                                                "inspected by",
                                                                "tested by",
                                                                "authorized by",
                                                                "authorised by",
                                                                "verified by",
                                                                "issued by",
                                                                "requested by",
                                                                "received by",
                                                                "witness",
                                                                "witnessed by",
                                                                "author",
                                                                "authors",
                                                                "applicant",
                                                                "full name",
                                                                "account holder",
                                                                "account name",
                                                                "cardholder",
                                                                "card holder",
                                                                "beneficiary",
                                                                "attn",
                                                                "attention",
                                                                "supervisor",
                                                                "manager",
                                                                "operator",
                                                                "engineer",
                                                                "inspector",
                                                                "traveller",
                                                                "traveler",
                                                                "passenger",
                                                                "tenant",
                                                                "landlord",
                                                                "chairperson",
                                                                "chair",
                                                                "secretary",
                                                                "spouse",
                                                                "next of kin",
                                                                "guardian",
                                                                "instructor",
                                                                "signature",
                                                                "print name",
                                                                "printed name",
                                                                "first name",
                                                                "last name",
                                                                "surname",
                                                                "given name",
                                                                "maiden name",
                                                                "name of employee",
                                                                "interviewer",
                                                                "interviewee",
                                                                "candidate",
                                                                "reviewer",
                                                                "assignee",
                                                                "owner",
                                                                "technician",
                                                                "recipient",
                                                                "sender",
                                                                "payee",
                                                                "policyholder",
                                                                "claimant",
                                                                "insured",
                                                                "driver",
                                                                "student",
                                                                "teacher",
                                                                "caller",
                                                                "requester",
                                                                "resident",
                                                                "subscriber",
                                                                "nurse",
                                                                "buyer",
                                                                "seller",
                                                                "physician",
                                                                "referring physician",
                                                                "cc",
                                                                "bcc",
                                                                "absent",
                                                                "apologies",
                                                                "regards from",
                                                                "성명(영문)",
                                                                "영문명",
                                                                "영문성명",
                                                                "영문 성명",
                                                                "영문 이름",
                                                                "예금주",
                                                                "성명",
                                                                "이름",
                                                                "담당자",
                                                                "영문"});
/// Labels that a product or a place follows as often.
constexpr auto kLooseLabels =
    std::to_array<std::string_view>({"name", "contact", "ship to", "bill to", "sold to", "deliver to", "return address", "customer", "client", "user",
                                     "member", "representative", "sales representative", "dear", "contacts"});
/// Labels that begin their line or cell.
constexpr auto kHeaderLabels = std::to_array<std::string_view>({"from", "to", "by", "cc", "bcc"});
/// Labels before a name all in capitals, without a mark.
constexpr auto kCapitalLabels = std::to_array<std::string_view>({"account holder", "account name", "cardholder", "beneficiary", "passenger", "예금주",
                                                                 "영문명", "외국인", "영문성명", "성명", "승객", "수취인", "수령인", "탑승자"});
/// Column headings below which every two capitalised words are a name.
constexpr auto kPersonColumns = std::to_array<std::string_view>(
    {"employee", "employee name", "patient", "patient name", "attendee", "attendees", "participant", "participants", "passenger", "student",
     "contact person", "contact name", "full name", "customer name", "applicant", "성명", "담당자", "영문명"});
/// Words right before a given name of the list, without a mark.
constexpr auto kSpokenOf = std::to_array<std::string_view>(
    {"contact",     "ask for",     "call",       "dear",       "hi",           "hello",        "statement of", "name is", "i am",
     "i'm",         "this is",     "spoke with", "spoke to",   "speak to",     "speak with",   "met with",     "talk to", "talked to",
     "assigned to", "reported to", "handed to",  "colleague",  "signature of", "on behalf of", "care of",      "c/o",     "attn",
     "attention",   "payable to",  "issued to",  "belongs to", "reach",        "notify",       "employs",      "hired"});
constexpr auto kClosings = std::to_array<std::string_view>(
    {"regards",         "sincerely",        "yours",           "thanks",      "thank you",          "cheers",       "best",           "best wishes",
     "respectfully",    "faithfully",       "truly",           "cordially",   "many thanks",        "best regards", "kind regards",   "warm regards",
     "yours sincerely", "yours faithfully", "sincerely yours", "yours truly", "respectfully yours", "signed",       "return address", "ship to",
     "bill to",         "deliver to",       "mail to",         "name",        "with best regards"});
constexpr auto kParticles =
    std::to_array<std::string_view>({"van", "von", "de", "der", "den", "da", "di", "del", "la", "le", "bin", "al", "dos", "el"});

}  // namespace jangin::refine
