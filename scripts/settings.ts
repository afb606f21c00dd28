import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { program } from '../src/commands/program.ts';
import { ALL_SETTINGS } from '../src/config.ts';
import { EXPORT_SETTINGS } from '../src/export-settings.ts';
import { REPARSE_SETTINGS, VERIFY_SETTINGS } from '../src/maintenance-settings.ts';
import { REPORT_SETTINGS } from '../src/report-settings.ts';
import { infoOf, SETTING_GROUPS, type Setting } from '../src/setting.ts';

/** Writes docs/settings.md from the declarations of the settings, so that the two cannot differ. */

const FILE = fileURLToPath(new URL('../docs/settings.md', import.meta.url));

const INTRODUCTION = `# Settings

Every setting is a flag, an environment variable, and a line of the settings file. Flags have precedence over variables,
variables over the file, the file over the defaults; [operations.md](operations.md#settings) has the details. Generated
from the declarations of the settings by \`node scripts/settings.ts\`; a test compares the two.
`;

/** All settings. Filters of `export`, `report` and `verify` have the same flags as those of a run, with other meanings. */
function declaredSettings(): Setting[] {
  const groups = [ALL_SETTINGS, EXPORT_SETTINGS, REPORT_SETTINGS, VERIFY_SETTINGS, REPARSE_SETTINGS];
  return [...new Set(groups.flatMap((settings) => Object.values<Setting>(settings)))];
}

/** Whether several settings have this flag. */
function isShared(flag: string): boolean {
  return declaredSettings().filter((setting) => infoOf(setting).flag === flag).length > 1;
}

/** The content of docs/settings.md. */
export function renderSettings(): string {
  const { commands } = program(() => undefined);
  const sections = Object.entries(SETTING_GROUPS).map(([group, title]) => {
    const rows = declaredSettings()
      .map(infoOf)
      .filter((info) => info.group === group)
      .map(({ flags, flag, variable, defaultText, description }) => {
        const users = commands.filter(({ options }) =>
          options.some((option) => option.long === flag && (!isShared(flag) || option.description === description)),
        );
        const names =
          users.length === commands.filter(({ options }) => options.length > 0).length
            ? 'all'
            : users.map((command) => command.name()).join(', ');
        const value = defaultText === undefined ? '' : `\`${defaultText}\``;
        return `| \`${flags}\` | \`${variable}\` | ${value} | ${description} | ${names} |`;
      });
    const head = '| flag | variable | default | meaning | commands |\n|---|---|---|---|---|';
    return `## ${title.replace(':', '')}\n\n${head}\n${rows.join('\n')}\n`;
  });
  return [INTRODUCTION, ...sections].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(FILE, renderSettings());
