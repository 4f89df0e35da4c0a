#!/usr/bin/env python3
"""What each mix of samples is worth: one recipe trained on equal numbers of tokens as raw text, paraphrase, QA, structure, the full mix, and with the loop.

    compare_mixes.py RECIPE WORK --tokens N --questions FILE [FILE …] [--evidence TEXT] [--documents FOLDER] [--base MODEL] [--general FILE …] [--rows raw,qa] [--requests N]
                     [--program build/release/jangin]

Rows (mixes/rows.py); base, documents, focus, [train] with its seed, replay and guard are the recipe's in all of them, and so is the number of trained tokens:
  raw         passages as they stand, in their order, as many as the tokens allow (method "texts"); no gate but that of contamination
  paraphrase  the base rewrites passages in four styles (teacher method "wrap" without the passages themselves), asked at most --requests times;
              no gate but that of contamination, beside the teacher's checks of replies (language, repetition, words that the passage lacks)
  qa          questions alone, on the same facts as the full mix, in one more wording each
  structure   the recipe's kinds of samples on facts of lists, tables, definitions, codes, limits, steps and provisions; no plain sentences
  full        the recipe's own mix
  loop        the same with [loop] (the recipe's, else three rounds); the tokens are divided among the rounds, the table has those up to the round that is kept
Where samples are fewer than the tokens, training starts again on them; the table has both numbers. Trained tokens are equal but for what the last row of a batch leaves over (in the
loop of each round), so N should be many times [train] sequence_length.

Asked are FILEs (with --evidence only questions whose evidence names that file, and those without an answer) and the program's examination: the loop's reported one, for all rows the
same questions, without those whose wordings a row was taught. Scored by score_questions.py. General text (--general: the shipped English one when left out) is scored by `jangin score`;
name a text that the documents do not hold. Each row has a workspace in WORK; what is finished is not done again, Ctrl-C loses nothing, replies of the teacher are kept for other N.
Prints Markdown and writes it to WORK/<name>-<N>/table.md. Standard library only. `--self-test` runs the cases at the end.
"""
import argparse
import hashlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib

from mixes.rows import ROWS, row_recipe, toml, with_whole_paths
from mixes.table import PARTS, mcnemar, paired_table, results_table, wilson
from score_questions import score

STAGES = ("samples", "training", "questions")  # what seconds are counted for


def say(text):
    print(text, file=sys.stderr, flush=True)


def write(path, text):
    """Whole or not at all."""
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, path)


def run(command):
    """Its standard output. It stands in a process group of its own, so that Ctrl-C reaches it once, from here, and it can stop cleanly."""
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, process_group=0)
    try:
        output = child.communicate()[0]
    except KeyboardInterrupt:
        child.send_signal(signal.SIGINT)
        child.wait()
        raise
    if child.returncode:
        sys.exit(f"{' '.join(command)} ended with {child.returncode}; what is finished is kept")
    return output


