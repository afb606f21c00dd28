import { z } from 'zod';

/** The form of a declaration: the schema of a setting with its flag, variable and help text. */

/** Headings of the help, in order. */
export const SETTING_GROUPS = {
  fetch: 'What to fetch:',
  select: 'Which data:',
  data: 'What to process:',
  manners: 'Manners and limits:',
  browser: 'Browser:',
  output: 'Output:',
  general: 'General:',
} as const;

/** The declaration of a setting apart from its schema. */
export type SettingInfo = {
  group: keyof typeof SETTING_GROUPS;
  /** The flag in the syntax of commander: `--min-delay <seconds>`. */
  flags: string;
  description: string;
  /**
   * The setting has several values: `texts` separated by commas; `ids` by commas or spaces, `@file` or `-` has one per
   * line.
   */
  list?: 'texts' | 'ids';
};

/** A schema declared by `setting`. Its input is a text, or the texts of a list; undefined: not given. */
export type Setting = z.ZodType;

const SETTINGS = z.registry<SettingInfo>();

/** Declares a setting: its schema and its description. */
export function setting<Schema extends Setting>(schema: Schema, info: SettingInfo): Schema {
  SETTINGS.add(schema, info);
  return schema;
}

const DERIVED = new WeakMap<Setting, ReturnType<typeof derive>>();

/** The declaration of a setting, and what follows from it. */
export function infoOf(declared: Setting): ReturnType<typeof derive> {
  const known = DERIVED.get(declared) ?? derive(declared);
  DERIVED.set(declared, known);
  return known;
}

function derive(declared: Setting) {
  const info = SETTINGS.get(declared);
  const [flag] = /--[a-z-]+/.exec(info?.flags ?? '') ?? [];
  if (info === undefined || flag === undefined) throw new Error('This schema is not declared as a setting.');
  return {
    ...info,
    /** `--min-delay` */
    flag,
    /** `HLTV_MIN_DELAY` */
    variable: `HLTV_${flag.slice(2).replaceAll('-', '_').toUpperCase()}`,
    /** The flag has no value on the command line. */
    isSwitch: !/[<[]/.test(info.flags),
    /** The default as typed by a user; undefined for a switch or a setting without default. */
    defaultText: declared instanceof z.ZodPrefault ? String(declared.def.defaultValue) : undefined,
  };
}
