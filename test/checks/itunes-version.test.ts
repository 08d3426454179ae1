import { describe, expect, it } from 'vitest';
import { itunesVersion } from '../../src/checks/itunes-version.ts';
import { known, unknown } from '../../src/facts/fact.ts';
import { NEWEST_PROGRAMS, TABLE_DAY } from '../../src/facts/latest.ts';
import type { BackupProgram } from '../../src/facts/types.ts';
import { contextOf } from '../support/context.ts';
import { type FakeAnswers, type FakePlatform, fakeFacts } from '../support/fake-facts.ts';

const look = (answers: FakeAnswers, platform: FakePlatform = 'windows') =>
  itunesVersion.run(contextOf({ facts: fakeFacts(answers, platform) }));
const program = (id: BackupProgram['id'], version: string | null, name: string = id): BackupProgram => ({
  id,
  name,
  version,
  component: null,
});
const installed = (...programs: BackupProgram[]) => ({ programs: known(programs) });
const newest = NEWEST_PROGRAMS['itunes-windows'].version;

describe('itunes-version', () => {
  it('passes on the newest known version and says of what day that knowledge is', async () => {
    expect(await look(installed(program('itunes-classic', newest)))).toMatchObject({
      status: 'pass',
      summary: { key: 'newest', args: { version: newest, asOf: TABLE_DAY } },
    });
    // Newer than the table is no fault either.
    expect((await look(installed(program('itunes-classic', '12.14.0.1')))).status).toBe('pass');
  });

  it.each([
    ['itunes-classic', '12.13.10.3'],
    ['itunes-classic', '12.13.11.0'],
    ['itunes-store', '12.9.0.164'],
    ['apple-devices', '1.1028.9986.0'],
  ] as const)('%s %s is outdated, as a likely cause with both versions', async (id, version) => {
    const outcome = await look(installed(program(id, version)));
    expect(outcome).toMatchObject({
      cause: { id: 'backup-software-outdated', args: { installed: version, asOf: TABLE_DAY } },
      confidence: 'likely',
    });
  });

  it('nothing installed is a cause only where it was looked for', async () => {
    expect(await look(installed())).toMatchObject({
      cause: { id: 'backup-software-missing' },
      confidence: 'confirmed',
    });
    expect(await look({ programs: unknown('denied', 'reg') })).toMatchObject({ status: 'unknown', why: 'denied' });
  });

  it('a current program beside an old one passes, with a note on each', async () => {
    const outcome = await look(
      installed(
        program('itunes-classic', '12.9.0.164'),
        program('apple-devices', NEWEST_PROGRAMS['apple-devices'].version),
      ),
    );
    expect(outcome.status).toBe('pass');
    expect(outcome.notes.map((note) => note.key)).toEqual(['several', 'other-outdated']);
  });

  it('libimobiledevice 1.3.0 is too old for today’s phones', async () => {
    expect(await look(installed(program('libimobiledevice', '1.3.0')), 'linux')).toMatchObject({
      cause: { id: 'backup-software-too-old', args: { installed: '1.3.0', basis: 'known-limit' } },
      confidence: 'likely',
    });
    expect((await look(installed(program('libimobiledevice', '1.4.0')), 'linux')).status).toBe('pass');
  });

  it('a Mac on an older line that is up to date gets no hint to update', async () => {
    const on = (osVersion: string) => ({
      host: {
        platform: 'macos',
        osName: 'macOS',
        osVersion,
        arch: 'arm64',
        virtualMachine: null,
        terminal: null,
      } as const,
    });
    const keys = async (version: string) => (await look(on(version), 'macos')).notes.map((note) => note.key);
    expect(await keys('14.8.9')).toEqual(['updates-with-macos']);
    expect(await keys('14.2')).toEqual(['updates-with-macos', 'macos-newer']);
    expect(await keys('12.1')).toEqual(['updates-with-macos']);
  });

  it('a version that cannot be read is unknown, never passed over', async () => {
    expect(await look(installed(program('itunes-classic', null)))).toMatchObject({ status: 'unknown' });
    expect(await look(installed(program('itunes-classic', 'newest')))).toMatchObject({ status: 'unknown' });
  });
});
