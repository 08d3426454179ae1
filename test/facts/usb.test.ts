import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Fact, known, unknown } from '../../src/facts/fact.ts';
import type { UsbFinding } from '../../src/facts/types.ts';
import { readUsb } from '../../src/facts/usb.ts';
import { buildAsk } from '../support/build-ask.ts';
import { hasTool } from '../support/tools.ts';
import { DFU, describeDevices, KEYBOARD, type MockDevice, PHONE, RECOVERY } from '../support/umock/describe.ts';

const run = promisify(execFile);
const hasUmockdev = process.platform === 'linux' && hasTool('umockdev-run');
const UDID = '00008101-000123456789001E';

let ask = '';
beforeAll(async () => {
  ask = await buildAsk();
});

const parse = ({ stdout }: { stdout: string }): Fact<UsbFinding> => JSON.parse(stdout).fact;

/** What the facts say on a machine with these devices. */
async function withDevices(devices: readonly MockDevice[], ...flags: string[]): Promise<Fact<UsbFinding>> {
  const file = join(mkdtempSync(join(tmpdir(), 'umock-')), 'devices.umockdev');
  writeFileSync(file, describeDevices(devices));
  return parse(await run('umockdev-run', ['--device', file, '--', process.execPath, ask, 'usb', ...flags]));
}

describe.skipIf(!hasUmockdev)('the real usb package (needs umockdev)', () => {
  it('sees a phone, its serial number and speed, and no keyboard', async () => {
    expect(await withDevices([KEYBOARD, PHONE])).toEqual(
      known({
        devices: [{ mode: 'normal', productId: 0x12a8, name: 'iPhone', udid: UDID, linkSpeed: 480_000_000 }],
        method: 'usb',
      }),
    );
  });

  it.each([
    ['recovery', RECOVERY],
    ['dfu', DFU],
  ] as const)('sees %s mode, where the serial number is no UDID', async (mode, device) => {
    expect(await withDevices([device])).toMatchObject({
      known: true,
      value: { devices: [{ mode, productId: device.productId, udid: null }], method: 'usb' },
    });
  });

  it('finds nothing where there is only a keyboard: looked, and empty', async () => {
    expect(await withDevices([KEYBOARD])).toEqual(known({ devices: [], method: 'usb' }));
  });

  it('the kernel list says the same where the package can not be loaded', async () => {
    const devices = [KEYBOARD, PHONE, RECOVERY];
    const [byPackage, bySysfs] = await Promise.all([withDevices(devices), withDevices(devices, '--no-package')]);
    const sorted = (fact: Fact<UsbFinding>) =>
      fact.known ? [...fact.value.devices].sort((a, b) => a.productId - b.productId) : fact;
    expect(bySysfs).toMatchObject({ known: true, value: { method: 'sysfs' } });
    expect(sorted(bySysfs)).toEqual(sorted(byPackage));
  });
});

describe.skipIf(process.platform !== 'linux' || existsSync('/sys/bus/usb'))('a machine without USB (this one)', () => {
  it('is unknown, not empty', async () => {
    const fact = parse(await run(process.execPath, [ask, 'usb']));
    expect(fact).toEqual(unknown('missing-tool', 'this machine has no USB subsystem'));
  });
});

describe('the package and its stand-ins', () => {
  const phone = { vendorId: 0x05ac, productId: 0x12a8, productName: 'iPhone', serialNumber: null, speed: 'superPlus' };
  const packageWith = (devices: unknown) => async () => ({ usb: { getDevices: async () => devices } });
  const fallback = known({ devices: [], method: 'sysfs' as const });

  it('reads what it needs, and survives getters that throw', async () => {
    const secretive = {
      ...phone,
      get serialNumber(): string {
        throw new Error('access denied');
      },
    };
    expect(await readUsb(packageWith([phone, secretive, null, 5]), [])).toMatchObject({
      known: true,
      value: { devices: [{ linkSpeed: 10_000_000_000 }, { udid: null }] },
    });
  });

  it('a CommonJS module may come as the default export', async () => {
    const load = async () => ({ default: await packageWith([phone])() });
    expect(await readUsb(load, [])).toMatchObject({ known: true, value: { devices: [{ name: 'iPhone' }] } });
  });

  it.each([
    ['can not be loaded', () => Promise.reject(new Error('Cannot find native binding'))],
    [
      'rejects',
      async () => ({ usb: { getDevices: () => Promise.reject(new Error('/sys/bus/usb/devices/ not found')) } }),
    ],
    [
      'throws',
      async () => ({
        usb: {
          getDevices: () => {
            throw new Error('no');
          },
        },
      }),
    ],
    ['has another form', async () => ({})],
    ['answers no list', packageWith({})],
  ])('one that %s hands over to the stand-ins, best first', async (_, load) => {
    expect(await readUsb(load, [async () => fallback])).toBe(fallback);
    const refused = unknown('denied', 'EACCES');
    expect(await readUsb(load, [async () => refused, async () => fallback])).toBe(fallback);
    expect(await readUsb(load, [async () => unknown('timeout', 'x'), async () => refused])).toBe(refused);
    expect(await readUsb(load, [])).toMatchObject({ known: false, why: 'missing-tool' });
  });

  it('asks no stand-in where the package has looked', async () => {
    const asked = readUsb(packageWith([]), [() => Promise.reject(new Error('asked'))]);
    expect(await asked).toEqual(known({ devices: [], method: 'usb' }));
  });
});
