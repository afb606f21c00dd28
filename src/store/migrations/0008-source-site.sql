-- The site that the data of this database comes from: host and path of its base URL, or 'demo'. At most one row.
CREATE TABLE source_site (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  site TEXT NOT NULL CHECK (site <> '')
) STRICT;
