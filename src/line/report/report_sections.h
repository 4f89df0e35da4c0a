// The sections of the report, one function each, data in, HTML out.
#pragma once

#include <string>

#include "line/report/report_data.h"

namespace jangin::line {

std::string report_summary(const ReportData& data);
std::string report_evaluation(const ReportData& data);
std::string report_loop(const ReportData& data);
std::string report_weak_spots(const ReportData& data);
std::string report_sources(const ReportData& data);
std::string report_rejected(const ReportData& data);
std::string report_balance(const ReportData& data);
std::string report_coverage(const ReportData& data);
std::string report_samples(const ReportData& data);
std::string report_training(const ReportData& data);
std::string report_cost(const ReportData& data);

}  // namespace jangin::line
