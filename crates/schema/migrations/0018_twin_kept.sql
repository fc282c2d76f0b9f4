-- Which of two names that are one competency stays: the one that other names stand for. NULL, also in decisions of earlier days and where
-- they are kept apart: the competency that was there first.
ALTER TABLE competency_twin ADD COLUMN kept {int} REFERENCES competency (id);
