-- How far down the listing is known without a hole. A gap that ends a crawl at the end of its range is either the bottom
-- of what is known (known_below_ms NULL) or a hole above what an earlier crawl had found (known_below_ms set).
ALTER TABLE listing_gaps ADD COLUMN stopped_by_range INTEGER NOT NULL DEFAULT 0 CHECK (stopped_by_range IN (0, 1));
-- 1: the crawl began at the top of the listing, so that everything above the gap is known.
ALTER TABLE listing_gaps ADD COLUMN from_top INTEGER NOT NULL DEFAULT 0 CHECK (from_top IN (0, 1));
