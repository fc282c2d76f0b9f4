-- Who serves where. Personal data live in person, account_identifier and session only; every other table carries keys.

-- An edition is a bulk change that is switched on by one row: rows of an edition that is not yet current are not seen by the views below.
CREATE TABLE edition (
  only_row {int} NOT NULL PRIMARY KEY CHECK (only_row = 1),
  current {int} NOT NULL,
  newest {int} NOT NULL
) {table};
INSERT INTO edition (only_row, current, newest) VALUES (1, 0, 0);

CREATE TABLE territory (
  id {int} NOT NULL PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('country', 'state', 'district', 'subdistrict')),
  parent {int} REFERENCES territory (id),
  name TEXT NOT NULL,
  valid_from {int},
  valid_until {int},
  successor TEXT
) {table};
CREATE INDEX territory_parent ON territory (parent);

CREATE TABLE organisation (
  id {int} NOT NULL PRIMARY KEY,
  uid {uuid} NOT NULL UNIQUE,
  code TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  sort {sort} NOT NULL,
  territory {int} REFERENCES territory (id),
  edition_in {int} NOT NULL
) {table};
CREATE INDEX organisation_territory ON organisation (territory);

CREATE TABLE organisation_edge (
  child {int} NOT NULL REFERENCES organisation (id),
  parent {int} NOT NULL REFERENCES organisation (id),
  relation TEXT NOT NULL CHECK (relation IN ('administrative', 'technical', 'territorial')),
  from_date {int} NOT NULL,
  until_date {int},
  PRIMARY KEY (child, parent, relation, from_date)
) {clustered};
CREATE INDEX organisation_edge_parent ON organisation_edge (parent);

-- The administrative tree of today, each node its own ancestor at depth 0.
CREATE TABLE organisation_closure (
  ancestor {int} NOT NULL REFERENCES organisation (id),
  descendant {int} NOT NULL REFERENCES organisation (id),
  depth {int} NOT NULL,
  PRIMARY KEY (ancestor, descendant)
) {clustered};
CREATE INDEX organisation_closure_up ON organisation_closure (descendant, depth);

CREATE TABLE position (
  id {int} NOT NULL PRIMARY KEY,
  uid {uuid} NOT NULL UNIQUE,
  code TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  family TEXT NOT NULL,
  service_group TEXT,
  pay_level {int}
) {table};

CREATE TABLE post (
  id {int} NOT NULL PRIMARY KEY,
  uid {uuid} NOT NULL UNIQUE,
  code TEXT NOT NULL UNIQUE,
  organisation {int} NOT NULL REFERENCES organisation (id),
  position {int} NOT NULL REFERENCES position (id),
  reports_to {int} REFERENCES post (id)
) {table};
CREATE INDEX post_organisation ON post (organisation);
CREATE INDEX post_position ON post (position);
CREATE INDEX post_reports_to ON post (reports_to);

CREATE TABLE official (
  id {int} NOT NULL PRIMARY KEY,
  uid {uuid} NOT NULL UNIQUE,
  code TEXT NOT NULL UNIQUE,                 -- personal: employee code; identification; while in service and 10 years
  engagement TEXT NOT NULL CHECK (engagement IN ('permanent', 'temporary', 'contract', 'gds', 're_employed')),
  service TEXT,
  joined {int},                              -- personal: date of joining; rules of service; while in service and 10 years
  retires {int},                             -- personal: date of retirement; rules of service; while in service and 10 years
  minutes_per_week {int} NOT NULL            -- sanctioned learning time, from the duty hours
) {table};

-- The one table with names and contacts: erasing a person is deleting one row here.
CREATE TABLE person (
  official {int} NOT NULL PRIMARY KEY REFERENCES official (id),
  name TEXT NOT NULL,                        -- personal: name, in the script of the reader or in its own; address; until erasure
  sort {sort} NOT NULL,                      -- personal: folded name; ordering of lists; until erasure
  address_form TEXT NOT NULL,                -- personal: how the person wants to be addressed; courtesy; until erasure
  mobile TEXT,                               -- personal: mobile number; sign-in and messages; until erasure
  email TEXT,                                -- personal: e-mail address; sign-in and messages; until erasure
  language TEXT NOT NULL                     -- personal: preferred language; display; until erasure
) {table};
CREATE INDEX person_sort ON person (sort);

