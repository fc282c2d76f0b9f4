"""Compares the figures: a direct count in SQL, the sums of the store, the Parquet files as DuckDB reads them, and the product's own group-by."""

import csv
import datetime
import sqlite3
import sys
import time

import duckdb

store, snapshot, groups = sys.argv[1:]
# The legal day of the service begins at half past six in the evening UTC.
today = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=330)).date().toordinal() - datetime.date(1970, 1, 1).toordinal()
lite = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
duck = duckdb.connect()

# The rule of the domain in one statement: what a post asks of whom it is prescribed to, and how that person stands to it.
DIRECT = """
WITH held AS (
  SELECT live_posting.official, live_posting.post FROM live_posting
  WHERE from_date <= :today AND (until_date IS NULL OR until_date > :today)
  AND kind IN ('substantive', 'additional_charge', 'officiating', 'deputation', 'foreign_service', 'attachment', 're_employed')
  AND NOT (kind = 'substantive' AND EXISTS (SELECT 1 FROM live_posting AS lent WHERE lent.official = live_posting.official
    AND lent.kind IN ('deputation', 'foreign_service') AND lent.from_date <= :today AND (lent.until_date IS NULL OR lent.until_date > :today))))
SELECT organisation.code, competency.code, COALESCE(position.service_group, ''),
  SUM(COALESCE(attainment.level, 0) >= requirement.level),
  SUM(NOT new AND COALESCE(attainment.level, 0) < requirement.level AND COALESCE(attainment.lapsed_level, 0) < requirement.level AND COALESCE(attainment.assessed, 0)),
  SUM(NOT new AND COALESCE(attainment.level, 0) < requirement.level AND COALESCE(attainment.lapsed_level, 0) < requirement.level AND NOT COALESCE(attainment.assessed, 0)),
  SUM(NOT new AND COALESCE(attainment.level, 0) < requirement.level AND COALESCE(attainment.lapsed_level, 0) >= requirement.level),
  SUM(new)
FROM (SELECT held.*, requirement.*, (requirement.grace_until > :today AND COALESCE(attainment.level, 0) < requirement.level) AS new FROM held
  JOIN live_post_requirement ON live_post_requirement.post = held.post JOIN requirement ON requirement.requirement_set = live_post_requirement.requirement_set
  LEFT JOIN attainment ON attainment.official = held.official AND attainment.competency = requirement.competency
  WHERE requirement.effective_from <= :today) AS requirement
JOIN post ON post.id = requirement.post JOIN position ON position.id = post.position JOIN organisation ON organisation.id = post.organisation
JOIN competency ON competency.id = requirement.competency
LEFT JOIN attainment ON attainment.official = requirement.official AND attainment.competency = requirement.competency
GROUP BY 1, 2, 3
"""

SUMS = """
SELECT organisation.code, competency.code, service_group, SUM(held), SUM(below), SUM(unassessed), SUM(lapsed), SUM(fresh) FROM rollup_cell
JOIN organisation ON organisation.id = rollup_cell.organisation JOIN competency ON competency.id = rollup_cell.competency
JOIN rollup_cohort ON rollup_cohort.id = rollup_cell.cohort GROUP BY 1, 2, 3
"""

CELLS = f"""
SELECT office, competency, service_group, SUM(held), SUM(below), SUM(unassessed), SUM(lapsed), SUM(fresh)
FROM read_parquet('{snapshot}/cells/*/*.parquet', hive_partitioning = true) GROUP BY 1, 2, 3
"""

FACTS = f"""
SELECT offices.code, competencies.code, service_group, COUNT(*) FILTER (state = 0), COUNT(*) FILTER (state = 1), COUNT(*) FILTER (state = 2),
  COUNT(*) FILTER (state = 3), COUNT(*) FILTER (state = 4) FROM '{snapshot}/facts/*.parquet' AS facts
JOIN '{snapshot}/offices.parquet' AS offices ON offices.key = office JOIN '{snapshot}/competencies.parquet' AS competencies ON competencies.key = competency
JOIN '{snapshot}/cohorts.parquet' AS cohorts ON cohorts.key = cohort GROUP BY 1, 2, 3
"""

GROUPS = f"""
SELECT district, competency, COUNT(*) FILTER (state = 0), COUNT(*) FILTER (state = 1), COUNT(*) FILTER (state = 2),
  COUNT(*) FILTER (state = 3), COUNT(*) FILTER (state = 4) FROM '{snapshot}/facts/*.parquet' GROUP BY 1, 2
"""


def rows(found):
    return sorted(tuple(int(cell) if not isinstance(cell, str) else cell for cell in row) for row in found)


def compare(name, one, other):
    assert one, f"{name}: nothing was counted"
    if one != other:
        differing = sorted(set(one) ^ set(other))
        sys.exit(f"{name}: {len(differing)} rows differ, such as {differing[:6]}")
    print(f"{name}: {len(one)} rows are equal")


direct = rows(lite.execute(DIRECT, {"today": today}))
compare("a direct count in SQL and the sums", direct, rows(lite.execute(SUMS)))
compare("the sums and the cells that DuckDB reads", direct, rows(duck.execute(CELLS).fetchall()))
compare("the sums and the facts that DuckDB groups", direct, rows(duck.execute(FACTS).fetchall()))
begun = time.perf_counter()
grouped = rows(duck.execute(GROUPS).fetchall())
took = time.perf_counter() - begun
with open(groups, newline="") as file:
    own = rows([tuple(int(cell) for cell in row) for row in list(csv.reader(file))[1:]])
compare("district by competency, grouped by DuckDB and by the product", grouped, own)
print(f"DuckDB took {took:.3f} s for it")

months = "SELECT SUM(enrolled), SUM(completed), SUM(minutes_job + minutes_others + minutes_self) FROM"
learning = lite.execute(
    """SELECT COUNT(*), SUM(state = 'completed'), SUM(CASE WHEN state = 'completed' THEN minutes ELSE 0 END) FROM enrolment
       JOIN course_version USING (course, version) WHERE state <> 'withdrawn'"""
).fetchall()
compare("learning, counted directly and by months", rows(learning), rows(duck.execute(f"{months} '{snapshot}/months/*/*.parquet'").fetchall()))
courses = lite.execute(
    """SELECT code, COUNT(*), SUM(state = 'completed') FROM enrolment JOIN course ON course.id = enrolment.course
       WHERE state <> 'withdrawn' GROUP BY 1"""
)
compare(
    "courses, counted directly and in the snapshot",
    rows(courses),
    rows(duck.execute(f"SELECT course, SUM(enrolled), SUM(completed) FROM '{snapshot}/courses/*/*.parquet' GROUP BY 1").fetchall()),
)
