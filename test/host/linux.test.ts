import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { known } from '../../src/facts/fact.ts';
import { virtualMachineOf } from '../../src/host/linux/virtual.ts';
import { linuxHost } from '../../src/host/linux.ts';
import { type FakeAnswer, fakeExec } from '../support/fake-exec.ts';

/** A Linux computer whose files lie in a folder of their own. */
function linux(files: Record<string, string> = {}, answers: Record<string, FakeAnswer> = {}) {
  const systemRoot = mkdtempSync(join(tmpdir(), 'linux-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(systemRoot + path), { recursive: true });
    writeFileSync(systemRoot + path, content);
  }
  const fake = fakeExec(answers);
  const host = linuxHost({
    platform: 'linux',
    env: {},
    homedir: '/home/person',
    arch: 'x64',
    release: '6.1.0',
    exec: fake.exec,
    systemRoot,
  });
  return { host, systemRoot, ...fake };
}

describe('the computer', () => {
  it('by os-release', () => {
    const { host } = linux({ '/etc/os-release': 'PRETTY_NAME="x"\nNAME="Debian GNU/Linux"\nVERSION_ID=\'12\'\n' });
    expect(host.describe()).toMatchObject({ osName: 'Debian GNU/Linux', osVersion: '12', virtualMachine: null });
    expect(linux().host.describe()).toMatchObject({ osName: 'Linux', osVersion: null });
  });

  it.each([
    [{ '/proc/version': 'Linux version 5.15.167.4-microsoft-standard-WSL2' }, [], {}, 'WSL'],
    [{}, ['/.dockerenv'], {}, 'container'],
    [{}, ['/run/.containerenv'], {}, 'container'],
    [{}, [], { container: 'lxc' }, 'container'],
    [{ '/sys/class/dmi/id/product_name': 'VirtualBox\n' }, [], {}, 'VirtualBox'],
    [{ '/sys/class/dmi/id/sys_vendor': 'VMware, Inc.\n' }, [], {}, 'VMware'],
    [{ '/sys/class/dmi/id/sys_vendor': 'QEMU\n', '/sys/class/dmi/id/product_name': 'Standard PC' }, [], {}, 'QEMU'],
    [
      {
        '/sys/class/dmi/id/sys_vendor': 'Microsoft Corporation\n',
        '/sys/class/dmi/id/product_name': 'Virtual Machine\n',
      },
      [],
      {},
      'Hyper-V',
    ],
    // A real computer of the same maker.
    [
      {
        '/sys/class/dmi/id/sys_vendor': 'Microsoft Corporation\n',
        '/sys/class/dmi/id/product_name': 'Surface Pro 9\n',
      },
      [],
      {},
      null,
    ],
    [{ '/sys/class/dmi/id/sys_vendor': 'LENOVO\n' }, [], {}, null],
  ] as const)('case %#: %s', (files, exists, env, expected) => {
    const texts = new Map<string, string>(Object.entries(files));
    const found = virtualMachineOf({
      read: (path) => texts.get(path) ?? null,
      exists: (path) => (exists as readonly string[]).includes(path),
      env,
    });
    expect(found).toBe(expected);
  });
});

describe('USB by sysfs', () => {
  const device = (name: string, attributes: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(attributes).map(([key, value]) => [`/sys/bus/usb/devices/${name}/${key}`, `${value}\n`]),
    );

  it('phones in every mode; no hub, keyboard, adapter, Watch or old iPod', async () => {
    const apple = (idProduct: string) => ({ idVendor: '05ac', idProduct, speed: '480' });
    const { host } = linux({
      ...device('usb1', { idVendor: '1d6b', idProduct: '0002', speed: '480' }),
      ...device('1-1', { ...apple('12a8'), product: 'iPhone', serial: '00008101000123456789001E' }),
      ...device('1-1:1.0', apple('12a8')),
      ...device('1-2', apple('1281')),
      ...device('1-3', apple('1227')),
      ...device('1-4', apple('1905')),
      ...device('1-5', apple('0250')),
      ...device('1-6', apple('1402')),
      ...device('1-7', apple('12af')),
      ...device('1-8', apple('1261')),
      ...device('1-9', { idVendor: '1234', idProduct: '12a8', speed: '480' }),
      ...device('2-1', { ...apple('129a'), speed: '1.5', serial: 'F'.repeat(40) }),
    });
    const finding = await host.usbFallbacks[0]?.();
    expect(finding).toMatchObject({ known: true, value: { method: 'sysfs' } });
    const devices = finding?.known ? [...finding.value.devices].sort((a, b) => a.productId - b.productId) : [];
    expect(devices.map(({ productId, mode }) => [productId, mode])).toEqual([
      [0x1227, 'dfu'],
      [0x1281, 'recovery'],
      [0x129a, 'normal'],
      [0x12a8, 'normal'],
      [0x1905, 'restore'],
    ]);
    expect(devices[2]).toMatchObject({ udid: 'f'.repeat(40), linkSpeed: 1_500_000 });
    expect(devices[3]).toMatchObject({ name: 'iPhone', udid: '00008101-000123456789001E', linkSpeed: 480_000_000 });
  });

  it('an empty list where the kernel has one, unknown where it has no USB', async () => {
    const { host, systemRoot } = linux();
    expect(await host.usbFallbacks[0]?.()).toMatchObject({ known: false, why: 'missing-tool' });
    mkdirSync(join(systemRoot, 'sys/bus/usb/devices'), { recursive: true });
    expect(await host.usbFallbacks[0]?.()).toEqual(known({ devices: [], method: 'sysfs' }));
  });
});

describe('programs on Linux', () => {
  const VERSION = 'idevicebackup2 --version';

  it.each([
    ['idevicebackup2 1.3.0\n', '1.3.0'],
    ['idevicebackup2 1.3.0-277-g6fc41f5\n', '1.3.0-277-g6fc41f5'],
    ['Usage: idevicebackup2 [OPTIONS] CMD\n', null],
  ])('%s', async (output, version) => {
    expect(await linux({}, { [VERSION]: output }).host.programs()).toMatchObject({
      known: true,
      value: [{ id: 'libimobiledevice', version }],
    });
  });

  it('an empty list where it is not installed, unknown where it hangs or may not be run', async () => {
    expect(await linux().host.programs()).toEqual(known([]));
    expect(await linux({}, { [VERSION]: { hangs: true } }).host.programs()).toMatchObject({ why: 'timeout' });
    expect(await linux({}, { [VERSION]: { error: 'EACCES' } }).host.programs()).toMatchObject({ why: 'denied' });
  });
});

describe('usbmuxd', () => {
  const DAEMON = '/usr/sbin/usbmuxd';
  const RULE = '/usr/lib/udev/rules.d/39-usbmuxd.rules';

  it('is installed where the daemon may be run, with its version', async () => {
    const { host, systemRoot } = linux(
      { [DAEMON]: '', [RULE]: 'SUBSYSTEM=="usb"' },
      { 'usbmuxd --version': 'usbmuxd 1.1.1\n' },
    );
    chmodSync(systemRoot + DAEMON, 0o755);
    expect(await host.usbmuxd()).toEqual(known({ installed: true, version: '1.1.1', udevRule: true }));
  });

  it('is not installed on a bare computer', async () => {
    expect(await linux().host.usbmuxd()).toEqual(known({ installed: false, version: null, udevRule: false }));
  });

  it('a rule that is switched off by a link to /dev/null is none', async () => {
    const { host, systemRoot } = linux({ [RULE]: 'SUBSYSTEM=="usb"' });
    mkdirSync(join(systemRoot, 'etc/udev/rules.d'), { recursive: true });
    symlinkSync('/dev/null', join(systemRoot, 'etc/udev/rules.d/39-usbmuxd.rules'));
    expect(await host.usbmuxd()).toMatchObject({ value: { udevRule: false } });
  });
});
