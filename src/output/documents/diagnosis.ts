import { z } from 'zod';

/** The result of one check of `doctor`. */
const Diagnosed = z.strictObject({
  name: z.string().describe('name of the check'),
  isOk: z.boolean().describe('false: there is a problem'),
  text: z.string().describe('what was found, and what to do about it'),
});
export type Diagnosed = z.infer<typeof Diagnosed>;

/** The document of `doctor --json`: the checks in their order. */
export const Diagnosis = z.array(Diagnosed);
export type Diagnosis = z.infer<typeof Diagnosis>;
