import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './run-cli';
import type { Shell } from '../../cli/completion/script';

const FILE = '_cdk-ecs-layered-health';

/** A terminal in which zsh has a line, completes it and writes what was offered beside the terminal; for one line after the other. */
const ZSH_TERMINAL =
  "zmodload zsh/zpty; zpty shell 'exec zsh -f -i' 3>&1; zpty -w shell 'eval $INSIDE'; while zpty -r shell ignored; do :; done";

/** `-O`, `-A` and `-D` ask for matches without offering them. `TMOUT` ends a shell that waits for somebody who types. */
const ZSH_INSIDE = `
TMOUT=10
setopt no_auto_list no_beep
autoload -Uz compinit
[[ $WAY == fpath ]] && fpath=($FOLDER $fpath)
compinit -D -u
[[ $WAY == eval ]] && eval "$(<$FOLDER/${FILE})"
compadd() {
  if [[ \${@[1,(i)(-|--)]} != *-(O|A|D)\\ * ]]; then
    local -a matches
    builtin compadd -A matches "$@"
    offered+=($matches)
  fi
  builtin compadd "$@"
}
zle-line-init() {
  local typed
  local -a offered
  for typed in \${(f)TYPED}; do
    offered=()
    BUFFER=$typed CURSOR=$#typed
    zle complete-word
    print -rl -- $offered END >&3
  done
  BUFFER=exit
  zle accept-line
}
zle -N zle-line-init`;

/** Its function, called as bash does: readline takes an equals sign for a word of its own. */
const BASH = `
for typed; do
  typed=\${typed//=/ = }
  read -ra COMP_WORDS <<< "$typed"
  [[ $typed == *' ' ]] && COMP_WORDS+=('')
  COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
  _cdk_ecs_layered_health
  printf '%s\\n' "\${COMPREPLY[@]}" END
done`;

const FISH = 'for typed in $argv; complete -C $typed; echo END; end';

/** Whether this machine has a shell, and zsh what opens a terminal. */
export function isInstalled(shell: Shell): boolean {
  return spawnSync(shell, ['-c', shell === 'zsh' ? 'zmodload zsh/zpty' : '']).status === 0;
}

/**
 * What a shell offers for the last word of each line, with descriptions where it prints them after a tab. Of bash it is what the script
 * offers: with nothing to offer, bash turns to files by itself.
 * @param way how zsh gets the script: read by `eval`, or found as a file in `$fpath`
 */
export async function offers(shell: Shell, script: string, typed: readonly string[], way = 'eval'): Promise<string[][]> {
  const folder = mkdtempSync(join(tmpdir(), 'completion-'));
  try {
    writeFileSync(join(folder, FILE), script);
    const command = {
      bash: ['bash', '--norc', '-c', `${script}\n${BASH}`, 'bash', ...typed],
      zsh: ['zsh', '-f', '-c', ZSH_TERMINAL],
      fish: ['fish', '--no-config', '-c', `${script}\n${FISH}`, ...typed],
    }[shell];
    const { stdout, stderr } = await runCommand(command, {
      TERM: 'dumb',
      LC_ALL: 'C',
      INSIDE: ZSH_INSIDE,
      TYPED: typed.join('\n'),
      FOLDER: folder,
      WAY: way,
      XDG_CONFIG_HOME: folder,
      XDG_DATA_HOME: folder,
    });
    expect(stderr).toBe('');
    const blocks = stdout.split('END\n').slice(0, -1);
    expect(blocks).toHaveLength(typed.length);
    // fish prints an option with its value.
    return blocks.map((block) => block.split('\n').filter((line) => line !== '').map((line) => line.replace(/^--\w+=/, '')).sort());
  } finally {
    rmSync(folder, { recursive: true });
  }
}
