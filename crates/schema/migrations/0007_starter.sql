-- Why a competency matters in a position, and item banks that belong to a competency rather than to a course.

-- How much harm it does in a position when a competency is missing there; no row: nobody has said. Replaced with each import of the position.
CREATE TABLE criticality (
  position {int} NOT NULL REFERENCES position (id),
  competency {int} NOT NULL REFERENCES competency (id),
  criticality TEXT NOT NULL CHECK (criticality IN ('high', 'medium', 'low')),
  reason TEXT NOT NULL,
  PRIMARY KEY (position, competency)
) {clustered};

-- Whether the bank is the competency's own. Its test-outs then go before those of courses.
ALTER TABLE item_bank ADD COLUMN of_competency {bool} NOT NULL DEFAULT FALSE;

-- The visible act to which an outcome is tied, in the revision that stood when the bank was imported; NULL in the banks of courses.
ALTER TABLE outcome ADD COLUMN indicator {int} REFERENCES indicator (id);
