-- Roll-ups: what each official contributes to the figures, and the sums. All of it follows from other tables and can be made anew
-- by `karmayogi insight rebuild`; nothing refers to it, and it refers only to whom it is about.

-- How far changes are followed.
CREATE TABLE rollup_state (
  only_row {int} NOT NULL PRIMARY KEY CHECK (only_row = 1),
  version {int} NOT NULL,                    -- of the sums: grows with each writing
  at {int} NOT NULL,                         -- of the newest writing
  anew {int} NOT NULL,                       -- the newest version that is not told by rollup_change
  edition {int} NOT NULL,                    -- of people data, whose changes are known
  tree {int} NOT NULL,                       -- grows when organisations move or serve another territory
  official {int} NOT NULL,                   -- the newest official who was looked at
  rebuilt {int} NOT NULL                     -- a rebuild under way has come to this official; 0: none is
) {table};
INSERT INTO rollup_state (only_row, version, at, anew, edition, tree, official, rebuilt) VALUES (1, 0, 0, 0, 0, 0, 0, 0);

-- A queue: officials whose contribution may have changed.
CREATE TABLE rollup_mark (
  id {serial},
  official {int} NOT NULL,
  at {int} NOT NULL
) {table};
CREATE INDEX rollup_mark_official ON rollup_mark (official);

-- A queue: many officials at once, not yet marked one by one.
CREATE TABLE rollup_notice (
  id {serial},
  kind TEXT NOT NULL CHECK (kind IN ('position', 'organisation')),
  thing {int} NOT NULL,
  first {int} NOT NULL,                      -- of the posts of a position
  last {int} NOT NULL,
  at {int} NOT NULL
) {table};

CREATE TABLE rollup_official (
  official {int} NOT NULL PRIMARY KEY REFERENCES official (id),
  version {int} NOT NULL,                    -- of the sums, when it was written
  changes_on {int},                          -- the day on which it changes by itself
  parts TEXT NOT NULL                        -- personal: states of requirements, months and courses of learning, packed; sums without names; until erasure
) {table};
CREATE INDEX rollup_official_changes ON rollup_official (changes_on);

-- Officials who are alike: group and family of the position, service of the official; empty where there is none.
CREATE TABLE rollup_cohort (
  id {int} NOT NULL PRIMARY KEY,
  service_group TEXT NOT NULL,
  service TEXT NOT NULL,
  family TEXT NOT NULL
) {table};
CREATE UNIQUE INDEX rollup_cohort_labels ON rollup_cohort (service_group, service, family);

CREATE TABLE rollup_cell (
  organisation {int} NOT NULL,
  cohort {int} NOT NULL,
  competency {int} NOT NULL,
  held {int} NOT NULL,
  below {int} NOT NULL,
  unassessed {int} NOT NULL,
  lapsed {int} NOT NULL,
  fresh {int} NOT NULL,                      -- new and not held: missing for nobody
  PRIMARY KEY (organisation, cohort, competency)
) {clustered};

CREATE TABLE rollup_staff (
  organisation {int} NOT NULL,
  cohort {int} NOT NULL,
  officials {int} NOT NULL,
  PRIMARY KEY (organisation, cohort)
) {clustered};

CREATE TABLE rollup_month (
  organisation {int} NOT NULL,
  cohort {int} NOT NULL,
  month {int} NOT NULL,                      -- months since January 1970
  enrolled {int} NOT NULL,
  completed {int} NOT NULL,
  minutes_job {int} NOT NULL,
  minutes_others {int} NOT NULL,
  minutes_self {int} NOT NULL,
  PRIMARY KEY (organisation, cohort, month)
) {clustered};

CREATE TABLE rollup_course (
  top {int} NOT NULL,                        -- the organisation directly below a root; 0: the official has no office
  course {int} NOT NULL,
  month {int} NOT NULL,
  enrolled {int} NOT NULL,
  completed {int} NOT NULL,
  holding {int} NOT NULL,
  PRIMARY KEY (top, course, month)
) {clustered};

-- What each writing of the sums changed, packed, so that whoever has them in memory need not read them again. The newest ones only.
CREATE TABLE rollup_change (
  version {int} NOT NULL PRIMARY KEY,
  changes TEXT NOT NULL
) {table};

-- Tables of pages that somebody wants as a file, made by a job.
CREATE TABLE insight_export (
  account {int} NOT NULL REFERENCES account (id),
  id {uuid} NOT NULL,
  format TEXT NOT NULL CHECK (format IN ('csv', 'xlsx', 'parquet')),
  language TEXT NOT NULL,
  title TEXT NOT NULL,
  content TEXT NOT NULL,                     -- the table as JSON, until the file is there
  whole {int} NOT NULL,                      -- rows
  done {int} NOT NULL,                       -- of these, written
  state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'failed')),
  bytes {int} NOT NULL,
  asked_at {int} NOT NULL,
  ends_at {int} NOT NULL,                    -- then row and file go
  PRIMARY KEY (account, id)
) {clustered};
CREATE INDEX insight_export_ends ON insight_export (ends_at);
