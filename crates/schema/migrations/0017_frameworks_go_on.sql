-- A draft that was overtaken takes the newer version over; a government takes its acceptance of a framework back; offices move.

-- What the newer version and the draft have both changed, each otherwise, in a row: until somebody decides, the words of the draft stand there.
CREATE TABLE framework_draft_conflict (
  draft {uuid} NOT NULL REFERENCES framework_draft (id),
  number {int} NOT NULL,
  row_number {int},                          -- the row of the draft; NULL: it has none there
  sheet TEXT NOT NULL,
  version TEXT NOT NULL,                     -- the version that was taken over
  base TEXT,                                 -- JSON: {column: cell} in the version from which the draft had started; NULL: it had no such row
  theirs TEXT,                               -- in the version that was taken over
  mine TEXT,                                 -- in the draft
  columns TEXT NOT NULL,                     -- JSON: the columns in which they differ; empty: the row as a whole
  taken TEXT CHECK (taken IN ('mine', 'theirs')), -- NULL: nobody has decided
  decided_by {int} REFERENCES account (id),
  decided_at {int},
  PRIMARY KEY (draft, number)
) {clustered};

-- From that day a framework binds the posts of the government no more; the row goes when it has come.
ALTER TABLE floor_acceptance ADD COLUMN ends {int};

-- What governments have recorded about frameworks, in order; never changed.
CREATE TABLE floor_step (
  organisation {int} NOT NULL REFERENCES organisation (id),
  framework {int} NOT NULL REFERENCES framework (id),
  number {int} NOT NULL,
  step TEXT NOT NULL CHECK (step IN ('accept', 'bind', 'withdraw', 'release')),
  day {int} NOT NULL,                        -- from which it holds
  account {int} REFERENCES account (id),     -- NULL: the system itself, or before acceptances were recorded
  at {int} NOT NULL,
  note TEXT NOT NULL,                        -- the order of an acceptance, the reason of a withdrawal
  PRIMARY KEY (organisation, framework, number)
) {clustered};
INSERT INTO floor_step (organisation, framework, number, step, day, account, at, note)
  SELECT organisation, framework, 1, 'accept', from_date, accepted_by, accepted_at, rests_on FROM floor_acceptance;

-- A switch by which an acceptance ends.
ALTER TABLE requirement_switch ADD COLUMN ends {bool} NOT NULL DEFAULT FALSE;

-- Posts that may ask something else because they stand elsewhere now: those of an organisation with all below it, or one post. Looked at when
-- no switch is under way; the row goes when it is done.
CREATE TABLE requirement_notice (
  id {int} NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('organisation', 'post')),
  thing {int} NOT NULL
) {table};
