/** The rules of www.hltv.org as of 2024-04-30. They apply in addition to the site's own file. */
export const BUILT_IN_RULES = `User-agent: *
Disallow: /stats?maps*
Disallow: /results?startDate*
Disallow: /results?content*
Disallow: /results?gameType*
Disallow: /results?requireAllPlayers*
Disallow: /results?requireAllTeams*
Disallow: /results?stars*
Disallow: /results?map*
Disallow: /results?matchType*
Disallow: /stats?matchType*
Disallow: /stats?startDate*
Disallow: /stats?rankingFilter*
Disallow: /stats?bestOf*
Disallow: /stats*?*matchType*
Disallow: /stats*?*startDate*
Disallow: /stats*?*endDate*
Disallow: /stats*?*rankingFilter*
Disallow: /stats*?*bestOf*
Disallow: /stats*?*maps*
Disallow: /stats*?*lineup*
Disallow: /stats*?*gender*
Disallow: /stats*?*minAge*
Disallow: /stats*?*maxAge*
Disallow: /stats*?*event*
Disallow: /stats/players/career/*?
Disallow: /blog/*
Disallow: /download/demo*
Disallow: /legacystats/*
Disallow: /fantasy/*/league/*?*
Disallow: /fantasy/*/league/*/join
Disallow: /transfers?startDate*
Disallow: /transfers?country*
Disallow: /transfers?ranking*
Disallow: /transfers?page*
Disallow: /transfers?freeAgentsOnly*
Disallow: /matches?*
`;

/** The same filters after another parameter: the file means them, but its prefixes do not match them. */
export const FILTERS_ANYWHERE = `User-agent: *
Disallow: /results?*startDate=
Disallow: /results?*endDate=
Disallow: /results?*content=
Disallow: /results?*gameType=
Disallow: /results?*requireAll
Disallow: /results?*stars=
Disallow: /results?*map=
Disallow: /results?*matchType=
`;
