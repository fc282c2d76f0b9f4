-- What posts ask, what people have shown, and what follows from it.

CREATE TABLE framework (
  id {int} NOT NULL PRIMARY KEY,
  uid {uuid} NOT NULL UNIQUE,
  code TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  licence TEXT NOT NULL
) {table};

CREATE TABLE framework_version (
  framework {int} NOT NULL REFERENCES framework (id),
  version TEXT NOT NULL,
  published {int} NOT NULL,
  scale TEXT NOT NULL,                       -- JSON: its own levels, each with its name and the level 1-5 it maps to
  PRIMARY KEY (framework, version)
) {clustered};

CREATE TABLE competency (
  id {int} NOT NULL PRIMARY KEY,
  uid {uuid} NOT NULL UNIQUE,
  code TEXT NOT NULL UNIQUE,
  framework {int} NOT NULL REFERENCES framework (id),
  kind TEXT NOT NULL CHECK (kind IN ('behavioural', 'functional', 'domain')),
  ask TEXT NOT NULL CHECK (ask IN ('attitude', 'skill', 'knowledge')),
  revision {int} NOT NULL                    -- the newest
) {table};

-- Revisions are immutable; requirement and evidence name the one they speak of.
CREATE TABLE competency_revision (
  competency {int} NOT NULL REFERENCES competency (id),
  revision {int} NOT NULL,
  framework_version TEXT NOT NULL,
  name TEXT NOT NULL,
  definition TEXT NOT NULL,
  PRIMARY KEY (competency, revision)
) {clustered};

CREATE TABLE level_descriptor (
  competency {int} NOT NULL REFERENCES competency (id),
  revision {int} NOT NULL,
  level {int} NOT NULL CHECK (level BETWEEN 1 AND 5),
  text TEXT NOT NULL,
  PRIMARY KEY (competency, revision, level)
) {clustered};

CREATE TABLE indicator (
  id {int} NOT NULL PRIMARY KEY,
  uid {uuid} NOT NULL UNIQUE,
  competency {int} NOT NULL REFERENCES competency (id),
  revision {int} NOT NULL,
  level {int} NOT NULL CHECK (level BETWEEN 1 AND 5),
  code TEXT NOT NULL,
  text TEXT NOT NULL
) {table};
CREATE INDEX indicator_competency ON indicator (competency, revision, level);

CREATE TABLE role (
  id {int} NOT NULL PRIMARY KEY,
  uid {uuid} NOT NULL UNIQUE,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL
) {table};

CREATE TABLE work_activity (
  role {int} NOT NULL REFERENCES role (id),
  number {int} NOT NULL,
  code TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (role, number)
) {clustered};

CREATE TABLE role_competency (
  role {int} NOT NULL REFERENCES role (id),
  competency {int} NOT NULL REFERENCES competency (id),
  level {int} NOT NULL CHECK (level BETWEEN 1 AND 5),
  PRIMARY KEY (role, competency)
) {clustered};

CREATE TABLE position_role (
  position {int} NOT NULL REFERENCES position (id),
  role {int} NOT NULL REFERENCES role (id),
  PRIMARY KEY (position, role)
) {clustered};

-- Interned: posts with the same requirements share one set, so that millions of posts do not hold millions of rows.
CREATE TABLE requirement_set (
  id {int} NOT NULL PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE
) {table};

CREATE TABLE requirement (
  requirement_set {int} NOT NULL REFERENCES requirement_set (id),
  competency {int} NOT NULL REFERENCES competency (id),
  revision {int} NOT NULL,
  level {int} NOT NULL CHECK (level BETWEEN 1 AND 5),
  effective_from {int} NOT NULL,
  grace_until {int} NOT NULL,
  PRIMARY KEY (requirement_set, competency)
) {clustered};

CREATE TABLE post_requirement (
  post {int} NOT NULL PRIMARY KEY REFERENCES post (id),
  requirement_set {int} NOT NULL REFERENCES requirement_set (id)
) {table};
CREATE INDEX post_requirement_set ON post_requirement (requirement_set);

-- What each kind of evidence can prove, as data: the newest version at or before a day is the rule of that day.
CREATE TABLE evidence_rule (
  version {int} NOT NULL,
  kind TEXT NOT NULL,
  from_date {int} NOT NULL,
  ceiling {int} NOT NULL CHECK (ceiling BETWEEN 0 AND 5),
  valid_days {int},                          -- a level shown by it lapses after so many days; NULL: it does not lapse
  PRIMARY KEY (version, kind)
) {clustered};
INSERT INTO evidence_rule (version, kind, from_date, ceiling, valid_days) VALUES
  (1, 'self_declaration', 0, 0, NULL),
  (1, 'completion', 0, 1, NULL),
  (1, 'test', 0, 2, NULL),
  (1, 'supervised_test', 0, 3, NULL),
  (1, 'observation', 0, 3, NULL),
  (1, 'work_product', 0, 3, NULL),
  (1, 'prior_credential', 0, 2, NULL),
  (1, 'panel', 0, 5, NULL);

-- The ledger. Rows are never changed; a correction is a new row that withdraws an old one.
CREATE TABLE evidence (
  official {int} NOT NULL REFERENCES official (id),
  id {uuid} NOT NULL,
  competency {int} NOT NULL REFERENCES competency (id),
  revision {int} NOT NULL,
  kind TEXT NOT NULL,
  level {int} NOT NULL CHECK (level BETWEEN 0 AND 5),
  shown_at {int} NOT NULL,                   -- when it was shown, which may be before it was recorded
  recorded_at {int} NOT NULL,
  recorded_by {int} REFERENCES account (id),
  observer {int} REFERENCES official (id),
  indicator {int} REFERENCES indicator (id),
  language TEXT NOT NULL,
  source TEXT NOT NULL,                      -- what it rests on: test:UUID, course:CODE, incident, credential
  note TEXT NOT NULL,                        -- personal: description of the incident or product; proof of the level; while in service and 10 years
  assurance TEXT NOT NULL CHECK (assurance IN ('online', 'deferred')),
  origin TEXT NOT NULL,                      -- the node that recorded it
  withdraws {uuid},
  PRIMARY KEY (official, id)
) {clustered};

-- The level held: a function of the set of evidence, rewritten in the transaction of each piece, rebuilt and compared by command.
CREATE TABLE attainment (
  official {int} NOT NULL REFERENCES official (id),
  competency {int} NOT NULL REFERENCES competency (id),
  level {int} NOT NULL CHECK (level BETWEEN 0 AND 5),
  lapsed_level {int} NOT NULL CHECK (lapsed_level BETWEEN 0 AND 5),
  assessed {bool} NOT NULL,
  rule_version {int} NOT NULL,
  next_change {int},                         -- the day on which a level lapses
  updated_at {int} NOT NULL,
  PRIMARY KEY (official, competency)
) {clustered};
CREATE INDEX attainment_next_change ON attainment (next_change);

-- A level that its holder contests, with an owner, a clock and an answer.
CREATE TABLE contest (
  official {int} NOT NULL REFERENCES official (id),
  id {uuid} NOT NULL,
  evidence {uuid} NOT NULL,
  reason TEXT NOT NULL,                      -- personal: the person's own words; answer to the contest; 3 years after the answer
  opened_at {int} NOT NULL,
  due_at {int} NOT NULL,
  answer TEXT,                               -- personal: the answer; answer to the contest; 3 years after the answer
  answered_at {int},
  answered_by {int} REFERENCES account (id),
  upheld {bool},
  PRIMARY KEY (official, id)
) {clustered};
