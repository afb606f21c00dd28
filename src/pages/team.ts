/** A team as the info box of a map stats page shows it. The left one is team 1 of the page. */
export type PageTeam = { teamId: number; teamName: string; country: string | null; rounds: number };
