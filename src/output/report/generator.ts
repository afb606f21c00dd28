/** The name of the generator in the head of a report, by which reports are recognised. */
export const GENERATOR = 'hltv-scraper report';
