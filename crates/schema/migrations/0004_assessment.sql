-- Items, tests drawn from them, and attempts.

CREATE TABLE item_bank (
  id {int} NOT NULL PRIMARY KEY,
  uid {uuid} NOT NULL UNIQUE,
  code TEXT NOT NULL UNIQUE,
  competency {int} NOT NULL REFERENCES competency (id)
) {table};

CREATE TABLE outcome (
  bank {int} NOT NULL REFERENCES item_bank (id),
  code TEXT NOT NULL,
  level {int} NOT NULL CHECK (level BETWEEN 1 AND 5),
  text TEXT NOT NULL,
  PRIMARY KEY (bank, code)
) {clustered};

-- An item is immutable; a changed item is a new one and the old one is retired, so that every attempt can be replayed.
CREATE TABLE item (
  id {int} NOT NULL PRIMARY KEY,
  uid {uuid} NOT NULL UNIQUE,
  bank {int} NOT NULL REFERENCES item_bank (id),
  code TEXT NOT NULL,
  outcome TEXT NOT NULL,
  level {int} NOT NULL CHECK (level BETWEEN 1 AND 5),
  kind TEXT NOT NULL CHECK (kind IN ('single', 'multiple', 'order', 'match', 'number', 'short')),
  content TEXT NOT NULL,                     -- JSON: what is shown, in every language; option ids shared by the languages
  answer TEXT NOT NULL,                      -- JSON: the key and the reasons; never sent before submission
  digest TEXT NOT NULL,
  retired {bool} NOT NULL,
  shown {int} NOT NULL                       -- exposure: how often it has been drawn
) {table};
CREATE INDEX item_bank_outcome ON item (bank, outcome);

CREATE TABLE test (
  id {int} NOT NULL PRIMARY KEY,
  uid {uuid} NOT NULL UNIQUE,
  code TEXT NOT NULL UNIQUE,
  purpose TEXT NOT NULL CHECK (purpose IN ('course', 'test_out', 'practice')),
  bank {int} NOT NULL REFERENCES item_bank (id),
  competency {int} NOT NULL REFERENCES competency (id),
  level {int} NOT NULL CHECK (level BETWEEN 1 AND 5),
  outcomes TEXT NOT NULL,                    -- JSON: codes of the outcomes it covers
  items {int} NOT NULL,
  pass_permille {int} NOT NULL CHECK (pass_permille BETWEEN 1 AND 1000),
  minutes {int} NOT NULL,
  cooling_off_minutes {int} NOT NULL,
  title TEXT NOT NULL
) {table};

CREATE TABLE attempt (
  official {int} NOT NULL REFERENCES official (id),
  id {uuid} NOT NULL,
  test {int} NOT NULL REFERENCES test (id),
  language TEXT NOT NULL,
  started_at {int} NOT NULL,
  due_at {int} NOT NULL,
  submitted_at {int},
  state TEXT NOT NULL CHECK (state IN ('open', 'passed', 'failed', 'expired')),
  earned {int} NOT NULL,
  possible {int} NOT NULL,
  purpose_ref TEXT NOT NULL,                 -- what it belongs to, in the words of who started it; empty for a test-out
  return_path TEXT NOT NULL,                 -- the page that shows what follows from it
  level_before {int},                        -- the levels held before and after a pass, as they were then; for the result page
  level_after {int},
  PRIMARY KEY (official, id)
) {clustered};
CREATE UNIQUE INDEX attempt_one_open ON attempt (official, test) WHERE state = 'open';

CREATE TABLE attempt_item (
  official {int} NOT NULL,
  attempt {uuid} NOT NULL,
  number {int} NOT NULL,
  item {int} NOT NULL REFERENCES item (id),
  shuffle TEXT NOT NULL,                     -- JSON: the order in which options were shown
  answer TEXT,                               -- JSON: as given; the last before submission counts
  earned {int},
  answered_at {int},
  PRIMARY KEY (official, attempt, number)
) {clustered};
