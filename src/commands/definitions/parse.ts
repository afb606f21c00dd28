import { Command } from 'commander';
import { COMMON_SETTINGS, PARSE_SETTINGS } from '../../config.ts';
import type { SetExitCode } from '../../exit-codes.ts';
import { addSettings, commonSettings, parseSettings } from '../options.ts';

const EXAMPLES = `
Examples:
  hltv-scraper parse match.html | jq .record.maps
  hltv-scraper parse data/archive/map-stats/*/*.html.gz --json > all.json
  zcat match.html.gz | hltv-scraper parse -
  hltv-scraper parse --diff good.html bad.html

Prints one JSON document per page, one per line: file, kind, id, record, findings; error instead of record if a page
cannot be read. A page of a recording is named by the file and its number in it: crawl.warc.gz#12. With --json: one
array. Exit code 3 when a page could not be read.

With --diff: the classes, ids, data attributes and blocks that only one of the two pages has, and the fields that are
NULL, omitted or failed on only one of them. With --json: one document with all differences.`;

/** The command `parse`. */
export function parseCommand(setExitCode: SetExitCode): Command {
  const command = new Command('parse')
    .description('print the content of saved pages as JSON; uses neither network nor database')
    .argument('<files...>', 'saved pages or recordings (HTML, MHTML, HAR, WARC, .gz), folders of them, - for stdin')
    .addHelpText('after', EXAMPLES);
  addSettings(command, { ...PARSE_SETTINGS, ...COMMON_SETTINGS });
  return command.action(async (paths: string[], options) => {
    const common = commonSettings(options);
    const settings = parseSettings(options);
    const { printPages } = await import('../parse.ts');
    setExitCode(await printPages({ paths, common, settings }));
  });
}
