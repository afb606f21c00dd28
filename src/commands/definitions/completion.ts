import { Argument, Command } from 'commander';
import type { SetExitCode } from '../../exit-codes.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

const EXAMPLES = `
Examples:
  hltv-scraper completion bash \\
    > ~/.local/share/bash-completion/completions/hltv-scraper
  hltv-scraper completion zsh > "\${fpath[1]}/_hltv-scraper"
  hltv-scraper completion fish \\
    > ~/.config/fish/completions/hltv-scraper.fish

For the current shell alone:
  source <(hltv-scraper completion bash)
  hltv-scraper completion fish | source

Prints a script that completes commands, flags, their values and file names with the Tab key. It works in every shell that is
started afterwards; the folder must exist. Print it again after an update of the program.`;

/** The command `completion <shell>`. */
export function completionCommand(setExitCode: SetExitCode): Command {
  const command = new Command('completion')
    .description('print a script that completes commands and flags in bash, zsh or fish')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .addHelpText('after', EXAMPLES);
  return command.action(async (shell: (typeof SHELLS)[number]) => {
    const { completionScript } = await import('../completion.ts');
    process.stdout.write(completionScript(shell, command.parent ?? command));
    setExitCode(0);
  });
}