class Row:
    """One mix: its recipe, workspace, and how long each of its steps took, over all tries."""

    def __init__(self, compare, name):
        self.compare, self.name = compare, name
        self.workspace = compare.folder / name
        self.file = compare.folder / f"{name}.json"
        self.recipe = compare.folder / f"{name}.toml"
        self.seconds = dict.fromkeys(STAGES, 0.0) | (json.loads(self.file.read_text()) if self.file.exists() else {})

    def take(self, stage, *arguments):
        """A command of the program, timed."""
        begin = time.monotonic()
        try:
            return run([self.compare.program, *arguments])
        finally:
            self.seconds[stage] += time.monotonic() - begin
            write(self.file, json.dumps(self.seconds))

    def make_samples(self, wordings=None):
        write(self.recipe, toml(row_recipe(self.compare.recipe, self.name, self.compare.tokens, wordings, self.compare.requests)) + "\n")
        say(f"{ROWS[self.name]}: samples")
        replies = self.workspace / "synthesize/teacher/replies.jsonl"
        if self.name == "paraphrase" and self.compare.replies.exists() and not replies.exists():
            replies.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.compare.replies, replies)
        try:
            self.take("samples", "--json", "synthesize", str(self.recipe), "--workspace", str(self.workspace))
        finally:
            if self.name == "paraphrase" and replies.exists() and (not self.compare.replies.exists() or replies.stat().st_size > self.compare.replies.stat().st_size):
                shutil.copyfile(replies, self.compare.replies)

    def take_documents(self, other):
        """What another row has collected and refined: it is the same for all."""
        if not (self.workspace / "refine").exists():
            for part in ("collect", "sources", "rejected", "refine"):
                shutil.rmtree(self.workspace / part, ignore_errors=True)
                shutil.copytree(other.workspace / part, self.workspace / part)

    def figures(self):
        return json.loads((self.workspace / "synthesize/manifest.json").read_text())["figures"]

    def train(self):
        say(f"{ROWS[self.name]}: training")
        self.take("training", "--json", "train", str(self.recipe), "--workspace", str(self.workspace))
        return self.workspace / "train/expert", hashlib.sha256((self.workspace / "train/manifest.json").read_bytes()).hexdigest()

    def drop_weights(self):
        """Of a row that has answered the expert stays: checkpoints and the weights before the guard are several times as large."""
        for part in ("model", "checkpoints", "rounds"):
            shutil.rmtree(self.workspace / "train" / part, ignore_errors=True)

    def answers(self, model, key, file):
        """To a question file, kept under the model and what is asked."""
        kept = self.compare.folder / f"{self.name}-{file.stem}-{hashlib.sha256(key.encode() + file.read_bytes()).hexdigest()[:16]}.json"
        if not kept.exists():
            say(f"{ROWS.get(self.name, 'untrained')}: {file.stem}")
            write(kept, self.take("questions", "--json", "evaluate", str(model), "--questions", str(file)))
        return json.loads(kept.read_text())

    def bits_per_byte(self, model, key, file):
        kept = self.compare.folder / f"{self.name}-text-{hashlib.sha256(key.encode() + file.read_bytes()).hexdigest()[:16]}.json"
        if not kept.exists():
            write(kept, self.take("questions", "--json", "score", str(model), "--text", str(file)))
        return json.loads(kept.read_text())["bits_per_byte"]

    def result(self):
        """Trained and asked, as the tables want it."""
        c = self.compare
        model, key = (c.base, c.base) if self.name == "base" else self.train()
        verdicts = verdicts_of(c.questions, self.answers(model, key, c.question_file))
        own = verdicts_of(c.examination, self.answers(model, key, c.examination_file))
        verdicts["own"] = {i: right for i, right in (own["four_way"] | own["short"]).items() if i in c.fair}
        result = {"verdicts": verdicts, "bits_per_byte": [self.bits_per_byte(model, key, file) for file in c.general]}
        if self.name != "base":
            training = json.loads((self.workspace / "train/training.json").read_text())
            result |= {"tokens": training["tokens"], "sample_tokens": round(self.figures()["tokens"]), "share_kept": training["share_of_the_way_from_the_base"],
                       "seconds": [self.seconds[stage] for stage in STAGES]}
        return result


def verdicts_of(questions, answers):
    """{part: {id: right}} by score_questions.py, one question at a time."""
    verdicts = {part: {} for part in PARTS}
    for question in questions:
        counts = score([question], answers)
        for part, name, count in (("four_way", "multiple_choice", "right"), ("short", "short_answer", "right"), ("refused", "unanswerable", "refused"), ("false_refusals", "false_refusals", "refused")):
            if counts[name]["of"]:
                verdicts[part][question["id"]] = bool(counts[name][count])
    return verdicts


def read_questions(files, evidence):
    questions = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [q for q in questions if not evidence or q.get("unanswerable") or evidence in q.get("evidence", {}).get("file", "")]


def family(wording):
    """As wording_family in src/synthesize/examination.cpp: politeness, brevity and synonyms make no other family."""
    return re.sub(r"(?:_polite|_terse|_again|_echo)+$", "", wording)


