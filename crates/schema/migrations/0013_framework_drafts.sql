-- The content of each version of a framework, drafts of the next one, their reviews, and how a version comes into force.

-- What a version says, whole, so that versions can be compared and nothing rewrites history: JSON with
-- title, licence, scale and the rows of the sheets.
CREATE TABLE framework_content (
  framework {int} NOT NULL,
  version TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (framework, version),
  FOREIGN KEY (framework, version) REFERENCES framework_version (framework, version)
) {clustered};

-- A version that came out of a review is never changed; an import of files under its name is refused.
ALTER TABLE framework_version ADD COLUMN sealed {bool} NOT NULL DEFAULT FALSE;

-- How a competency is best learnt in a position: a hint. Replaced with each import of the position.
CREATE TABLE learning_mode (
  position {int} NOT NULL REFERENCES position (id),
  competency {int} NOT NULL REFERENCES competency (id),
  mode TEXT NOT NULL CHECK (mode IN ('on-the-job', 'with-others', 'course', 'reading')),
  PRIMARY KEY (position, competency)
) {clustered};

-- Documents from which the work of a role is learnt. Replaced with each import of the role.
CREATE TABLE knowledge_resource (
  role {int} NOT NULL REFERENCES role (id),
  code TEXT NOT NULL,
  title TEXT NOT NULL,
  address TEXT NOT NULL,
  PRIMARY KEY (role, code)
) {clustered};

-- The next version of a framework in the making, by a unit of an organisation.
CREATE TABLE framework_draft (
  id {uuid} NOT NULL PRIMARY KEY,
  framework {int} NOT NULL REFERENCES framework (id),
  organisation {int} NOT NULL REFERENCES organisation (id),
  base TEXT NOT NULL,                        -- the version from which it started
  version TEXT NOT NULL,                     -- the version that it will be
  title TEXT NOT NULL,                       -- what it is about, in the words of its unit
  state TEXT NOT NULL CHECK (state IN ('opening', 'drafting', 'review1', 'review2', 'refused', 'appealed', 'scheduled', 'published', 'closed')),
  round {int} NOT NULL,                      -- how often it was submitted
  refused_at TEXT,                           -- the review that refused it finally
  next_row {int} NOT NULL,                   -- the number of the next row
  opened_by {int} NOT NULL REFERENCES account (id),
  opened_at {int} NOT NULL,
  effective_from {int},                      -- the day from which it shall hold
  grace_days {int} NOT NULL                  -- so long a new or raised requirement counts as missing for nobody
) {table};
CREATE INDEX framework_draft_state ON framework_draft (state, effective_from);

CREATE TABLE framework_draft_row (
  draft {uuid} NOT NULL REFERENCES framework_draft (id),
  number {int} NOT NULL,
  sheet TEXT NOT NULL,
  cells TEXT NOT NULL,                       -- JSON: {column: cell}
  removed {bool} NOT NULL,                   -- taken out, and kept so that it can come back
  doubt TEXT NOT NULL,                       -- why nobody is sure of it yet: a code of the closed list of doubts, and what it is about; empty: it stands
  revision {int} NOT NULL,                   -- counts its changes: who saves over another's change is asked first
  edited_by {int} REFERENCES account (id),
  edited_at {int},
  PRIMARY KEY (draft, number)
) {clustered};
CREATE INDEX framework_draft_row_sheet ON framework_draft_row (draft, sheet, number);

-- Who has written in a draft: none of them reviews it. A person is its official, or minus its account where it is none.
CREATE TABLE framework_draft_author (
  draft {uuid} NOT NULL REFERENCES framework_draft (id),
  person {int} NOT NULL,
  PRIMARY KEY (draft, person)
) {clustered};

CREATE TABLE framework_draft_comment (
  draft {uuid} NOT NULL REFERENCES framework_draft (id),
  id {uuid} NOT NULL,
  number {int},                              -- the row; NULL: the whole draft
  account {int} NOT NULL REFERENCES account (id),
  at {int} NOT NULL,
  words TEXT NOT NULL,                       -- personal: an author's own words; making of a framework; with the framework
  PRIMARY KEY (draft, id)
) {clustered};

-- What happened to a draft, in order; never changed.
CREATE TABLE framework_draft_step (
  draft {uuid} NOT NULL REFERENCES framework_draft (id),
  number {int} NOT NULL,
  step TEXT NOT NULL,
  round {int} NOT NULL,
  account {int} REFERENCES account (id),     -- NULL: the system itself
  person {int},
  at {int} NOT NULL,
  note TEXT NOT NULL,                        -- personal: a reviewer's own words; reasons of a decision; with the framework
  PRIMARY KEY (draft, number)
) {clustered};

-- A version on its way into force. Posts get their next set in chunks; all of them at once have it when the row is switched on.
CREATE TABLE requirement_switch (
  number {int} NOT NULL PRIMARY KEY,
  draft {uuid} NOT NULL REFERENCES framework_draft (id),
  switched {bool} NOT NULL,
  settled {bool} NOT NULL                    -- no post names it any more
) {table};
ALTER TABLE post_requirement ADD COLUMN next_set {int} REFERENCES requirement_set (id);
ALTER TABLE post_requirement ADD COLUMN next_switch {int};
CREATE INDEX post_requirement_switch ON post_requirement (next_switch);
CREATE INDEX post_position_order ON post (position, id);

-- What a post asks now.
CREATE VIEW live_post_requirement AS
  SELECT post, CASE WHEN next_switch IS NOT NULL AND EXISTS (SELECT 1 FROM requirement_switch WHERE number = next_switch AND switched)
    THEN next_set ELSE requirement_set END AS requirement_set FROM post_requirement;
