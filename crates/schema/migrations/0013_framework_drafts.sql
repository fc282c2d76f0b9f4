-- The content of each version of a framework, drafts of the next one, their reviews, and how a version comes into force.

-- What a version says, whole, so that versions can be compared and nothing rewrites history: JSON with
-- title, licence, scale and the rows of the sheets.
CREATE TABLE framework_content (
  framework {int} NOT NULL,
  version TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (framework, version),
  FOREIGN KEY (framework, version) REFERENCES framework_version (framework, version)
) {clustered};
