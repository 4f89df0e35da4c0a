"""Intervals, paired tests and the tables of compare_mixes.py."""
import math


def wilson(right, of):
    """95 % interval of a share, in percent."""
    if not of:
        return "–"
    z, share = 1.96, right / of
    middle, half = share + z * z / (2 * of), z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return f"{right} of {of} ({100 * right / of:.0f} %; {100 * max(0, middle - half) / (1 + z * z / of):.0f}–{100 * min(1 + z * z / of, middle + half) / (1 + z * z / of):.0f})"


def mcnemar(first, second):
    """(right in the first alone, right in the second alone, two-sided exact p) over the questions that both have."""
    both = first.keys() & second.keys()
    only_first, only_second = sum(first[i] and not second[i] for i in both), sum(second[i] and not first[i] for i in both)
    of, less = only_first + only_second, min(only_first, only_second)
    return only_first, only_second, min(1.0, 2 * sum(math.comb(of, k) for k in range(less + 1)) / 2 ** of)


def share_text(verdicts):
    return wilson(sum(verdicts.values()), len(verdicts))


def general_text(row, base):
    rises = [100 * (now / before - 1) for now, before in zip(row["bits_per_byte"], base["bits_per_byte"])]
    return ", ".join(f"{now:.3f}" + (f" ({rise:+.1f} %)" if row is not base else "") for now, rise in zip(row["bits_per_byte"], rises))


def markdown(head, rows):
    return "\n".join("| " + " | ".join(map(str, cells)) + " |" for cells in [head, ["---"] * len(head), *rows]) + "\n"


PARTS = {"four_way": "four-way", "short": "short", "refused": "unanswerable refused", "false_refusals": "false refusals", "own": "own examination"}


def results_table(results, names):
    """`results`: {row: {"verdicts": {part: {id: bool}}, "bits_per_byte": […], …}}, "base" among them."""
    head = ["mix", *PARTS.values(), "general text, bits per byte", "trained tokens", "tokens of different samples", "kept by the guard", "minutes: samples, training, questions"]
    rows = []
    for row in ["base", *names]:
        if row not in results:
            continue
        r = results[row]
        cells = [names.get(row, "untrained"), *(share_text(r["verdicts"][part]) for part in PARTS), general_text(r, results["base"])]
        rows.append(cells + ([f"{r['tokens']:,}", f"{r['sample_tokens']:,}" + (" in the first round" if row == "loop" else ""), f"{r['share_kept']:.2f}", ", ".join(f"{s / 60:.1f}" for s in r["seconds"])] if row in names else ["", "", "", ""]))
    return markdown(head, rows)


def paired_table(results, names, against):
    """McNemar's exact test of each row against one of them: right in that one alone, right in the row alone, p."""
    rows = []
    for row in results:
        if row == against:
            continue
        cells = [names.get(row, "untrained")]
        for part in PARTS:
            one, other, p = mcnemar(results[against]["verdicts"][part], results[row]["verdicts"][part])
            cells.append(f"{one}, {other}; " + ("< 0.001" if p < 0.001 else f"{p:.3f}") if results[row]["verdicts"][part] else "–")
        rows.append(cells)
    return markdown([f"{names[against]} against", *PARTS.values()], rows)
