/** The real usbmuxd, in a mount namespace of its own: its socket and its pair records are in memory, and go with it. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MuxAddress } from '../../src/phone/address.ts';
import { parsePairRecord } from '../../src/phone/pair-record.ts';
import { connectToPort, listDevices, listen, readBuid, readPairRecord } from '../../src/phone/usbmux.ts';
import { buildXmlPlist } from '../../src/plist/index.ts';
import { context, failureFrom, UDID } from './support/context.ts';

const PREPARE = 'mount -t tmpfs none /run && mkdir -p /var/lib/lockdown && mount -t tmpfs none /var/lib/lockdown';

function present(): boolean {
  const found =
    spawnSync('usbmuxd', ['--version']).status === 0 && spawnSync('unshare', ['-m', 'sh', '-c', PREPARE]).status === 0;
  if (!found && process.env['IPHONE_BACKUP_DOCTOR_REQUIRE_TOOLS'] === '1') {
    throw new Error('usbmuxd does not run in a mount namespace');
  }
  return found;
}

describe.skipIf(!present())('the real usbmuxd (needs usbmuxd, unshare and the right to mount)', () => {
  let daemon: ChildProcess;
  let address: MuxAddress;
  let root: string;

  beforeAll(async () => {
    daemon = spawn('unshare', ['-m', 'sh', '-c', `${PREPARE} && exec usbmuxd -f`], { stdio: 'ignore' });
    root = `/proc/${daemon.pid}/root`;
    address = { kind: 'unix', path: `${root}/run/usbmuxd` };
    for (let tries = 0; tries < 100 && !existsSync(address.path); tries++) await wait(50);
  });

  afterAll(async () => {
    const ended = new Promise((resolve) => daemon.once('exit', resolve));
    daemon.kill();
    await ended;
  });

  it('lists nothing, and says so', async () => {
    expect(await listDevices(address, context())).toEqual({ entries: [], unreadable: 0 });
  });

  it('listens', async () => {
    const controller = new AbortController();
    const events: string[] = [];
    for await (const event of listen(address, context({}, controller.signal))) {
      events.push(event.type);
      controller.abort();
    }
    expect(events).toEqual(['listening']);
  });

  it('has an id of its own, and no way to a phone that is not there', async () => {
    expect(await readBuid(address, context())).toMatch(/^[0-9A-Fa-f-]{36}$/);
    expect(await failureFrom(connectToPort(address, 1, 62078, context()))).toMatchObject({ kind: 'device-gone' });
  });

  it('hands out a pair record, or none', async () => {
    expect(await readPairRecord(address, UDID, context())).toBe(null);
    const pem = Buffer.from('-----BEGIN X-----');
    const record = { HostID: 'H', HostCertificate: pem, HostPrivateKey: pem, DeviceCertificate: pem };
    writeFileSync(`${root}/var/lib/lockdown/${UDID}.plist`, buildXmlPlist(record));
    const bytes = await readPairRecord(address, UDID, context());
    expect(bytes && parsePairRecord(bytes).hostId.revealText()).toBe('H');
  });
});
