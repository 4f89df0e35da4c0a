"""The rows of compare_mixes.py: from one recipe, recipes that differ in their mix of samples alone."""
import copy
import pathlib

# What stands in the documents' structure: lists, tables, definitions, codes, limits, steps, provisions of statutes. Left out: sentence, slot, sentence_ko (plain sentences; the
# last also takes Korean tables and lists).
STRUCTURE = ["parameter_list", "code_reference", "definition", "glossary", "formula", "limit", "error_condition", "table", "aside", "number_range", "step", "headed", "statute_ko"]
SHARES = {"statements": 0.12, "contrasts": 0.08, "refusals": 0.10, "text": 0.0}  # the program's own, where a recipe names none
NONE = dict.fromkeys(SHARES, 0.0)
# Of the gates only the one that keeps evaluation questions out. The others judge single statements: of raw text they reject much, of a small base's paraphrases most.
OPEN = {**NONE, "gates": ["contamination"]}
REPLAY, EXAMINATION, STEERING = 0.12, 120, 240
ROWS = {"raw": "raw text", "paraphrase": "paraphrase only", "qa": "QA only", "structure": "structure only", "full": "full mix", "loop": "with the loop"}


def toml_value(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(toml_value, value)) + "]"
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def toml(table, path=""):
    """TOML of a table: plain keys first, then its tables, then its lists of tables."""
    lists = {key: value for key, value in table.items() if isinstance(value, list) and value and all(isinstance(item, dict) for item in value)}
    tables = {key: value for key, value in table.items() if isinstance(value, dict)}
    lines = [f"{key} = {toml_value(value)}" for key, value in table.items() if key not in lists and key not in tables]
    for key, value in tables.items():
        lines += ["", f"[{path}{key}]", toml(value, f"{path}{key}.")]
    for key, value in lists.items():
        for item in value:
            lines += ["", f"[[{path}{key}]]", toml(item, f"{path}{key}.")]
    return "\n".join(lines)


def with_whole_paths(recipe, folder):
    """Paths count from the recipe's folder; the rows' recipes lie elsewhere."""
    whole = lambda path: str((folder / path).resolve())
    recipe = copy.deepcopy(recipe)
    for source in recipe["collect"]["sources"]:
        if "path" in source:
            source["path"] = whole(source["path"])
    for table, key in ((recipe.get("replay", {}), "texts"), (recipe.get("evaluate", {}), "questions"), (recipe.get("evaluate", {}), "texts"),
                       (recipe.get("refine", {}).get("contamination", {}), "sets")):
        if key in table:
            table[key] = [whole(path) for path in table[key]]
    if "base" in recipe and (folder / recipe["base"]).exists():
        recipe["base"] = whole(recipe["base"])
    return recipe


def share_of_questions(synthesize):
    return 1 - sum(synthesize.get(kind, usual) for kind, usual in SHARES.items())


def row_recipe(recipe, row, tokens, wordings=None, requests=1):
    """The recipe of a row; `wordings`: those of the full mix (for "qa" only); `requests`: the most that the teacher is asked (for "paraphrase" only)."""
    recipe = copy.deepcopy(recipe)
    recipe["name"] = f"{recipe.get('name', 'expert')}-{row}"
    recipe.pop("train_time", None)
    recipe.setdefault("train", {})["tokens"] = tokens
    loop, synthesize = recipe.pop("loop", {"rounds": 3}), recipe.setdefault("synthesize", {})
    reported, steering = synthesize.get("examination", EXAMINATION), loop.get("questions", STEERING)
    synthesize["examination"] = reported + steering  # every row holds back the wordings of as many facts as the loop's two examinations
    if row not in ("full", "loop"):
        synthesize.pop("teacher", None)
    if row == "raw":
        synthesize.update(OPEN, text=1.0, methods=["texts"], examination=0)
    elif row == "paraphrase":
        synthesize.update(OPEN, examination=0, teacher={"model": "base", "share": 1.0, "max_requests": requests, "max_tokens": 2000 * requests, "mix": {"wrap": 1},
                                                           "originals": False})
    elif row == "qa":  # the same facts as the full mix, in one more wording instead of its other kinds of samples
        of_samples = tokens * (1 - recipe.get("replay", {}).get("share", REPLAY))
        synthesize["tokens"] = round(of_samples * share_of_questions(synthesize) * (wordings + 1) / wordings)
        synthesize.update(NONE, methods=["questions"], wordings=wordings + 1)
    elif row == "structure":
        synthesize["miners"] = STRUCTURE
    elif row == "loop":
        synthesize["examination"] = reported
        recipe["loop"] = {**loop, "questions": steering}
    return recipe
