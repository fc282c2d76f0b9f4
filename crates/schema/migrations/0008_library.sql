-- On what a competency and a position rest: the rule, order or document that the file names. Empty where it names none.
ALTER TABLE competency_revision ADD COLUMN source TEXT NOT NULL DEFAULT '';
ALTER TABLE position ADD COLUMN source TEXT NOT NULL DEFAULT '';
