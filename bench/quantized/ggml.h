// ggml's product as llama.cpp calls it on a processor, from its shared libraries: a weight in blocks [n, k] times rows [m, k], one thread.
#pragma once

#include <dlfcn.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

namespace ggml {

/// The functions of ggml.h that are used here (ggml-org/ggml include/ggml.h, ggml-cpu.h).
struct Library {
  struct InitParams {
    size_t bytes;
    void* memory;
    bool no_alloc;
  };
  void* (*init)(InitParams);
  void (*free)(void*);
  void* (*new_tensor_2d)(void*, int, int64_t, int64_t);
  void* (*mul_mat)(void*, void*, void*);
  void* (*new_graph)(void*);
  void (*build_forward_expand)(void*, void*);
  void* (*get_data)(const void*);
  int (*graph_compute_with_ctx)(void*, void*, int);

  /// False, with a line on what is missing, where `folder` does not hold the libraries.
  bool open(const std::string& folder, std::string& missing) {
    void* base = dlopen((folder + "/libggml-base.so").c_str(), RTLD_NOW | RTLD_GLOBAL);
    void* cpu = base == nullptr ? nullptr : dlopen((folder + "/libggml-cpu.so").c_str(), RTLD_NOW | RTLD_GLOBAL);
    if (cpu == nullptr) return missing = dlerror(), false;
    bool whole = true;
    const auto find = [&](void* library, const char* name, auto& function) {
      function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(dlsym(library, name));
      if (function == nullptr) missing = name, whole = false;
    };
    find(base, "ggml_init", init);
    find(base, "ggml_free", free);
    find(base, "ggml_new_tensor_2d", new_tensor_2d);
    find(base, "ggml_mul_mat", mul_mat);
    find(base, "ggml_new_graph", new_graph);
    find(base, "ggml_build_forward_expand", build_forward_expand);
    find(base, "ggml_get_data", get_data);
    find(cpu, "ggml_graph_compute_with_ctx", graph_compute_with_ctx);
    void (*cpu_init)() = nullptr;
    find(cpu, "ggml_cpu_init", cpu_init);
    if (whole) cpu_init();
    return whole;
  }
};

constexpr int kF32 = 0, kQ4_1 = 3, kQ8_0 = 8;

/// Products of one x with `copies` of a weight, as the layers of a model follow one another. The copies are the caller's idea of memory that
/// no cache holds.
class Products {
 public:
  /// At most `calls` calls: each takes room for the rounded rows from the context.
  Products(const Library& library, int type, const void* blocks, size_t bytes, int64_t n, int64_t k, const float* x, int64_t m, int64_t copies,
           int64_t calls)
      : library_(library) {
    const size_t rows_bytes = static_cast<size_t>(m * k) * 4, each = bytes + static_cast<size_t>(m * n) * 4 + 4096;
    context_ =
        library.init({static_cast<size_t>(copies) * each + static_cast<size_t>(calls) * (rows_bytes / 3 + 65536) + rows_bytes + (size_t{8} << 20),
                      nullptr, false});
    void* rows = library.new_tensor_2d(context_, kF32, k, m);
    std::memcpy(library.get_data(rows), x, rows_bytes);
    graph_ = library.new_graph(context_);
    for (int64_t i = 0; i < copies; ++i) {
      void* w = library.new_tensor_2d(context_, type, k, n);
      std::memcpy(library.get_data(w), blocks, bytes);
      y_ = library.mul_mat(context_, w, rows);
      library.build_forward_expand(graph_, y_);
    }
  }
  ~Products() { library_.free(context_); }
  Products(const Products&) = delete;
  Products& operator=(const Products&) = delete;

  void call() { library_.graph_compute_with_ctx(context_, graph_, 1); }
  const float* y() const { return static_cast<const float*>(library_.get_data(y_)); }

 private:
  const Library& library_;
  void* context_ = nullptr;
  void* y_ = nullptr;
  void* graph_ = nullptr;
};

}  // namespace ggml
