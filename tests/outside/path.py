"""Compares `karmayogi path solve` with integer programs (HiGHS) and with brute force. Usage: path.py PROGRAM

The programs here share nothing with the product but the contract in docs/formats/path.md.
"""

import itertools
import json
import random
import statistics
import subprocess
import sys
import time

import highspy

LEAST = 1_000  # instances compared with HiGHS
LEAST_HARD = 300  # of these with several competencies a course, cross entries, and no greedy optimum
BRUTE = 300  # small instances compared with brute force, for each objective
SECONDS = 600  # a machine that is busy with other things takes longer; a quiet one takes a third of it
PATIENCE = 3.0  # seconds for HiGHS; an instance that takes longer is not compared, but its path is checked


def course(rng, number, names, highest, hard):
    gives, entry = {}, {}
    for name in rng.sample(names, min(len(names), rng.choice([1, 1, 2, 2, 3] if hard else [1, 1, 1, 2]))):
        start = rng.randrange(highest)
        gives[name] = min(highest, start + rng.choice([1, 1, 2]))
        if start and rng.random() < 0.8:
            entry[name] = start
    if rng.random() < (0.4 if hard else 0.1):
        other = rng.choice(names)
        entry.setdefault(other, rng.randint(1, max(1, highest - 1)))
    made = {"id": f"k{number}", "minutes": rng.randint(5, 60) * len(gives), "entry": entry, "gives": gives}
    if rng.random() < 0.3:
        made["languages"] = rng.choice([["hi"], ["en"], ["hi", "en"]])
    if rng.random() < 0.3:
        made["mode"] = rng.choice(["self_paced", "classroom"])
    return made


def instance(rng, number, hard, courses=(6, 14), competencies=(3, 5), highest=(2, 4)):
    names = [chr(ord("A") + at) for at in range(rng.randint(*competencies))]
    top = rng.randint(*highest)
    required = rng.sample(names, rng.randint(2, min(6, len(names))))
    levels = {name: {"held": rng.choice([0, 0, 0, 1]), "required": rng.randint(1, top)} for name in required}
    made = {"id": str(number), "levels": levels, "hours_per_quarter": rng.choice([1, 2, 5])}
    made["courses"] = [course(rng, at, names, top, hard) for at in range(rng.randint(*courses))]
    # A plain course for most steps, or little could be reached.
    for name in names:
        for level in range(1, top + 1):
            if rng.random() < 0.75:
                plain = {"minutes": rng.randint(20, 90), "entry": {name: level - 1} if level > 1 else {}, "gives": {name: level}}
                made["courses"].append({"id": f"p{name}{level}", **plain})
    if rng.random() < 0.3:
        made["learner"] = {"languages": ["hi"], "modes": ["self_paced"]}
    return made


def usable(problem):
    learner = problem.get("learner", {})
    for one in problem["courses"]:
        languages, modes = learner.get("languages"), learner.get("modes")
        if languages and one.get("languages") and not set(languages) & set(one["languages"]):
            continue
        if modes and one.get("mode") and one["mode"] not in modes:
            continue
        yield one


def held(problem):
    return {name: levels["held"] for name, levels in problem["levels"].items()}


def can_start(one, levels):
    return all(levels.get(name, 0) >= level for name, level in one["entry"].items())


def after(one, levels):
    levels = dict(levels)
    for name, level in one["gives"].items():
        levels[name] = max(levels.get(name, 0), level)
    return levels


def reachable(problem):
    levels, changed = held(problem), True
    while changed:
        changed = False
        for one in usable(problem):
            if can_start(one, levels) and after(one, levels) != levels:
                levels, changed = after(one, levels), True
    return levels


