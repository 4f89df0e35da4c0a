// Builds each form's table from the one below it; a form that this machine cannot run keeps the entries of the one below.
#include "kernel/kernel_table.h"

#include <array>

#include "kernel/cpu/forms.h"
#include "kernel/reference/table.h"

namespace jangin::kernel {
namespace {

void add_form(KernelTable& table) {
  switch (table.isa) {
    case Isa::reference: break;
    case Isa::avx2:
      add_avx2_products(table);
      add_avx2_rows(table);
      add_avx2_attention(table);
      add_avx2_quantized(table);
      break;
    case Isa::avx512:
      add_avx512_products(table);
      add_avx512_rows(table);
      add_avx512_attention(table);
      if (vnni_supported()) add_avx512_vnni_quantized(table);
      break;
    case Isa::avx512_bf16: add_avx512_bf16_products(table); break;
    case Isa::amx: add_amx_products(table); break;
  }
}

std::array<KernelTable, std::size(kAllIsas)> build_tables() {
  std::array<KernelTable, std::size(kAllIsas)> tables;
  tables[0] = reference::table();
  for (size_t i = 1; i < tables.size(); ++i) {
    tables[i] = tables[i - 1];
    tables[i].isa = kAllIsas[i];
    if (isa_supported(kAllIsas[i])) add_form(tables[i]);  // filling in a form's entries takes its instructions too
  }
  return tables;
}

}  // namespace

const KernelTable& kernel_table(Isa isa) {
  static const std::array<KernelTable, std::size(kAllIsas)> tables = build_tables();
  return tables[static_cast<size_t>(isa)];
}

const KernelTable& kernels() { return kernel_table(active_isa()); }

}  // namespace jangin::kernel
