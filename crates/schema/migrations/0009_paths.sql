-- Learning paths: what was last worked out for each official, plans that were accepted, positions that people aspire to.

-- How long it takes to do something at work up to a level, until the supervisor can confirm it, where nobody has declared it better.
CREATE TABLE work_minutes (
  level {int} NOT NULL PRIMARY KEY CHECK (level BETWEEN 1 AND 5),
  minutes {int} NOT NULL CHECK (minutes > 0)
) {table};
INSERT INTO work_minutes (level, minutes) VALUES (1, 180), (2, 300), (3, 480), (4, 900), (5, 1500);

-- The median time that was credited to learners who completed a version of a course; a row from 30 learners on.
CREATE TABLE measured_minutes (
  course {int} NOT NULL REFERENCES course (id),
  version {int} NOT NULL,
  learners {int} NOT NULL,
  minutes {int} NOT NULL,
  PRIMARY KEY (course, version)
) {clustered};

-- The actions of which everybody concerned has been told; what differs from them today concerns somebody.
CREATE TABLE path_action (
  id TEXT NOT NULL PRIMARY KEY,
  digest TEXT NOT NULL,
  entry TEXT NOT NULL,                       -- JSON list of keys of competencies
  gives TEXT NOT NULL                        -- JSON list of keys of competencies
) {table};

-- Up to where the regular task has looked.
CREATE TABLE path_state (
  only_row {int} NOT NULL PRIMARY KEY CHECK (only_row = 1),
  edition {int} NOT NULL,                    -- of people data
  official {int} NOT NULL,                   -- the newest official with a row in path_solution
  measured_on {int} NOT NULL                 -- the day on which minutes were last measured
) {table};
INSERT INTO path_state (only_row, edition, official, measured_on) VALUES (1, 0, 0, 0);

-- The shortest path of an official as it was last worked out with the usual settings.
CREATE TABLE path_solution (
  official {int} NOT NULL PRIMARY KEY REFERENCES official (id),
  stale {bool} NOT NULL,                     -- something that it rests on has changed
  changes {int} NOT NULL,                    -- how often; whoever works it out writes only if none came meanwhile
  status TEXT NOT NULL CHECK (status IN ('unknown', 'optimal', 'bounded', 'unreachable')),
  minutes {int} NOT NULL,
  bound {int} NOT NULL,
  steps {int} NOT NULL,
  solved_at {int} NOT NULL,
  review_on {int}                            -- the day on which a posting or a requirement begins or ends
) {table};
CREATE INDEX path_solution_stale ON path_solution (stale, official);
CREATE INDEX path_solution_review ON path_solution (review_on);

-- What is open for an official, and how far known actions lead.
CREATE TABLE path_open (
  official {int} NOT NULL REFERENCES official (id),
  competency {int} NOT NULL REFERENCES competency (id),
  held {int} NOT NULL CHECK (held BETWEEN 0 AND 5),
  required {int} NOT NULL CHECK (required BETWEEN 1 AND 5),
  reachable {int} NOT NULL CHECK (reachable BETWEEN 0 AND 5),
  PRIMARY KEY (official, competency)
) {clustered};
CREATE INDEX path_open_competency ON path_open (competency, official);

CREATE TABLE path_plan (
  official {int} NOT NULL REFERENCES official (id),
  id {uuid} NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('accepted', 'replaced', 'dropped')),
  accepted_at {int} NOT NULL,
  ended_at {int},
  goal TEXT NOT NULL,
  minutes_per_week {int} NOT NULL,
  language TEXT NOT NULL,                    -- empty: any
  mode TEXT NOT NULL,                        -- empty: any
  tests TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('optimal', 'bounded', 'unreachable')),
  minutes {int} NOT NULL,
  bound {int} NOT NULL,
  PRIMARY KEY (official, id)
) {clustered};
CREATE UNIQUE INDEX path_plan_one ON path_plan (official) WHERE state = 'accepted';

CREATE TABLE path_plan_step (
  official {int} NOT NULL,
  plan {uuid} NOT NULL,
  number {int} NOT NULL,                     -- from 1
  action TEXT NOT NULL,
  title TEXT NOT NULL,
  address TEXT NOT NULL,                     -- where it is done
  minutes {int} NOT NULL,
  PRIMARY KEY (official, plan, number)
) {clustered};

-- What a step raises; it is done when all of it is held.
CREATE TABLE path_plan_rise (
  official {int} NOT NULL,
  plan {uuid} NOT NULL,
  number {int} NOT NULL,
  competency {int} NOT NULL REFERENCES competency (id),
  to_level {int} NOT NULL CHECK (to_level BETWEEN 1 AND 5),
  PRIMARY KEY (official, plan, number, competency)
) {clustered};

-- A position that somebody would like to hold; private until shared with the supervisor.
CREATE TABLE aspiration (
  official {int} NOT NULL PRIMARY KEY REFERENCES official (id),
  position {int} NOT NULL REFERENCES position (id),
  since {int} NOT NULL,
  shared_at {int}
) {table};
