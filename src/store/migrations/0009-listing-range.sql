-- How far down the listing is known without a hole. Below the end of the range of a crawl is a gap: either nothing below it
-- is known (previous_top_ms NULL), or it is a hole above matches that an earlier crawl found (previous_top_ms set).
ALTER TABLE listing_gaps RENAME COLUMN known_below_ms TO previous_top_ms;
ALTER TABLE listing_gaps ADD COLUMN stopped_by_range INTEGER NOT NULL DEFAULT 0 CHECK (stopped_by_range IN (0, 1));
-- 1: the crawl began at the top of the listing, so that everything above the gap is known.
ALTER TABLE listing_gaps ADD COLUMN from_top INTEGER NOT NULL DEFAULT 0 CHECK (from_top IN (0, 1));
