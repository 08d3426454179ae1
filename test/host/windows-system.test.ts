import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { known, unknown } from '../../src/facts/fact.ts';
import { refusedBy } from '../../src/host/windows/system.ts';
import { windowsHost } from '../../src/host/windows.ts';
import { cp932, crlf, type FakeAnswer } from '../support/fake-exec.ts';
import { NO_KEY, POWERSHELL, windowsMachine, windowsText } from '../support/windows-machine.ts';

const CBS = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing';
const UPDATE = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\WindowsUpdate\\Auto Update';
const SESSION = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager';
const CURRENT = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';
const long = (key: string) => key.replace('HKLM', 'HKEY_LOCAL_MACHINE').replace('HKCU', 'HKEY_CURRENT_USER');
const listing = (...keys: string[]) => crlf(`\n${keys.map(long).join('\n')}\n`);
const host = (changes: Record<string, FakeAnswer> = {}, env = {}) => windowsHost(windowsMachine(changes, env).context);

describe('a restart that Windows waits for', () => {
  const QUIET = {
    [`reg query ${CBS}`]: listing(`${CBS}\\Packages`),
    [`reg query ${UPDATE}`]: listing(`${UPDATE}\\Results`),
    [`reg query ${SESSION}`]: `${listing(SESSION)}    CriticalSectionTimeout    REG_DWORD    0x278d00\r\n`,
  };
  const renames = (what: string) =>
    `${listing(SESSION)}    PendingFileRenameOperations    REG_MULTI_SZ    \\??\\${what}\\0\r\n`;

  it('is none where every place says so', async () => {
    expect(await host(QUIET).restartPending()).toEqual(known({ reasons: [] }));
  });

  it.each([
    [{ [`reg query ${CBS}`]: listing(`${CBS}\\Packages`, `${CBS}\\RebootPending`) }, ['RebootPending']],
    [{ [`reg query ${UPDATE}`]: cp932(listing(`${UPDATE}\\RebootRequired`)) }, ['RebootRequired']],
    [{ [`reg query ${SESSION}`]: renames('C:\\Program Files\\iTunes\\iTunes.dll') }, ['AppleFilesPending']],
    // Another program's updater: no reason to restart for a backup.
    [{ [`reg query ${SESSION}`]: renames('C:\\Program Files\\Browser\\old.exe') }, []],
  ] as const)('case %#', async (change, reasons) => {
    expect(await host({ ...QUIET, ...change }).restartPending()).toEqual(known({ reasons }));
  });

  it('is unknown where servicing can not be read, unless another place says so', async () => {
    const blind = { ...QUIET, [`reg query ${CBS}`]: { error: 'timeout' } as const };
    expect(await host(blind).restartPending()).toMatchObject({ known: false, why: 'timeout' });
    const seen = { ...blind, [`reg query ${UPDATE}`]: listing(`${UPDATE}\\RebootRequired`) };
    expect(await host(seen).restartPending()).toEqual(known({ reasons: ['RebootRequired'] }));
  });
});

describe('media features', () => {
  const edition = (id: string) => ({
    [`reg query ${CURRENT}`]: `${listing(CURRENT)}    EditionID    REG_SZ    ${id}\r\n    ProductName    REG_SZ    Windows 10\r\n`,
  });

  it.each([
    ['Core', false],
    ['CoreSingleLanguage', false],
    ['Education', false],
    ['ProfessionalN', true],
    ['CoreKN', true],
    ['EnterpriseSN', true],
  ])('%s: without media %s', async (id, withoutMedia) => {
    const features = await host(edition(id)).mediaFeatures();
    expect(features).toMatchObject({ known: true, value: { edition: id, withoutMedia } });
  });

  it('the pack counts as missing only where its libraries certainly are', async () => {
    // No C:\Windows on this machine.
    const features = await host(edition('ProfessionalN')).mediaFeatures();
    expect(features).toMatchObject({ value: { packInstalled: known(false) } });
  });

  it('is unknown without an edition', async () => {
    expect(await host({ [`reg query ${CURRENT}`]: '<html>' }).mediaFeatures()).toMatchObject({ known: false });
  });
});

