-- What the store itself needs.
CREATE TABLE key_sequence (
  kind TEXT NOT NULL PRIMARY KEY,
  next {int} NOT NULL
) {table};

CREATE TABLE job (
  id {uuid} NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('ready', 'dead')),
  run_at {int} NOT NULL,
  attempts {int} NOT NULL,
  error TEXT
) {table};
CREATE INDEX job_due ON job (state, run_at);

CREATE TABLE change_feed (
  position {serial},
  epoch {epoch},
  kind TEXT NOT NULL,
  subject {int} NOT NULL,
  delta TEXT NOT NULL
) {table};
CREATE INDEX change_feed_order ON change_feed (epoch, position);

CREATE TABLE audit_entry (
  position {serial},
  epoch {epoch},
  at {int} NOT NULL,
  actor {int},
  action TEXT NOT NULL,
  subject {int},
  detail TEXT NOT NULL
) {table};
CREATE INDEX audit_entry_order ON audit_entry (epoch, position);
CREATE INDEX audit_entry_subject ON audit_entry (subject, position);

CREATE TABLE audit_batch (
  number {int} NOT NULL PRIMARY KEY,
  last_epoch {int} NOT NULL,
  last_position {int} NOT NULL,
  hash TEXT NOT NULL,
  at {int} NOT NULL
) {table};
