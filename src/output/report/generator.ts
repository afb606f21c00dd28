/** By this name in its head a report is recognised. */
export const GENERATOR = 'hltv-scraper report';
