-- Courses, enrolments, progress, certificates.

CREATE TABLE course (
  id {int} NOT NULL PRIMARY KEY,
  uid {uuid} NOT NULL UNIQUE,
  code TEXT NOT NULL UNIQUE,
  provider {int} NOT NULL REFERENCES organisation (id),
  version {int} NOT NULL,                    -- the published one
  playable {bool} NOT NULL,                  -- false: a catalogue entry only
  changed_at {int} NOT NULL
) {table};
CREATE INDEX course_changed ON course (changed_at);

-- A published version is immutable; an enrolment pins one.
CREATE TABLE course_version (
  course {int} NOT NULL REFERENCES course (id),
  version {int} NOT NULL,
  digest TEXT NOT NULL,
  published {int} NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ('self_paced', 'in_class', 'blended', 'on_the_job')),
  minutes {int} NOT NULL,
  languages TEXT NOT NULL,                   -- JSON list of tags
  title TEXT NOT NULL,
  summary TEXT NOT NULL,
  prepares TEXT NOT NULL,
  sources TEXT NOT NULL,                     -- JSON list
  licence TEXT NOT NULL,
  test {int} REFERENCES test (id),           -- the assessment
  PRIMARY KEY (course, version)
) {clustered};

CREATE TABLE course_effect (
  course {int} NOT NULL,
  version {int} NOT NULL,
  competency {int} NOT NULL REFERENCES competency (id),
  entry {int} NOT NULL CHECK (entry BETWEEN 0 AND 5),
  level {int} NOT NULL CHECK (level BETWEEN 1 AND 5),
  PRIMARY KEY (course, version, competency)
) {clustered};
CREATE INDEX course_effect_competency ON course_effect (competency);

CREATE TABLE course_module (
  course {int} NOT NULL,
  version {int} NOT NULL,
  number {int} NOT NULL,
  code TEXT NOT NULL,
  title TEXT NOT NULL,
  PRIMARY KEY (course, version, number)
) {clustered};

CREATE TABLE learning_object (
  id {int} NOT NULL PRIMARY KEY,
  uid {uuid} NOT NULL UNIQUE,
  course {int} NOT NULL REFERENCES course (id),
  version {int} NOT NULL,
  module {int} NOT NULL,
  number {int} NOT NULL,                     -- through the course, from 1
  code TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('text', 'video', 'quiz')),
  minutes {int} NOT NULL,
  title TEXT NOT NULL,
  test {int} REFERENCES test (id)            -- of a quiz
) {table};
CREATE UNIQUE INDEX learning_object_place ON learning_object (course, version, number);

-- Segments are shared by all language variants; progress belongs to them.
CREATE TABLE segment (
  object {int} NOT NULL REFERENCES learning_object (id),
  number {int} NOT NULL,                     -- from 1
  code TEXT NOT NULL,
  PRIMARY KEY (object, number)
) {clustered};

CREATE TABLE segment_variant (
  object {int} NOT NULL,
  number {int} NOT NULL,
  language TEXT NOT NULL,
  heading TEXT NOT NULL,
  body TEXT NOT NULL,                        -- HTML made from the Markdown at import
  words {int} NOT NULL,
  starts_at {int} NOT NULL,                  -- seconds into the video; 0 for a text
  PRIMARY KEY (object, number, language)
) {clustered};

CREATE TABLE media (
  object {int} NOT NULL REFERENCES learning_object (id),
  language TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('video', 'audio', 'captions')),
  file TEXT NOT NULL,                        -- name in the folder of files: the SHA-256 of its contents with its extension
  bytes {int} NOT NULL,
  seconds {int} NOT NULL,
  PRIMARY KEY (object, language, kind)
) {clustered};

CREATE TABLE job_aid (
  id {int} NOT NULL PRIMARY KEY,
  uid {uuid} NOT NULL UNIQUE,
  course {int} NOT NULL REFERENCES course (id),
  version {int} NOT NULL,
  code TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL                         -- HTML in several languages
) {table};
CREATE INDEX job_aid_course ON job_aid (course, version);

CREATE TABLE enrolment (
  official {int} NOT NULL REFERENCES official (id),
  id {uuid} NOT NULL,
  course {int} NOT NULL REFERENCES course (id),
  version {int} NOT NULL,
  language TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('active', 'completed', 'withdrawn')),
  enrolled_at {int} NOT NULL,
  passed_at {int},                           -- when the assessment was passed
  completed_at {int},
  last_object {int},                         -- where to resume: number of the object through the course
  last_segment {int},
  credited_until {int} NOT NULL,             -- the server's clock up to which time has been credited, on whatever device
  sequence {int} NOT NULL DEFAULT 0,         -- number of the newest beat; older ones are replays
  PRIMARY KEY (official, id)
) {clustered};
CREATE UNIQUE INDEX enrolment_one_active ON enrolment (official, course) WHERE state = 'active';
CREATE INDEX enrolment_course ON enrolment (course);

-- A row says: opened. A quiz has no segments; its one part is number 0.
CREATE TABLE progress (
  official {int} NOT NULL,
  enrolment {uuid} NOT NULL,
  object {int} NOT NULL,
  segment {int} NOT NULL,
  credited {int} NOT NULL,                   -- milliseconds that the server stands behind
  intervals TEXT NOT NULL,                   -- seconds of a video that were played, from the start of the segment, as 0-12,20-31; empty for a text
  done {bool} NOT NULL,
  assurance TEXT NOT NULL CHECK (assurance IN ('online', 'deferred')),
  updated_at {int} NOT NULL,
  PRIMARY KEY (official, enrolment, object, segment)
) {clustered};

CREATE TABLE certificate (
  official {int} NOT NULL REFERENCES official (id),
  id {uuid} NOT NULL,
  code TEXT NOT NULL UNIQUE,                 -- what a stranger types or scans to verify it
  enrolment {uuid} NOT NULL,
  course {int} NOT NULL REFERENCES course (id),
  version {int} NOT NULL,
  issued_at {int} NOT NULL,
  withdrawn_at {int},
  PRIMARY KEY (official, id)
) {clustered};

CREATE TABLE desk_item (
  official {int} NOT NULL REFERENCES official (id),
  job_aid {int} NOT NULL REFERENCES job_aid (id),
  since {int} NOT NULL,
  PRIMARY KEY (official, job_aid)
) {clustered};
