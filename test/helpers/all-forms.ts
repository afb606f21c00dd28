/** With TEST_ALL_FORMS=1 tests of one law run on everything that they have: each form, seed and transport. */
export const ALL_FORMS = Boolean(process.env.TEST_ALL_FORMS);

/** The first of a list of equal cases, seeds for example; with TEST_ALL_FORMS=1 all of them. */
export function firstUnlessAll<Case>(cases: readonly Case[]): Case[] {
  return cases.slice(0, ALL_FORMS ? cases.length : 1);
}
