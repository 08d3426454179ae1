import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { known } from '../../src/facts/fact.ts';
import { parseSystemProfiler } from '../../src/host/macos/usb.ts';
import { macosHost } from '../../src/host/macos.ts';
import { buildBinaryPlist } from '../../src/plist/index.ts';
import { type FakeAnswer, fakeExec } from '../support/fake-exec.ts';

const fixture = (name: string) => readFileSync(new URL(`../fixtures/host/macos/${name}`, import.meta.url), 'utf8');
const IOREG = 'ioreg -a -l -p IOUSB -w 0';
const PROFILER = 'system_profiler -json SPUSBDataType SPUSBHostDataType';

/** A Mac whose files lie in a folder of their own. */
function mac(answers: Record<string, FakeAnswer> = {}, files: Record<string, string | Uint8Array> = {}) {
  const systemRoot = mkdtempSync(join(tmpdir(), 'mac-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(systemRoot + path), { recursive: true });
    writeFileSync(systemRoot + path, content);
  }
  const fake = fakeExec(answers);
  const homedir = join(systemRoot, 'Users', 'person');
  const host = macosHost({
    platform: 'darwin',
    env: { TERM_PROGRAM: 'Apple_Terminal' },
    homedir,
    arch: 'arm64',
    release: '24.1.0',
    exec: fake.exec,
    systemRoot,
  });
  return { host, homedir, ...fake };
}

const versionFile = (version: string) => `<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0"><dict><key>ProductName</key><string>macOS</string>
<key>ProductVersion</key><string>${version}</string></dict></plist>`;
const SYSTEM = '/System/Library/CoreServices/SystemVersion.plist';
const FRAMEWORK = 'MobileDevice.framework/Versions/A/Resources';

describe('USB on macOS', () => {
  const usb = async (answers: Record<string, FakeAnswer>) => {
    const machine = mac(answers);
    return { finding: await machine.host.usbFallbacks[0]?.(), ran: machine.ran };
  };
  const phone = {
    mode: 'normal',
    productId: 0x12a8,
    name: 'iPhone',
    udid: '00008101-000123456789001E',
    linkSpeed: 480_000_000,
  };

  it('by ioreg: a phone behind a hub, no keyboard; nothing else is asked', async () => {
    const { finding, ran } = await usb({ [IOREG]: fixture('ioreg.plist.xml') });
    expect(finding).toEqual(known({ devices: [phone], method: 'ioreg' }));
    expect(ran).toEqual([IOREG]);
  });

  it('by system_profiler of macOS 10.10 to 15', () => {
    expect(parseSystemProfiler(fixture('profiler-15.json'))).toEqual(
      known({
        devices: [
          phone,
          {
            mode: 'recovery',
            productId: 0x1281,
            name: 'Apple Mobile Device (Recovery Mode)',
            udid: null,
            linkSpeed: 480_000_000,
          },
        ],
        method: 'system_profiler',
      }),
    );
  });

  it('by system_profiler of macOS 26, without the virtual iPhone of a simulated bus', () => {
    expect(parseSystemProfiler(fixture('profiler-26.json'))).toMatchObject({
      known: true,
      value: { devices: [{ name: 'iPad', udid: '00008030-000A1B2C3D4E002E', linkSpeed: 480_000_000 }] },
    });
  });

  it('a phone without a product id is neither a phone nor none', () => {
    const bus = (name: string) =>
      parseSystemProfiler(
        JSON.stringify({ SPUSBHostDataType: [{ _items: [{ _name: name, USBDeviceKeyVendorID: '0x05ac' }] }] }),
      );
    expect(bus('iPhone')).toMatchObject({ known: false, why: 'missing-tool' });
    expect(bus('Keyboard')).toEqual(known({ devices: [], method: 'system_profiler' }));
  });

  it.each([
    ['an empty list with exit code 0 (macOS 26, old word)', '{"SPUSBDataType": []}'],
    ['no list', '{}'],
    ['no JSON', 'system_profiler: unknown option'],
    ['another form', '{"SPUSBDataType": {"a": 1}}'],
  ])('%s proves nothing', (_, json) => {
    expect(parseSystemProfiler(json)).toMatchObject({ known: false, why: 'missing-tool' });
  });

  it('asks system_profiler where ioreg shows no device', async () => {
    const { finding } = await usb({
      [IOREG]: fixture('ioreg-no-device.plist.xml'),
      [PROFILER]: fixture('profiler-26.json'),
    });
    expect(finding).toMatchObject({ known: true, value: { method: 'system_profiler', devices: [{ name: 'iPad' }] } });
  });

  it('an empty list by ioreg alone counts, since it showed the buses', async () => {
    const { finding } = await usb({ [IOREG]: fixture('ioreg-no-device.plist.xml'), [PROFILER]: { hangs: true } });
    expect(finding).toEqual(known({ devices: [], method: 'ioreg' }));
  });

  it.each([
    ['hanging', { hangs: true }, 'timeout'],
    ['missing', { error: 'ENOENT' }, 'missing-tool'],
    ['silent', '', 'missing-tool'],
    ['a page of a proxy', '<html><body>Sign in</body></html>', 'missing-tool'],
  ] as const)('unknown where both are %s', async (_, answer, why) => {
    const { finding } = await usb({ [IOREG]: answer as FakeAnswer, [PROFILER]: answer as FakeAnswer });
    expect(finding).toMatchObject({ known: false, why });
  });
});

describe('programs on macOS', () => {
  const bundle = (version: string) => buildBinaryPlist({ CFBundleShortVersionString: version });

  it('the Finder since 10.15, with the updated MobileDevice before the one of macOS', async () => {
    const { host } = mac(
      {},
      {
        [SYSTEM]: versionFile('15.1'),
        [`/Library/Apple/System/Library/PrivateFrameworks/${FRAMEWORK}/version.plist`]: bundle('1784.0.0'),
        [`/System/Library/PrivateFrameworks/${FRAMEWORK}/version.plist`]: bundle('1759.0.0'),
      },
    );
    expect(await host.programs()).toEqual(
      known([
        { id: 'finder', name: 'Finder', version: '15.1', component: { name: 'MobileDevice', version: '1784.0.0' } },
      ]),
    );
    expect(host.describe()).toMatchObject({ osVersion: '15.1', terminal: 'Apple_Terminal' });
  });

  it('iTunes up to 10.14', async () => {
    const { host } = mac(
      {},
      {
        [SYSTEM]: versionFile('10.14.6'),
        '/Applications/iTunes.app/Contents/Info.plist': bundle('12.9.5'),
        [`/System/Library/PrivateFrameworks/${FRAMEWORK}/Info.plist`]: bundle('988.0.0'),
      },
    );
    expect(await host.programs()).toMatchObject({
      known: true,
      value: [{ id: 'itunes-mac', version: '12.9.5', component: { version: '988.0.0' } }],
    });
    expect(await mac({}, { [SYSTEM]: versionFile('10.14.6') }).host.programs()).toEqual(known([]));
  });

  it('unknown where the version of macOS is', async () => {
    expect(await mac().host.programs()).toMatchObject({ known: false, why: 'missing-tool' });
  });
});

describe('preferences', () => {
  const at = '/Users/person/Library/Preferences';

  it.each([
    [
      { [`${at}/com.apple.AMPDevicesAgent.plist`]: buildBinaryPlist({ AutomaticDeviceBackupsDisabled: true }) },
      'AutomaticDeviceBackupsDisabled',
    ],
    [{ [`${at}/com.apple.iTunes.plist`]: buildBinaryPlist({ DeviceBackupsDisabled: 1 }) }, 'DeviceBackupsDisabled'],
    [{ [`${at}/com.apple.iTunes.plist`]: buildBinaryPlist({ DeviceBackupsDisabled: false }) }, null],
    [{}, null],
  ])('case %#', async (files, expected) => {
    expect(await mac({}, files).host.backupsDisabledBy()).toEqual(known(expected));
  });

  it('a damaged file is unknown, unless another one says it', async () => {
    const damaged = { [`${at}/com.apple.AMPDevicesAgent.plist`]: 'bplist00nonsense' };
    expect(await mac({}, damaged).host.backupsDisabledBy()).toMatchObject({ known: false });
    const both = { ...damaged, [`${at}/com.apple.iTunes.plist`]: buildBinaryPlist({ DeviceBackupsDisabled: true }) };
    expect(await mac({}, both).host.backupsDisabledBy()).toEqual(known('DeviceBackupsDisabled'));
  });
});

describe('volumes on macOS', () => {
  const host = mac({ mount: fixture('mount.txt') }).host;

  it.each([
    // On the data volume, not on the sealed one.
    ['/Users/person', { fileSystem: 'apfs', readOnly: false }, false],
    ['/System/Volumes/Data/Users', { fileSystem: 'apfs', readOnly: false }, false],
    ['/Volumes/Server/Backup', { fileSystem: 'smbfs', readOnly: false }, true],
    ['/Volumes/My (old) Stick/x', { fileSystem: 'fat32', readOnly: true }, false],
    ['/Volumes/Server2', { fileSystem: 'apfs', readOnly: false }, false],
  ])('%s', async (path, mount, hangs) => {
    expect(await host.mountOf(path)).toEqual(mount);
    expect(await host.mayHang(path)).toBe(hangs);
  });

  it('space with what macOS would free on demand; the path is an argument, not part of the script', async () => {
    const space = async (answer: FakeAnswer) => {
      const machine = mac({ 'osascript *': answer });
      const counted = await machine.host.countedSpace("/Users/o'neil/$(id)");
      expect(machine.ran[0]).toMatch(/ \/Users\/o'neil\/\$\(id\)$/);
      return counted;
    };
    expect(await space('123456789012\n')).toEqual({ freeBytes: 123_456_789_012 });
    // External drives answer 0; a refused script answers words.
    for (const answer of ['0\n', 'undefined\n', { hangs: true }, { code: 1 }]) expect(await space(answer)).toBeNull();
  });
});

describe('refusals', () => {
  it('privacy protection answers EPERM, rights answer EACCES', () => {
    const { host } = mac();
    expect([host.deniedBy('EPERM'), host.deniedBy('EACCES')]).toEqual(['full-disk-access', 'rights']);
  });

  it('cloud drives are named by their provider, never by the account', async () => {
    const { host, homedir } = mac({}, { '/Users/person/Library/CloudStorage/GoogleDrive-person@example.com/x': '' });
    expect(await host.cloudPlaces()).toContainEqual({
      name: 'Google Drive',
      path: join(homedir, 'Library/CloudStorage/GoogleDrive-person@example.com'),
    });
  });
});
