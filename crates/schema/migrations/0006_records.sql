-- The learning record store: clients, statements, documents.

-- Programs that may read and write. Only the digest of a secret is kept; a client that is revoked stays, because statements name it.
CREATE TABLE lrs_client (
  id {int} NOT NULL PRIMARY KEY,
  access_key {sort} NOT NULL UNIQUE,
  secret_digest {bytes} NOT NULL,
  title TEXT NOT NULL,
  scopes TEXT NOT NULL,
  authority TEXT NOT NULL,
  requests_per_second {int},
  created_at {int} NOT NULL,
  revoked_at {int}
) {table};

-- What statements can be found by, each once: agents, verbs, activities, registrations. The digest is that of kind and text.
CREATE TABLE term (
  id {serial},
  kind {int} NOT NULL,
  digest {uuid} NOT NULL UNIQUE,
  name TEXT NOT NULL -- personal: identifier of an agent (address, account) for kind 1; finding statements of a person; until erasure, which puts a pseudonym here
) {table};

-- Agents and groups as they were written, each form once. Statements carry the number of a form, so that erasing a person is a change here.
-- Members of a group stand in its text by the numbers of their forms.
CREATE TABLE actor_form (
  id {serial},
  term {int} REFERENCES term (id),
  digest {uuid} NOT NULL UNIQUE,
  body TEXT NOT NULL -- personal: name and identifier of an agent; giving statements back as received; until erasure, which puts a pseudonym here
) {table};
CREATE INDEX actor_form_term ON actor_form (term);

-- Counts the changes of what stands in `term` and `actor_form` (erasures), which are otherwise only added to: who remembers numbers of them
-- asks whether it is still the same count.
CREATE TABLE dictionary_version (
  id {int} NOT NULL PRIMARY KEY,
  version {int} NOT NULL
) {table};
INSERT INTO dictionary_version (id, version) VALUES (1, 0);

-- The canonical definition of an activity, grown from statements.
CREATE TABLE activity_definition (
  term {int} NOT NULL PRIMARY KEY REFERENCES term (id),
  definition TEXT NOT NULL
) {table};

-- Statements are kept in parts of some ten thousand. Every index begins with the part, so that only the newest part's pages are written to,
-- whatever has been stored before. A part begins at a position and ends where the next begins.
CREATE TABLE statement_part (
  part {int} NOT NULL PRIMARY KEY,
  from_position {int} NOT NULL
) {table};
INSERT INTO statement_part (part, from_position) VALUES (1, 0);

-- Which ids a part does not have: a Bloom filter of each part that nothing is written to any more.
CREATE TABLE statement_filter (
  part {int} NOT NULL PRIMARY KEY,
  bits {bytes} NOT NULL
) {table};

-- Position: when it was stored, in nanoseconds since 1970; the last three digits only keep writers apart. Lacks: what the statement came
-- without and is given when it is read (bits: 1 timestamp, 2 version 1.0.0, 4 version 2.0.0). Forms: the numbers of its agents and groups,
-- parted by blanks. Body: its text in which each agent is a position in that list, compressed; the first byte says how.
CREATE TABLE statement (
  position {int} NOT NULL PRIMARY KEY,
  part {int} NOT NULL,
  id {uuid} NOT NULL,
  client {int} NOT NULL,
  lacks {int} NOT NULL,
  voided {bool} NOT NULL,
  forms TEXT NOT NULL,
  body {bytes} NOT NULL
) {table};
CREATE UNIQUE INDEX statement_id ON statement (part, id);

-- By what a statement is found: twice the number of a term, one more where only the related filters find it. A statement that refers to
-- another is found by what the other is found by.
CREATE TABLE statement_mention (
  part {int} NOT NULL,
  target {int} NOT NULL,
  position {int} NOT NULL,
  PRIMARY KEY (part, target, position)
) {clustered};

-- Statements whose object is another statement, which may come later.
CREATE TABLE statement_reference (
  target {uuid} NOT NULL,
  position {int} NOT NULL,
  voids {bool} NOT NULL,
  PRIMARY KEY (target, position)
) {clustered};

-- Contents of attachments, by their SHA-2 in hexadecimal digits.
CREATE TABLE attachment (
  sha2 {sort} NOT NULL PRIMARY KEY,
  content {bytes} NOT NULL -- personal: what was attached to a statement; giving it back; as long as the statement
) {table};

-- Documents of state (kind 1), activity profiles (2) and agent profiles (3). Absent parts of the key are 0.
CREATE TABLE lrs_document (
  kind {int} NOT NULL,
  activity {int} NOT NULL,
  agent {int} NOT NULL,
  registration {int} NOT NULL,
  name {sort} NOT NULL,
  content_type TEXT NOT NULL,
  etag TEXT NOT NULL,
  updated_at {int} NOT NULL,
  content {bytes} NOT NULL, -- personal: what content keeps about a learner (bookmarks, preferences); going on where one stopped; until deleted by content or erasure
  PRIMARY KEY (kind, activity, agent, registration, name)
) {table};
