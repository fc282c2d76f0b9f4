-- What is published of the figures week by week, for whoever may not see the persons; and interventions that were proposed from a figure.

CREATE TABLE insight_release (
  week {int} NOT NULL PRIMARY KEY,           -- weeks since Monday, 29 December 1969
  as_of {int} NOT NULL,                      -- the instant of the figures
  begun_at {int} NOT NULL,
  published_at {int},                        -- NULL while it is being written
  held {int} NOT NULL,                       -- sums of the whole release
  below {int} NOT NULL,
  unassessed {int} NOT NULL,
  lapsed {int} NOT NULL
) {table};

-- Parts of the service with their counts, as of the week in which they were published last; a row for each time.
CREATE TABLE insight_release_cell (
  competency {int} NOT NULL REFERENCES competency (id),
  organisation {int} NOT NULL,               -- with all below it that is not a part of its own; 0: of any
  territory {int} NOT NULL,                  -- within this territory; 0: in any
  week {int} NOT NULL,
  held {int} NOT NULL,
  below {int} NOT NULL,
  unassessed {int} NOT NULL,
  lapsed {int} NOT NULL,
  PRIMARY KEY (competency, organisation, territory, week)
) {clustered};

-- The whole service by group of the position, service of the official, family of the position.
CREATE TABLE insight_release_cohort (
  competency {int} NOT NULL REFERENCES competency (id),
  dimension TEXT NOT NULL CHECK (dimension IN ('group', 'service', 'family')),
  cohort TEXT NOT NULL,                      -- '*': those that are too few to stand alone, together
  week {int} NOT NULL,
  held {int} NOT NULL,
  below {int} NOT NULL,
  unassessed {int} NOT NULL,
  lapsed {int} NOT NULL,
  PRIMARY KEY (competency, dimension, cohort, week)
) {clustered};

-- Learning of the whole service by month (months since January 1970; -1: months with few people, together).
CREATE TABLE insight_release_month (
  month {int} NOT NULL,
  week {int} NOT NULL,
  enrolled {int} NOT NULL,
  completed {int} NOT NULL,
  minutes_job {int} NOT NULL,
  minutes_others {int} NOT NULL,
  minutes_self {int} NOT NULL,
  PRIMARY KEY (month, week)
) {clustered};

-- Whom each course reached (0: courses with few people, together).
CREATE TABLE insight_release_course (
  course {int} NOT NULL,
  week {int} NOT NULL,
  enrolled {int} NOT NULL,
  completed {int} NOT NULL,
  holding {int} NOT NULL,
  PRIMARY KEY (course, week)
) {clustered};

-- What somebody proposes to do about a figure. A capacity building plan may take it up later.
CREATE TABLE intervention (
  id {uuid} NOT NULL PRIMARY KEY,
  organisation {int} REFERENCES organisation (id),
  territory {int} REFERENCES territory (id),
  competency {int} NOT NULL REFERENCES competency (id),
  course {int} REFERENCES course (id),
  people {int} NOT NULL,                     -- for whom the competency was open when it was proposed
  minutes {int} NOT NULL,                    -- of learning, for one person
  note TEXT NOT NULL,                        -- personal: the author's own words; reason of a proposal; with the proposal
  state TEXT NOT NULL CHECK (state IN ('proposed', 'withdrawn')),
  proposed_by {int} NOT NULL REFERENCES account (id),
  proposed_at {int} NOT NULL
) {table};
CREATE INDEX intervention_organisation ON intervention (organisation, proposed_at);
CREATE INDEX intervention_territory ON intervention (territory, proposed_at);
