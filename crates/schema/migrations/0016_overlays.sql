-- What governments accept of a national framework, and what their units add to it: overlays.

-- A government accepts a framework: from that day its requirements bind the posts of that government. Before, they are a library for it.
CREATE TABLE floor_acceptance (
  organisation {int} NOT NULL REFERENCES organisation (id),
  framework {int} NOT NULL REFERENCES framework (id),
  from_date {int} NOT NULL,
  grace_days {int} NOT NULL,                 -- so long what it newly asks counts as missing for nobody
  rests_on TEXT NOT NULL,                    -- the order or decision on which it rests
  accepted_by {int} REFERENCES account (id), -- NULL: it stood before acceptances were recorded
  accepted_at {int} NOT NULL,
  in_force {bool} NOT NULL,
  PRIMARY KEY (organisation, framework)
) {clustered};

-- What was asked of posts before acceptances were recorded goes on binding them.
INSERT INTO floor_acceptance (organisation, framework, from_date, grace_days, rests_on, accepted_by, accepted_at, in_force)
  SELECT organisation.id, framework.id, (SELECT MIN(published) FROM framework_version WHERE framework_version.framework = framework.id),
    90, '', NULL, 0, TRUE
  FROM organisation, framework WHERE organisation.kind = 'government'
    AND EXISTS (SELECT 1 FROM framework_version WHERE framework_version.framework = framework.id)
    AND NOT EXISTS (SELECT 1 FROM framework_import WHERE framework_import.framework = framework.id);

-- What a unit adds to a framework for the posts of its organisation and of all below it. One edition follows another; a published one is
-- never changed.
CREATE TABLE overlay (
  id {uuid} NOT NULL PRIMARY KEY,
  organisation {int} NOT NULL REFERENCES organisation (id),
  framework {int} NOT NULL REFERENCES framework (id),
  edition {int} NOT NULL,
  title TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('drafting', 'review', 'scheduled', 'published', 'superseded', 'closed')),
  round {int} NOT NULL,                      -- how often it was submitted
  next_item {int} NOT NULL,
  opened_by {int} NOT NULL REFERENCES account (id),
  opened_at {int} NOT NULL,
  effective_from {int},
  grace_days {int} NOT NULL,
  UNIQUE (organisation, framework, edition)
) {table};
CREATE UNIQUE INDEX overlay_open ON overlay (organisation, framework) WHERE state IN ('drafting', 'review', 'scheduled');
CREATE UNIQUE INDEX overlay_published ON overlay (organisation, framework) WHERE state = 'published';

-- One addition. The number stays through the editions.
--   ask       about position or role, part = code of the competency, level
--   activity  about role, part = code of the new activity, texts
--   words     about position (its title), role (part empty: its name; else code of an activity), competency (part empty: its name; else the
--             number of a level: what a person at it does), texts
CREATE TABLE overlay_item (
  overlay {uuid} NOT NULL REFERENCES overlay (id),
  number {int} NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('ask', 'activity', 'words')),
  about TEXT NOT NULL CHECK (about IN ('position', 'role', 'competency')),
  code TEXT NOT NULL,
  part TEXT NOT NULL,
  level {int} CHECK (level BETWEEN 1 AND 5),
  texts TEXT NOT NULL,
  reason TEXT NOT NULL,                      -- why, in the words of the unit
  base TEXT NOT NULL,                        -- JSON: what the framework itself said when the unit last looked at it
  removed {bool} NOT NULL,
  revision {int} NOT NULL,
  edited_by {int} REFERENCES account (id),
  edited_at {int} NOT NULL,
  PRIMARY KEY (overlay, number)
) {clustered};

-- Who has written in an overlay does not decide about it. A person is its official, or minus its account where it is none.
CREATE TABLE overlay_author (
  overlay {uuid} NOT NULL REFERENCES overlay (id),
  person {int} NOT NULL,
  PRIMARY KEY (overlay, person)
) {clustered};

-- What happened to an overlay, in order; never changed. Decisions about conflicts name the item and what the framework then said.
CREATE TABLE overlay_step (
  overlay {uuid} NOT NULL REFERENCES overlay (id),
  number {int} NOT NULL,
  step TEXT NOT NULL,
  round {int} NOT NULL,
  item {int},
  said TEXT,                                 -- JSON: what the framework said when a conflict was decided
  account {int} REFERENCES account (id),     -- NULL: the system itself
  person {int},
  at {int} NOT NULL,
  note TEXT NOT NULL,                        -- personal: a member's own words; reasons of a decision; with the framework
  PRIMARY KEY (overlay, number)
) {clustered};

-- A switch has one of three causes: a version of a framework, an edition of an overlay, an acceptance.
DROP VIEW live_post_requirement;
ALTER TABLE requirement_switch RENAME TO requirement_switch_of_draft;
CREATE TABLE requirement_switch (
  number {int} NOT NULL PRIMARY KEY,
  draft {uuid} REFERENCES framework_draft (id),
  overlay {uuid} REFERENCES overlay (id),
  organisation {int} REFERENCES organisation (id),
  framework {int} REFERENCES framework (id),
  switched {bool} NOT NULL,
  settled {bool} NOT NULL                    -- no post names it any more
) {table};
INSERT INTO requirement_switch (number, draft, switched, settled) SELECT number, draft, switched, settled FROM requirement_switch_of_draft;
DROP TABLE requirement_switch_of_draft;
CREATE VIEW live_post_requirement AS
  SELECT post, CASE WHEN next_switch IS NOT NULL AND EXISTS (SELECT 1 FROM requirement_switch WHERE number = next_switch AND switched)
    THEN next_set ELSE requirement_set END AS requirement_set FROM post_requirement;
