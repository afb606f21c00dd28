/** Rules that compare the latest name of each team, player and event with the observed names. */

/** `query` has the columns id, expected and seen. */
type NameRule = { table: string; key: string; query: string };

const ORDER = 'ORDER BY as_of_ms DESC, page_rank, page_id DESC LIMIT 1';

function ruleFor(table: string, entity: string, fields: readonly string[]): NameRule {
  const key = `${entity}_id`;
  const latest = (field: string): string =>
    `(SELECT ${field} FROM observed_names AS n WHERE n.entity = '${entity}' AND n.entity_id = o.entity_id
      AND ${field} IS NOT NULL ${ORDER}) AS ${field}`;
  const text = (alias: string): string =>
    fields.map((field) => `coalesce(quote(${alias}.${field}), 'NULL')`).join(` || ', ' || `);
  const values = (alias: string): string => fields.map((field) => `${alias}.${field}`).join(', ');
  return {
    table,
    key,
    query: `WITH latest AS (SELECT entity_id AS ${key}, ${fields.map(latest).join(', ')}
        FROM (SELECT DISTINCT entity_id FROM observed_names WHERE entity = '${entity}') AS o)
      SELECT ${key} AS id, iif(l.name IS NULL, 'no row', ${text('l')}) AS expected,
        iif(t.name IS NULL, 'no row', ${text('t')}) AS seen
      FROM latest AS l FULL JOIN ${table} AS t USING (${key})
      WHERE (${values('l')}, 0) IS NOT (${values('t')}, 0)`,
  };
}

/** One rule for each table of names. */
export const NAME_RULES: readonly NameRule[] = [
  ruleFor('teams', 'team', ['name', 'country']),
  ruleFor('players', 'player', ['name', 'full_name', 'country']),
  ruleFor('events', 'event', ['name']),
];