def integer_program(problem, goals):
    """Fewest minutes to the goals, or None. Each entry of a chosen course has a chosen achiever that comes before it."""
    courses, start = list(usable(problem)), held(problem)
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("time_limit", PATIENCE)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", 0.5)
    count, columns = len(courses), 0
    infinity = highspy.kHighsInf

    def column(cost, upper, whole):
        nonlocal columns
        solver.addVar(0.0, upper)
        solver.changeColCost(columns, cost)
        if whole:
            solver.changeColIntegrality(columns, highspy.HighsVarType.kInteger)
        columns += 1
        return columns - 1

    def row(lower, terms):
        solver.addRow(lower, infinity, len(terms), [at for at, _ in terms], [value for _, value in terms])

    chosen = [column(one["minutes"], 1.0, True) for one in courses]
    place = [column(0.0, float(count), False) for _ in courses]
    for name, level in goals.items():
        if start.get(name, 0) < level:
            row(1.0, [(chosen[at], 1.0) for at, one in enumerate(courses) if one["gives"].get(name, 0) >= level])
    for at, one in enumerate(courses):
        for name, level in one["entry"].items():
            if start.get(name, 0) >= level:
                continue
            terms = [(chosen[at], -1.0)]
            for other, giver in enumerate(courses):
                if other != at and giver["gives"].get(name, 0) >= level:
                    serves = column(0.0, 1.0, True)
                    terms.append((serves, 1.0))
                    row(0.0, [(chosen[other], 1.0), (serves, -1.0)])
                    # place[at] >= place[other] + 1 wherever `other` serves `at`
                    row(-float(count), [(place[at], 1.0), (place[other], -1.0), (serves, -float(count) - 1.0)])
            row(0.0, terms)
    begun = time.perf_counter()
    solver.run()
    took = time.perf_counter() - begun
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None, took
    if status == highspy.HighsModelStatus.kTimeLimit:
        return "unknown", took
    assert status in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty), status
    return round(solver.getInfo().objective_function_value), took


def greedy(problem):
    """What portals do: again and again the course with the fewest minutes a level that it closes."""
    levels, minutes = held(problem), 0
    goals = {name: of["required"] for name, of in problem["levels"].items()}
    courses = list(usable(problem))
    while any(levels.get(name, 0) < goal for name, goal in goals.items()):
        best = None
        for one in courses:
            if can_start(one, levels):
                then = after(one, levels)
                closed = sum(min(then.get(n, 0), g) - min(levels.get(n, 0), g) for n, g in goals.items())
                if closed and (best is None or one["minutes"] / closed < best[0]):
                    best = (one["minutes"] / closed, one, then)
        if best is None:
            return None
        minutes, levels = minutes + best[1]["minutes"], best[2]
    return minutes


def walk(problem, ids):
    """Simulates a path: minutes, gap-time, levels at the end; complains when an entry is not held or a course cannot be used."""
    by_id = {one["id"]: one for one in usable(problem)}
    weights = problem.get("weights", {})
    levels, minutes, gap_time = held(problem), 0, 0
    assert len(set(ids)) == len(ids), "a course twice"
    for identity in ids:
        one = by_id[identity]
        assert can_start(one, levels), f"{identity} cannot start"
        still = sum(weights.get(n, 1) * max(0, of["required"] - levels.get(n, 0)) for n, of in problem["levels"].items())
        gap_time += one["minutes"] * still
        minutes += one["minutes"]
        levels = after(one, levels)
    return minutes, gap_time, levels


def brute_force(problem):
    """The least (minutes) and (gap-time, minutes) over every order of every set of courses that reaches everything."""
    best = [None, None]
    courses = list(usable(problem))
    for size in range(len(courses) + 1):
        for order in itertools.permutations(courses, size):
            try:
                minutes, gap_time, levels = walk(problem, [one["id"] for one in order])
            except AssertionError:
                continue
            if all(levels.get(name, 0) >= of["required"] for name, of in problem["levels"].items()):
                found = (minutes, (gap_time, minutes))
                best = [value if old is None else min(old, value) for old, value in zip(best, found)]
    return best


def answers(program, problems):
    text = "".join(json.dumps(problem) + "\n" for problem in problems)
    out = subprocess.run([program, "path", "solve"], input=text, capture_output=True, text=True, check=True).stdout
    solutions = [json.loads(line) for line in out.splitlines()]
    assert [one["id"] for one in solutions] == [one["id"] for one in problems], "an answer is missing or out of order"
    return solutions


