# datatrove's MinHash as its documentation runs it: signatures, buckets, clusters; 14 bands of 8 rows, word 5-grams, 64-bit hashes, one worker, files
# in TEXTS' folder. Documents lie in memory. Answers each line of standard input with one line of JSON: processor seconds and groups.
# rival_datatrove.py TEXTS WORDS      WORDS: spacy (datatrove's own for English) or spaces (str.split of its simplified text: its fastest)
import json
import os
import pathlib
import shutil
import struct
import sys
import tempfile
import time

os.environ["DATATROVE_COLORIZE_LOGS"] = "0"
answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
os.dup2(1, 2)

from datatrove.data import Document  # noqa: E402
from datatrove.executor.local import LocalPipelineExecutor  # noqa: E402
from datatrove.pipeline.dedup import minhash  # noqa: E402
from datatrove.utils.hashing import HashConfig  # noqa: E402


class Spaces:
    def word_tokenize(self, text):
        return text.split()


def find(documents, words, folder):
    config = minhash.MinhashConfig(hash_config=HashConfig(precision=64), num_buckets=14, hashes_per_bucket=8, n_grams=5)
    at = lambda name: str(folder / name)
    start = time.process_time()
    signatures = minhash.MinhashDedupSignature(output_folder=at("signatures"), config=config, language="eng")
    if words == "spaces":
        signatures.word_tokenizer = Spaces()
    stages = [
        ([documents, signatures], 1),
        ([minhash.MinhashDedupBuckets(input_folder=at("signatures"), output_folder=at("buckets"), config=config)], config.num_buckets),
        ([minhash.MinhashDedupCluster(input_folder=at("buckets"), output_folder=at("removed"), config=config, save_cluster_id=True)], 1),
    ]
    times = []
    for number, (pipeline, tasks) in enumerate(stages):
        LocalPipelineExecutor(pipeline=pipeline, tasks=tasks, workers=1, logging_dir=at(f"logs{number}")).run()
        times.append(time.process_time() - start)
    groups = {}
    for path in sorted((folder / "removed").glob("*.clusters")):
        for document, cluster in struct.iter_unpack("<II", path.read_bytes()):
            groups.setdefault(cluster, []).append(document)
    return {"seconds": times[-1], "sketching": times[0], "groups": sorted(groups.values())}


def main():
    texts, words = pathlib.Path(sys.argv[1]), sys.argv[2]
    pieces = texts.read_bytes().decode("utf-8").split("\0")[:-1]
    documents = [Document(text=text, id=str(i)) for i, text in enumerate(pieces)]
    for _ in sys.stdin:
        folder = pathlib.Path(tempfile.mkdtemp(dir=texts.parent))
        try:
            print(json.dumps(find(documents, words, folder)), file=answers, flush=True)
        finally:
            shutil.rmtree(folder)


main()