def letters(text):
    return "".join(c for c in text.casefold() if c.isalnum())


def taught_otherwise(examination, held, samples):
    """Ids of examination questions whose family of wordings, or the question itself, stands among a row's samples [(fact, wording, question)]."""
    families = {(fact, family(wording)) for fact, wording, _ in samples}
    asked = {letters(question) for _, _, question in samples}
    return {q["id"] for q in examination if (q["id"], held.get(q["id"])) in families or letters(q["question"]) in asked}


class Compare:
    def __init__(self, a):
        self.program, self.tokens, self.requests = str(a.program.resolve()), a.tokens, a.requests
        self.recipe = with_whole_paths(tomllib.loads(a.recipe.read_text(encoding="utf-8")), a.recipe.parent)
        if a.documents:
            self.recipe["collect"]["sources"][0]["path"] = str(a.documents.resolve())
        if a.base:
            self.recipe["base"] = str(pathlib.Path(a.base).resolve()) if pathlib.Path(a.base).exists() else a.base
        self.base = self.recipe.get("base", "smollm2-135m-instruct")
        name = self.recipe.get("name", a.recipe.stem)
        self.replies = a.work.resolve() / f"{name}-{pathlib.Path(self.base).stem}-replies.jsonl"
        self.folder = a.work.resolve() / f"{name}-{a.tokens}"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.general = a.general or [a.recipe.parent / "data/general/english.txt"]
        self.questions = read_questions(a.questions, a.evidence)
        if not self.questions:
            sys.exit("no question is left")
        self.question_file = self.folder / "questions.jsonl"
        write(self.question_file, "".join(json.dumps(q, ensure_ascii=False) + "\n" for q in self.questions))
        self.names = {row: ROWS[row] for row in ROWS if not a.rows or row in a.rows}

    def make_samples(self):
        """Of all rows first: what the examination may ask depends on all of them."""
        rows = {name: Row(self, name) for name in ["full", "loop", *self.names]}
        rows["full"].make_samples()
        wordings = json.loads((rows["full"].workspace / "synthesize/teaching.json").read_text())["wordings"]
        for name, row in rows.items():
            if name != "full":
                row.take_documents(rows["full"])
                row.make_samples(wordings)
        self.examination_file = rows["loop"].workspace / "synthesize/examination.jsonl"
        self.examination = read_questions([self.examination_file], None)
        held = json.loads((rows["loop"].workspace / "synthesize/teaching.json").read_text())["held"]
        taken = [taught_otherwise(self.examination, held, self.samples_of(row)) for row in rows.values()]
        self.fair = {q["id"] for q in self.examination}.difference(*taken)
        return {name: rows[name] for name in self.names}

    def samples_of(self, row):
        rows = json.loads(run([self.program, "--json", "sql", "--workspace", str(row.workspace),
                               "SELECT s.fact_id AS fact, s.wording AS wording, m.text AS question FROM 'synthesize/samples.parquet' s JOIN 'synthesize/samples.messages.parquet' m "
                               "ON m.sample_id = s.sample_id AND m.role = 'user'"]))
        return [(r["fact"], r["wording"], r["question"]) for r in rows]

    def go(self):
        rows = self.make_samples()
        results = {"base": Row(self, "base").result()}
        self.show(results)
        for number, (name, row) in enumerate(rows.items(), 1):
            if not row.figures()["samples"]:
                say(f"{ROWS[name]}: no sample passed the gates; the row is left out")
                continue
            results[name] = row.result()
            row.drop_weights()
            say(f"{ROWS[name]}: {number} of {len(rows)} rows done")
            self.show(results)
        return results

    def show(self, results):
        text = f"{self.recipe.get('name')}, {self.tokens:,} trained tokens, {len(self.questions)} questions; own examination: {len(self.fair)} of {len(self.examination)} that no row was taught.\n"
        text += "Right of asked, percent and Wilson's 95 % interval.\n\n" + results_table(results, self.names)
        if "full" in results:
            text += "\nPaired: yes in the full mix alone, yes in the row alone; McNemar's exact p, two-sided.\n\n" + paired_table(results, self.names, "full")
        write(self.folder / "table.md", text)
        self.text = text


