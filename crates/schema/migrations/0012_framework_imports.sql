-- Frameworks from elsewhere: what belongs to such a framework, what it says in its own words, each import of it, and what people decided
-- about names that look alike and about how competencies of two frameworks stand to each other.

-- NULL: of the service itself. Otherwise of the library of that framework: no post has it until somebody gives it.
ALTER TABLE role ADD COLUMN framework {int} REFERENCES framework (id);
ALTER TABLE role ADD COLUMN description TEXT NOT NULL DEFAULT '{}';
ALTER TABLE position ADD COLUMN framework {int} REFERENCES framework (id);

-- A framework's own ordering of its competencies and activities: themes, groups, families of activities.
CREATE TABLE framework_term (
  framework {int} NOT NULL REFERENCES framework (id),
  code TEXT NOT NULL,
  kind TEXT NOT NULL,
  parent TEXT,                               -- code of the term above it
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  PRIMARY KEY (framework, code)
) {clustered};

CREATE TABLE framework_term_use (
  framework {int} NOT NULL REFERENCES framework (id),
  kind TEXT NOT NULL CHECK (kind IN ('competency', 'activity')),
  thing TEXT NOT NULL,                       -- code of the competency; codes of role and activity with a blank between
  term TEXT NOT NULL,
  PRIMARY KEY (framework, kind, thing, term)
) {clustered};

-- What a role asks in the words of its framework. A row here without one in role_competency is unmapped, and says why.
CREATE TABLE role_own_ask (
  role {int} NOT NULL REFERENCES role (id),
  competency {int} NOT NULL REFERENCES competency (id),
  own TEXT NOT NULL,                         -- level in its own scale: Practitioner, 4.62
  importance TEXT NOT NULL,
  unmapped TEXT NOT NULL,                    -- why no level from 1 to 5 follows; empty where one does
  PRIMARY KEY (role, competency)
) {clustered};

-- The digest tells whether the files say anything new.
CREATE TABLE framework_import (
  framework {int} NOT NULL REFERENCES framework (id),
  number {int} NOT NULL,
  version TEXT NOT NULL,
  form TEXT NOT NULL,
  digest TEXT NOT NULL,
  imported_at {int} NOT NULL,
  PRIMARY KEY (framework, number)
) {clustered};

-- Two competencies whose names look alike: one and the same, or kept apart. Remembered across imports; the smaller key stands first.
CREATE TABLE competency_twin (
  one {int} NOT NULL REFERENCES competency (id),
  other {int} NOT NULL REFERENCES competency (id),
  decision TEXT NOT NULL CHECK (decision IN ('alias', 'apart')),
  decided_by {int} REFERENCES account (id),
  decided_at {int} NOT NULL,
  PRIMARY KEY (one, other)
) {clustered};

-- How a competency stands to one of another framework, read from origin to target: a row "broader" says that the origin is broader.
CREATE TABLE crosswalk (
  origin {int} NOT NULL REFERENCES competency (id),
  target {int} NOT NULL REFERENCES competency (id),
  relation TEXT NOT NULL CHECK (relation IN ('exact', 'broader', 'narrower', 'related')),
  cap {int} CHECK (cap BETWEEN 1 AND 5),     -- highest level that an attainment of the origin gives in the target; NULL: none beyond the rule
  decided_by {int} REFERENCES account (id),  -- NULL: it came with a file
  decided_at {int} NOT NULL,
  PRIMARY KEY (origin, target)
) {clustered};

-- What an attainment of the origin counts for in the target at most. Exact holds in both directions; broader and narrower count only up to
-- their declared cap; related counts for nothing. One step only: what was counted so is not counted on.
CREATE VIEW counted_crosswalk AS
  SELECT origin, target, 5 AS cap FROM crosswalk WHERE relation = 'exact'
  UNION SELECT target AS origin, origin AS target, 5 AS cap FROM crosswalk WHERE relation = 'exact'
  UNION SELECT origin, target, cap FROM crosswalk WHERE relation IN ('broader', 'narrower') AND cap IS NOT NULL;