describe('file systems', () => {
  const volumeInfo = (label: string, name: string) =>
    crlf(`\nボリューム名 : Windows\n${label} : ${name}\n4K の状態 : いいえ\n`);

  it.each([
    ['English', volumeInfo('File System Name', 'NTFS'), 'ntfs'],
    ['code page 932', cp932(volumeInfo('ファイル システム名', 'exFAT')), 'exfat'],
    ['FAT', volumeInfo('File System Name', 'FAT32'), 'fat32'],
  ])('by fsutil in %s', async (_, output, name) => {
    expect(await host({ 'fsutil fsinfo volumeinfo E:\\': output }).mountOf('E:\\Backup')).toMatchObject({
      fileSystem: name,
    });
  });

  it('by PowerShell where fsutil is refused, null where both are', async () => {
    const refused = { 'fsutil fsinfo volumeinfo E:\\': { code: 1 } };
    expect((await host(refused).mountOf('e:\\Backup')).fileSystem).toBe('fat32');
    expect((await host({ ...refused, [POWERSHELL]: '' }).mountOf('E:\\')).fileSystem).toBeNull();
    expect((await host().mountOf('\\\\server\\share')).fileSystem).toBeNull();
  });
});

describe('drives that may hang', () => {
  const network = { 'reg query HKCU\\Network': listing('HKCU\\Network\\Z') };

  it.each([
    ['\\\\server\\share\\Backup', true],
    ['\\\\?\\UNC\\server\\share', true],
    ['Z:\\Backup', true],
    ['\\\\?\\C:\\Backup', false],
    ['C:\\Users\\person', false],
  ])('%s: %s', async (path, expected) => {
    expect(await host(network).mayHang(path)).toBe(expected);
  });

  it('are touched by another process', async () => {
    const touched = (answer: FakeAnswer) => host({ 'attrib Z:\\Backup': answer }).touch('Z:\\Backup', 100);
    expect(await touched('A            Z:\\Backup')).toBe('answers');
    expect(await touched({ hangs: true })).toBe('timeout');
    expect(await touched({ code: 1 })).toBe('failed');
  });
});

describe('rights on a folder', () => {
  it.each([
    ['EPERM', known(false), known({ ok: false, reason: 'rights' })],
    ['EACCES', known(true), known({ ok: false, reason: 'controlled-folder-access' })],
    ['EPERM', unknown('missing-tool', ''), known({ ok: false, reason: 'rights' })],
    ['EROFS', known(false), known({ ok: false, reason: 'read-only' })],
    ['EBUSY', known(false), { known: false, why: 'unreachable', detail: 'EBUSY' }],
  ] as const)('%s with protection %o', async (code, isProtected, expected) => {
    expect(await refusedBy(code, async () => isProtected)).toEqual(expected);
  });

  it('controlled folder access by PowerShell', async () => {
    expect(await host().controlledFolderAccess()).toEqual(known(true));
    expect(await host({ [POWERSHELL]: windowsText('blocked.jsonl') }).controlledFolderAccess()).toMatchObject({
      known: false,
    });
  });
});

describe('places', () => {
  it('both folders for backups, going by the profile', () => {
    expect(host({}, { APPDATA: 'D:\\Roaming' }).rootPlaces()).toEqual([
      { kind: 'itunes-classic', path: 'D:\\Roaming\\Apple Computer\\MobileSync\\Backup' },
      { kind: 'store', path: 'C:\\Users\\person\\Apple\\MobileSync\\Backup' },
    ]);
  });

  it('cloud drives by the environment', async () => {
    const places = await host({}, { OneDriveCommercial: 'C:\\Users\\person\\OneDrive - Contoso' }).cloudPlaces();
    expect(places).toContainEqual({ name: 'OneDrive', path: 'C:\\Users\\person\\OneDrive - Contoso' });
  });

  it('names Windows 11 by its build, and the terminal', () => {
    expect(host({}, { WT_SESSION: '1' }).describe()).toEqual({
      platform: 'windows',
      osName: 'Windows 11',
      osVersion: '10.0.26100',
      arch: 'x64',
      virtualMachine: null,
      terminal: 'Windows Terminal',
    });
  });

  it('the preference that switches backups off is no preference where there is no file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'roaming-'));
    expect(await host({}, { APPDATA: folder }).backupsDisabledBy()).toEqual(known(null));
  });

  it('phones by their device nodes, for when the usb package can not look', async () => {
    expect(await host().usbFallbacks[0]?.()).toEqual(
      known({
        devices: [
          { mode: 'normal', productId: 0x12a8, name: null, udid: '00008101-000123456789001E', linkSpeed: null },
        ],
        method: 'pnp',
      }),
    );
    expect(await host({ [POWERSHELL]: '' }).usbFallbacks[0]?.()).toMatchObject({ known: false, why: 'missing-tool' });
  });

  it('nothing of macOS or Linux', async () => {
    expect(await host({ 'reg query HKCU\\Network': NO_KEY }).usbmuxd()).toMatchObject({
      known: false,
      why: 'missing-tool',
    });
  });
});
