/** Nothing tells a person to type a flag that is not there. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CAUSE_IDS } from '../../src/causes/catalogue.ts';
import type { CauseRef } from '../../src/core/check.ts';
import { LANGS } from '../../src/messages/define.ts';
import { causeWords } from '../../src/messages/index.ts';
import { parseArguments } from '../../src/options.ts';
import { SAMPLE_ARGS } from '../support/cause-samples.ts';
import { PLACES } from '../support/places.ts';

/** Flags that belong to another program, together with that program. */
const OF_OTHERS = /winget install -e --id|idevicebackup2 --version|idevicebackup2 backup --full|softwareupdate --list/g;

/** The flags in a text; the dashes of a table or of a longer word are none. */
function flagsIn(text: string): readonly string[] {
  return text.replace(OF_OTHERS, '').match(/(?<![\w-])--[a-z][\w-]*/g) ?? [];
}

function helpFlags(): ReadonlySet<string> {
  const help = parseArguments(['--help'], 'en', 'x');
  if (help.kind !== 'text') throw new Error(`--help gave ${help.kind}`);
  return new Set(flagsIn(help.text));
}

/** Which flags of these texts `--help` does not know, with the text's name. */
function strangers(texts: Iterable<readonly [name: string, text: string]>): readonly string[] {
  const known = helpFlags();
  const found = new Set<string>();
  for (const [name, text] of texts) {
    for (const flag of flagsIn(text)) if (!known.has(flag)) found.add(`${name}: ${flag}`);
  }
  return [...found];
}

function filesIn(folder: string, ending: string): readonly (readonly [string, string])[] {
  const url = new URL(folder, import.meta.url);
  return readdirSync(url)
    .filter((name) => name.endsWith(ending))
    .map((name) => [name, readFileSync(new URL(name, url), 'utf8')] as const);
}

describe('every flag that is named exists', () => {
  it('and the search finds flags, also unknown ones', () => {
    expect(helpFlags()).toContain('--clean-old-backups');
    expect(strangers([['a', 'run `--nowhere`, --all or --only x; |---|--- idevicebackup2 --version']])).toEqual([
      'a: --nowhere',
    ]);
  });

  it('in the words and commands of the causes', () => {
    const texts = CAUSE_IDS.flatMap((id) =>
      SAMPLE_ARGS[id].flatMap((args) =>
        PLACES.flatMap((place) =>
          LANGS.map((lang) => {
            const words = causeWords({ id, args } as CauseRef, place, lang);
            return [id, [words.summary, words.why, ...words.steps, ...words.commands].join('\n')] as const;
          }),
        ),
      ),
    );
    expect(strangers(texts)).toEqual([]);
  });

  // Their arguments are of all kinds, so the sentences are read where they are written.
  it('in the words of the checks and of the report', () => {
    const files = filesIn('../../src/messages/', '.ts');
    expect(files.length).toBeGreaterThan(10);
    expect(strangers(files)).toEqual([]);
  });

  it('on the pages', () => {
    const pages = filesIn('../../docs/checks/', '.md');
    expect(pages.length).toBeGreaterThan(10);
    expect(strangers(pages)).toEqual([]);
  });
});