CREATE TABLE posting (
  official {int} NOT NULL REFERENCES official (id),
  id {uuid} NOT NULL,
  post {int} NOT NULL REFERENCES post (id),
  kind TEXT NOT NULL,
  from_date {int} NOT NULL,
  until_date {int},                          -- the first day after it
  edition_in {int} NOT NULL,
  edition_out {int},
  PRIMARY KEY (official, id)
) {clustered};
CREATE INDEX posting_post ON posting (post);
CREATE VIEW live_posting AS SELECT official, id, post, kind, from_date, until_date FROM posting
  WHERE edition_in <= (SELECT current FROM edition) AND (edition_out IS NULL OR edition_out > (SELECT current FROM edition));

CREATE TABLE supervision (
  official {int} NOT NULL REFERENCES official (id),
  id {uuid} NOT NULL,
  supervisor {int} NOT NULL REFERENCES official (id),
  kind TEXT NOT NULL CHECK (kind IN ('administrative', 'technical', 'reporting', 'reviewing')),
  from_date {int} NOT NULL,
  until_date {int},
  edition_in {int} NOT NULL,
  edition_out {int},
  PRIMARY KEY (official, id)
) {clustered};
CREATE INDEX supervision_supervisor ON supervision (supervisor);
CREATE VIEW live_supervision AS SELECT official, id, supervisor, kind, from_date, until_date FROM supervision
  WHERE edition_in <= (SELECT current FROM edition) AND (edition_out IS NULL OR edition_out > (SELECT current FROM edition));

CREATE TABLE account (
  id {int} NOT NULL PRIMARY KEY,
  uid {uuid} NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,                 -- personal: name of the account; sign-in; until erasure
  official {int} REFERENCES official (id),
  password TEXT,                             -- personal: argon2id hash; sign-in; until replaced
  must_change {bool} NOT NULL,
  disabled {bool} NOT NULL,
  demo {bool} NOT NULL,
  created_at {int} NOT NULL,
  edition_in {int} NOT NULL
) {table};
CREATE INDEX account_official ON account (official);

CREATE TABLE account_identifier (
  identifier TEXT NOT NULL PRIMARY KEY,      -- personal: folded employee code, mobile number or e-mail; sign-in; until erasure
  account {int} NOT NULL REFERENCES account (id),
  kind TEXT NOT NULL CHECK (kind IN ('name', 'code', 'mobile', 'email'))
) {table};
CREATE INDEX account_identifier_account ON account_identifier (account);

CREATE TABLE session (
  token {bytes} NOT NULL PRIMARY KEY,        -- SHA-256 of the cookie
  account {int} NOT NULL REFERENCES account (id),
  shared {bool} NOT NULL,                    -- "this is a shared computer"
  language TEXT NOT NULL,
  created_at {int} NOT NULL,                 -- personal: time of sign-in; security; 90 days
  seen_at {int} NOT NULL,                    -- personal: time of last use; security; 90 days
  ends_at {int} NOT NULL
) {table};
CREATE INDEX session_account ON session (account);
CREATE INDEX session_ends ON session (ends_at);

CREATE TABLE access_token (
  token {bytes} NOT NULL PRIMARY KEY,        -- SHA-256 of the bearer token
  account {int} NOT NULL REFERENCES account (id),
  created_at {int} NOT NULL,
  ends_at {int} NOT NULL
) {table};

CREATE TABLE sign_in_failure (
  subject TEXT NOT NULL PRIMARY KEY,         -- personal: SHA-256 of the identifier or address tried; protection against guessing; one day
  failures {int} NOT NULL,
  blocked_until {int} NOT NULL
) {table};

CREATE TABLE role_grant (
  account {int} NOT NULL REFERENCES account (id),
  id {uuid} NOT NULL,
  role TEXT NOT NULL,
  scope_kind TEXT NOT NULL CHECK (scope_kind IN ('everything', 'organisation', 'territory', 'service', 'framework')),
  scope TEXT NOT NULL,                       -- code of the organisation, territory, service or framework; empty for everything
  from_date {int} NOT NULL,
  until_date {int},
  edition_in {int} NOT NULL,
  edition_out {int},
  PRIMARY KEY (account, id)
) {clustered};
CREATE VIEW live_grant AS SELECT account, id, role, scope_kind, scope, from_date, until_date FROM role_grant
  WHERE edition_in <= (SELECT current FROM edition) AND (edition_out IS NULL OR edition_out > (SELECT current FROM edition));
