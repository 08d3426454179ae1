import { mkdirSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { known } from '../../src/facts/fact.ts';
import { createFacts, type FactsOptions } from '../../src/facts/index.ts';
import type { Facts } from '../../src/facts/types.ts';
import { makeBackup } from '../support/backup-factory.ts';
import { type FakeExec, fakeExec } from '../support/fake-exec.ts';
import { fakeFacts } from '../support/fake-facts.ts';
import { windowsMachine } from '../support/windows-machine.ts';

const NAMES = Object.keys(fakeFacts()).filter((name) => name !== 'asked') as (keyof Facts)[];

function facts(platform: NodeJS.Platform, fake: Pick<FakeExec, 'exec'>, options: Partial<FactsOptions> = {}): Facts {
  return createFacts({
    platform,
    env: { USBMUXD_SOCKET_ADDRESS: '/no/such/socket' },
    homedir: platform === 'win32' ? 'C:\\Users\\person' : '/nobody',
    arch: 'x64',
    release: '10.0.26100',
    signal: new AbortController().signal,
    now: Date.now(),
    exec: fake.exec,
    usb: () => Promise.reject(new Error('no binary')),
    ...options,
  });
}

const ask = (all: Facts, name: keyof Facts) =>
  name === 'volume' || name === 'backupBytes' ? all[name]('/no/such/folder') : Promise.resolve(all[name]());

describe('facts', () => {
  it('look at nothing before the first question', () => {
    const fake = fakeExec({});
    facts('win32', fake);
    facts('darwin', fake);
    expect(fake.ran).toEqual([]);
  });

  it.each(['win32', 'darwin', 'linux', 'freebsd'] as const)(
    'on %s none rejects, even where every program is missing',
    async (platform) => {
      const all = facts(platform, fakeExec({}), { systemRoot: '/no/such/root' });
      for (const name of NAMES) {
        const answer = await ask(all, name);
        expect(answer, name).toBeDefined();
        if (name !== 'host') expect(answer, name).toHaveProperty('known');
      }
      expect(all.host().platform).toBe(
        { win32: 'windows', darwin: 'macos', linux: 'linux', freebsd: 'other' }[platform],
      );
    },
  );

  it.each(['win32', 'darwin', 'linux'] as const)(
    'on %s a probe that throws is a crash, never a rejection',
    async (platform) => {
      const exec = () => Promise.reject(new TypeError('broken'));
      const all = facts(platform, { exec }, { systemRoot: '/no/such/root' });
      for (const name of NAMES) {
        const answer = await ask(all, name);
        if (name !== 'host') expect(answer, name).toHaveProperty('known');
      }
      expect(await all.usb()).toMatchObject({ known: false });
    },
  );

  it('one PowerShell serves them all', async () => {
    const machine = windowsMachine();
    const all = facts('win32', machine);
    await Promise.all([all.appleStack(), all.usb(), all.controlledFolderAccess(), all.programs()]);
    expect(machine.ran.filter((line) => line.startsWith('powershell'))).toHaveLength(1);
  });

  it('nothing that writes is ever run', async () => {
    const machine = windowsMachine();
    const mac = fakeExec({});
    const linux = fakeExec({});
    for (const all of [facts('win32', machine), facts('darwin', mac), facts('linux', linux)]) {
      for (const name of NAMES) await ask(all, name);
    }
    const readers =
      /^(reg query|sc query|netstat|tasklist|attrib \S+$|fsutil fsinfo|powershell|ioreg|system_profiler|mount$|osascript|stat|df|idevicebackup2 --version|usbmuxd --version)/;
    for (const line of [...machine.ran, ...mac.ran, ...linux.ran]) expect(line).toMatch(readers);
  });

  it('end when the run is called off', async () => {
    const controller = new AbortController();
    controller.abort();
    const all = facts('linux', fakeExec({}), { signal: controller.signal });
    expect(await all.programs()).toMatchObject({ known: false, why: 'timeout' });
  });
});

describe('backups', () => {
  it('are read in every folder that exists, and measured', async () => {
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'backups-')));
    const path = makeBackup(root);
    const all = facts('linux', fakeExec({}), { backupDir: root });
    const listings = await all.backups();
    expect(listings).toMatchObject({ known: true, value: [{ root, realRoot: root, backups: [{ path }] }] });
    expect(await all.backups()).toEqual(listings);
    const bytes = await all.backupBytes(path);
    expect(bytes.known && bytes.value).toBeGreaterThan(0);
  });

  it('an empty folder has none', async () => {
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'backups-')));
    mkdirSync(join(root, 'sub'));
    const all = facts('linux', fakeExec({}), { backupDir: join(root, 'sub') });
    expect(await all.backups()).toEqual(known([{ root: join(root, 'sub'), realRoot: join(root, 'sub'), backups: [] }]));
  });

  it('the size of a folder that is gone is unknown', async () => {
    expect(await facts('linux', fakeExec({})).backupBytes('/no/such/backup')).toMatchObject({ known: false });
  });
});
