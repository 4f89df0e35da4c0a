# Opens what test_model wrote (weights in one file or several + config.json, and model.gguf, f32) in transformers and in llama.cpp, and compares logits
# with the goldens: prints one line a model, ends with status 1 when one differs by more than 1e-3 (transformers 1e-4).
# Run: JANGIN_KEEP_MODELS=/tmp/written build/release/test_model --gtest_filter='*WrittenModels*:*SeveralFiles*:*ThinExaone4*:*MultiToken*'
#      LLAMA_CPP_LIB_PATH=... python compare_written_models.py /tmp/written   (PyTorch, transformers, gguf, llama-cpp-python)
# A folder without goldens (more than 60 layers) is compared between the two.
import ctypes
import json
import pathlib
import sys

import gguf
import llama_cpp
import numpy
import torch
import transformers

GOLDENS = pathlib.Path(__file__).parent


def with_no_vocabulary(path):
    """A copy that says it has no tokenizer: llama.cpp insists on being told."""
    reader = gguf.GGUFReader(path)
    architecture = reader.fields["general.architecture"].contents()
    out = path.with_name("for_llama_cpp.gguf")
    writer = gguf.GGUFWriter(out, architecture)
    for name, field in reader.fields.items():
        if name.startswith("GGUF.") or name == "general.architecture":
            continue
        writer.add_key_value(name, field.contents(), field.types[0], field.types[-1] if len(field.types) > 1 else None)
    writer.add_tokenizer_model("no_vocab")
    for tensor in reader.tensors:
        writer.add_tensor(tensor.name, numpy.array(tensor.data), raw_dtype=tensor.tensor_type)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return out


def llama_cpp_logits(path, documents, vocab):
    quiet = llama_cpp.llama_log_callback(lambda *_: None)
    llama_cpp.llama_log_set(quiet, ctypes.c_void_p(0))
    model = llama_cpp.llama_model_load_from_file(str(path).encode(), llama_cpp.llama_model_default_params())
    assert model, f"llama.cpp does not open {path}"
    parameters = llama_cpp.llama_context_default_params()
    parameters.n_ctx = parameters.n_batch = parameters.n_ubatch = 256
    parameters.type_k = parameters.type_v = 0  # f32
    parameters.swa_full = True
    parameters.flash_attn_type = 0
    parameters.n_threads = parameters.n_threads_batch = 1
    out = []
    for document in documents:
        context = llama_cpp.llama_init_from_model(model, parameters)
        batch = llama_cpp.llama_batch_init(len(document), 0, 1)
        batch.n_tokens = len(document)
        for i, token in enumerate(document):
            batch.token[i], batch.pos[i], batch.n_seq_id[i], batch.seq_id[i][0], batch.logits[i] = token, i, 1, 0, 1
        assert llama_cpp.llama_decode(context, batch) == 0
        logits = llama_cpp.llama_get_logits(context)
        out.append(numpy.ctypeslib.as_array(logits, (len(document), vocab)).copy())
        llama_cpp.llama_batch_free(batch)
        llama_cpp.llama_free(context)
    llama_cpp.llama_model_free(model)
    return numpy.concatenate(out)


def main():
    torch.set_num_threads(1)
    llama_cpp.llama_backend_init()
    bad = False
    for folder in sorted(p for p in pathlib.Path(sys.argv[1]).iterdir() if p.is_dir()):
        model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
        goldens = GOLDENS / folder.name.replace("_mtp", "").replace("_sharded", "")
        documents = json.loads((goldens / "goldens.json" if goldens.exists() else GOLDENS / "llama_tiny/goldens.json").read_text())["documents"]
        with torch.no_grad():
            ours = numpy.concatenate([model(torch.tensor([d])).logits[0].numpy() for d in documents])
        line = folder.name
        if goldens.exists():
            from safetensors.torch import load_file
            numbers = load_file(goldens / "goldens.safetensors")
            golden = numpy.concatenate([numbers[f"logits.{i}"].numpy() for i in range(len(documents))])
            difference = float(numpy.abs(ours - golden).max())
            line += f": transformers {difference:.1e}"
            bad |= not difference <= 1e-4
        if (folder / "model.gguf").exists():
            other = llama_cpp_logits(with_no_vocabulary(folder / "model.gguf"), documents, ours.shape[1])
            difference = float(numpy.abs(other - ours).max())
            line += f", llama.cpp {difference:.1e} (largest logit {float(numpy.abs(ours).max()):.1f})"
            bad |= not difference <= 1e-3 * max(1.0, float(numpy.abs(ours).max()))
        print(line)
    sys.exit(bad)


if __name__ == "__main__":
    main()