def self_test():
    recipe = {"name": "x", "collect": {"sources": [{"path": "d", "include": ["*.md"]}]}, "synthesize": {"wordings": 6, "statements": 0.02, "contrasts": 0.02, "refusals": 0.08, "focus": [{"heading": 'a "b"'}]},
              "replay": {"share": 0.12}, "train_time": "6m"}
    made = {row: row_recipe(recipe, row, 100_000, 6, 50) for row in ROWS}
    same = [{key: value for key, value in made[row].items() if key not in ("synthesize", "loop", "name")} for row in ROWS]
    held = {row: made[row]["synthesize"]["examination"] + made[row].get("loop", {}).get("questions", 0) for row in ("qa", "structure", "full", "loop")}
    exam = [{"id": "f1", "question": "What is A?"}, {"id": "f2", "question": "What is B?"}, {"id": "f3", "question": "What is C?"}]
    samples = [("f1", "is_what_polite", "Please, what is A"), ("f2", "which", "Which is B?"), ("f9", "x", "what is c")]
    cases = [(tomllib.loads(toml(made["loop"])), made["loop"]), (all(other == same[0] for other in same), True), (set(held.values()), {360}), (made["qa"]["synthesize"]["tokens"], 90347),
             (taught_otherwise(exam, {"f1": "is_what", "f2": "is_what", "f3": "is_what"}, samples), {"f1", "f3"}),
             (mcnemar({1: True, 2: True, 3: False, 4: True}, {1: False, 2: True, 3: False, 5: True}), (1, 0, 1.0)),
             (round(mcnemar(dict.fromkeys(range(10), True), dict.fromkeys(range(10), False))[2], 6), 0.001953), (wilson(5, 10), "5 of 10 (50 %; 24–76)"), (wilson(0, 40), "0 of 40 (0 %; 0–9)"),
             (verdicts_of([{"id": "a", "question": "?", "answers": ["3"]}, {"id": "b", "question": "?", "answers": [], "unanswerable": True}],
                          {"questions": [{"id": "a", "reply": "It is 3."}, {"id": "b", "reply": "The documents do not say."}]}),
              {"four_way": {}, "short": {"a": True}, "refused": {"b": True}, "false_refusals": {"a": False}, "own": {}})]
    wrong = [case for case in cases if case[0] != case[1]]
    print("self-test", wrong or "ok")
    return not wrong


def stop(*_):
    raise KeyboardInterrupt


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recipe", type=pathlib.Path)
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("--tokens", type=int, required=True)
    parser.add_argument("--questions", type=pathlib.Path, nargs="+", required=True)
    parser.add_argument("--evidence")
    parser.add_argument("--documents", type=pathlib.Path, help="instead of the recipe's first source")
    parser.add_argument("--base")
    parser.add_argument("--general", type=pathlib.Path, nargs="+")
    parser.add_argument("--rows", type=lambda text: text.split(","), help="some of " + ",".join(ROWS))
    parser.add_argument("--requests", type=int, default=2000, help="the most that the base is asked for paraphrases (default 2000)")
    parser.add_argument("--program", type=pathlib.Path, default=pathlib.Path("build/release/jangin"))
    arguments = parser.parse_args()
    if unknown := set(arguments.rows or []) - ROWS.keys():
        parser.error(f"no row {', '.join(unknown)}; there are {', '.join(ROWS)}")
    for one in (signal.SIGINT, signal.SIGTERM):  # in the background SIGINT is ignored unless one asks for it
        signal.signal(one, stop)
    try:
        compare = Compare(arguments)
        compare.go()
        print(compare.text)
    except KeyboardInterrupt:
        say("stopped; the same command goes on from here")
        sys.exit(130)


if __name__ == "__main__":
    if sys.argv[1:] == ["--self-test"]:
        sys.exit(0 if self_test() else 1)
    main()
