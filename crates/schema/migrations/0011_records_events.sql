-- The product's own events on their way into the record store, and what readers of the store need beside it.

-- Events that were told and are not relayed yet. Only ever appended to by use cases, which read nothing here; one relay reads and deletes.
-- No reference to other tables: a check of one would be a read. An absent registration is nil, an absent level -1, no observer 0.
CREATE TABLE record_event (
  position {serial},
  at {int} NOT NULL,
  official {int} NOT NULL,
  verb {int} NOT NULL,
  thing TEXT NOT NULL,
  cause {uuid} NOT NULL,
  registration {uuid} NOT NULL,
  level {int} NOT NULL,
  observer {int} NOT NULL
) {table};

-- Which node relays, until when.
CREATE TABLE record_relay (
  id {int} NOT NULL PRIMARY KEY,
  node {uuid} NOT NULL,
  until {int} NOT NULL
) {table};

-- The address under which the service is reached: the home page of its accounts and activities. Fixed once it stands in a statement.
CREATE TABLE record_home (
  id {int} NOT NULL PRIMARY KEY,
  address TEXT NOT NULL,
  fixed {bool} NOT NULL
) {table};

-- By which random name an official is known in statements. Without this row nothing leads from the statements to the official.
CREATE TABLE record_subject (
  official {int} NOT NULL PRIMARY KEY REFERENCES official (id), -- personal: whose statements these are; finding them where permitted; until erasure
  name {uuid} NOT NULL UNIQUE
) {table};

-- Other record stores to which statements are forwarded. Filters are empty for any; the position is that of the last statement sent.
CREATE TABLE record_target (
  id {int} NOT NULL PRIMARY KEY,
  title TEXT NOT NULL,
  endpoint TEXT NOT NULL,
  access_key TEXT NOT NULL,
  secret TEXT NOT NULL,
  verb TEXT NOT NULL,
  activity TEXT NOT NULL,
  agent TEXT NOT NULL, -- personal: identifier of an agent whose statements alone are sent; the filter of a forwarding; until the target is removed
  position {int} NOT NULL,
  sent {int} NOT NULL,
  failures {int} NOT NULL,
  next_at {int} NOT NULL,
  error TEXT NOT NULL,
  paused {bool} NOT NULL,
  created_at {int} NOT NULL
) {table};