def check(problem, solution, faults):
    """Whatever the answer is, its path is one and its sums are right."""
    try:
        minutes, gap_time, levels = walk(problem, solution["courses"])
        assert minutes == solution["minutes"], "minutes"
        assert solution["quarters"] == -(-minutes // (60 * problem["hours_per_quarter"])), "quarters"
        assert solution.get("gap_time", gap_time) == gap_time, "gap-time"
        limits = reachable(problem)
        missing = {n: of["required"] for n, of in problem["levels"].items() if limits.get(n, 0) < of["required"]}
        assert (solution["status"] == "unreachable") == bool(missing), "status"
        assert solution.get("missing", {}) == missing, "missing"
        for name, of in problem["levels"].items():
            assert levels.get(name, 0) >= min(of["required"], max(of["held"], limits.get(name, 0))), f"{name} is open"
    except (AssertionError, KeyError) as fault:
        faults.append(f"{problem['id']}: {fault!r}: {json.dumps(problem)} -> {json.dumps(solution)}")


def against_highs(program, faults):
    rng, begun = random.Random(20261122), time.monotonic()
    compared = hard = nowhere = number = skipped = 0
    highs, ours = [], []
    while (compared < LEAST or hard < LEAST_HARD) and time.monotonic() - begun < SECONDS:
        problems = [instance(rng, number + at, rng.random() < 0.7) for at in range(50)]
        number += len(problems)
        for problem, solution in zip(problems, answers(program, problems)):
            check(problem, solution, faults)
            limits = reachable(problem)
            goals = {n: min(of["required"], limits.get(n, 0)) for n, of in problem["levels"].items()}
            optimum, took = integer_program(problem, goals)
            if optimum == "unknown":
                skipped += 1
                continue
            if optimum != solution["minutes"] or solution["status"] == "bounded" or solution["bound"] != optimum:
                faults.append(f"{problem['id']}: HiGHS {optimum}: {json.dumps(problem)} -> {json.dumps(solution)}")
            highs.append(took)
            ours.append(solution["solve_us"] / 1e6)
            compared += 1
            nowhere += solution["status"] == "unreachable"
            several = any(len(one["gives"]) > 1 for one in problem["courses"])
            cross = any(set(one["entry"]) - set(one["gives"]) for one in problem["courses"])
            hard += several and cross and solution["status"] == "optimal" and greedy(problem) != optimum
    print(f"{compared} instances as HiGHS solves them, {nowhere} of them with something out of reach; {hard} hard ones")
    print(f"{skipped} more that HiGHS did not solve in {PATIENCE:.0f} s")
    middle = statistics.median
    ratio = middle(highs) / max(middle(ours), 1e-6)
    print(f"median HiGHS {middle(highs) * 1e3:.2f} ms, ours {middle(ours) * 1e6:.0f} us (max {max(ours) * 1e6:.0f}): {ratio:.0f} times")
    if compared < LEAST or hard < LEAST_HARD:
        faults.append(f"too few instances: {compared} (wanted {LEAST}), hard ones {hard} (wanted {LEAST_HARD})")


def against_brute_force(program, faults):
    rng = random.Random(7)
    problems = [instance(rng, at, True, (2, 4), (2, 3), (1, 2)) for at in range(BRUTE)]
    for problem in problems:
        problem["courses"] = rng.sample(problem["courses"], min(6, len(problem["courses"])))
        problem["weights"] = {name: rng.randint(1, 4) for name in problem["levels"]}
    best = [brute_force(problem) for problem in problems]
    reached = sum(of[0] is not None for of in best)
    for objective in ["minutes", "quarters", "gap_time"]:
        asked = [{**problem, "objective": objective} for problem in problems]
        for problem, solution, (minutes, gap_time) in zip(asked, answers(program, asked), best):
            check(problem, solution, faults)
            found = (solution.get("gap_time"), solution["minutes"]) if objective == "gap_time" else solution["minutes"]
            wanted = gap_time if objective == "gap_time" else minutes
            if (wanted is None) != (solution["status"] == "unreachable") or (wanted is not None and found != wanted):
                faults.append(f"{objective}: brute force {wanted}: {json.dumps(problem)} -> {json.dumps(solution)}")
    print(f"{BRUTE} small instances as brute force solves them ({reached} reach everything), for each of three objectives")
    if reached < BRUTE // 4:
        faults.append(f"only {reached} small instances reach everything")


def main():
    sys.stdout.reconfigure(line_buffering=True)
    faults = []
    against_highs(sys.argv[1], faults)
    against_brute_force(sys.argv[1], faults)
    for fault in faults[:5]:
        print(fault, file=sys.stderr)
    if faults:
        print(f"{len(faults)} differences", file=sys.stderr)
    sys.exit(bool(faults))


main()
