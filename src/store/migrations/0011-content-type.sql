-- The encoding that the site, or the form a page was saved in, declared outside of the page.
ALTER TABLE pages ADD COLUMN content_type TEXT;
