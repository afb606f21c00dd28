-- The Content-Type header of the response, or that of the file format in which the page was saved.
ALTER TABLE pages ADD COLUMN content_type TEXT;
