-- The product's own events in the learning record store. They lie among the statements, with a compact body that is written out when read.

-- The address under which the service is reached: the home page of its accounts and activities.
CREATE TABLE record_home (
  id {int} NOT NULL PRIMARY KEY,
  address TEXT NOT NULL
) {table};

-- By which agent an official is known in statements: number of the term and of the form in the dictionary. The name of the agent is random;
-- without this row nothing leads from it to the official.
CREATE TABLE record_subject (
  official {int} NOT NULL PRIMARY KEY REFERENCES official (id),
  term {int} NOT NULL REFERENCES term (id),
  form {int} NOT NULL REFERENCES actor_form (id)
) {table};
