import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { known } from '../../src/facts/fact.ts';
import { windowsHost } from '../../src/host/windows.ts';
import { cp932 } from '../support/fake-exec.ts';
import {
  NO_KEY,
  PACKAGES,
  POWERSHELL,
  SERVICE,
  SERVICE_KEY,
  SUPPORT,
  UNINSTALL,
  windowsMachine,
  windowsText,
} from '../support/windows-machine.ts';

const CLASSIC = { [`reg query ${UNINSTALL} /s /reg:64`]: windowsText('uninstall.reg.txt') };
const STORE = { [`reg query ${PACKAGES}`]: windowsText('packages.reg.txt') };
const stackOf = async (changes = {}) => {
  const machine = windowsMachine(changes);
  const stack = await windowsHost(machine.context).appleStack();
  expect(machine.unexpected).toEqual([]);
  if (!stack.known) throw new Error('always known, part by part');
  return stack.value;
};
const programsOf = async (changes = {}) => {
  const machine = windowsMachine(changes);
  return { programs: await windowsHost(machine.context).programs(), ran: machine.ran };
};

describe('programs on Windows', () => {
  it('an empty list where every place was read and has nothing', async () => {
    const { programs, ran } = await programsOf();
    expect(programs).toEqual(known([]));
    expect(ran.some((line) => line.startsWith('powershell'))).toBe(false);
  });

  it('classic iTunes from the list of apps, with Apple Mobile Device Support as its component', async () => {
    expect((await programsOf(CLASSIC)).programs).toEqual(
      known([
        {
          id: 'itunes-classic',
          name: 'iTunes',
          version: '12.13.10.3',
          component: { name: 'Apple Mobile Device Support', version: '19.4.0.10' },
        },
      ]),
    );
  });

  it('the same in code page 932, and in the 32-bit view', async () => {
    const { programs } = await programsOf({
      [`reg query ${UNINSTALL} /s /reg:32`]: cp932(windowsText('uninstall.reg.txt')),
    });
    expect(programs).toMatchObject({ known: true, value: [{ id: 'itunes-classic', version: '12.13.10.3' }] });
  });

  it('Store programs from the list of packages: the newest entry, the packed version of iTunes unpacked', async () => {
    expect((await programsOf(STORE)).programs).toEqual(
      known([
        { id: 'apple-devices', name: 'Apple Devices', version: '1.1540.24088.0', component: null },
        { id: 'itunes-store', name: 'iTunes', version: '12.13.10.3', component: null },
      ]),
    );
  });

  it('asks PowerShell for packages only where the registry has no list', async () => {
    const { programs } = await programsOf({
      [`reg query ${PACKAGES}`]: NO_KEY,
      'reg query HKCU\\Software\\Classes\\Local Settings\\Software\\Microsoft\\Windows\\CurrentVersion\\AppModel\\Repository':
        '\r\nHKEY_CURRENT_USER\\Software\\Classes\\Local Settings\\Software\\Microsoft\\Windows\\CurrentVersion\\AppModel\\Repository\\Families\r\n',
    });
    expect(programs).toMatchObject({ known: true, value: [{ id: 'apple-devices', version: '1.1540.24088.0' }] });
  });

  it('unknown, not empty, where the registry can not be read and PowerShell says nothing', async () => {
    const { programs } = await programsOf({ [`reg query ${PACKAGES}`]: { error: 'EACCES' }, [POWERSHELL]: '' });
    expect(programs).toMatchObject({
      known: false,
      why: 'missing-tool',
      detail: expect.stringContaining('PowerShell'),
    });
    const hanging = await programsOf({ [`reg query ${UNINSTALL} /s /reg:64`]: { hangs: true } });
    expect(hanging.programs).toMatchObject({ known: false, why: 'timeout' });
  });

  it('an empty answer of reg.exe is no answer', async () => {
    expect((await programsOf({ [`reg query ${UNINSTALL} /s /reg:64`]: { code: 0 } })).programs).toMatchObject({
      known: false,
      why: 'missing-tool',
    });
  });

  it('what was found counts although another part could not be read', async () => {
    const { programs } = await programsOf({
      ...CLASSIC,
      [`reg query ${PACKAGES}`]: { error: 'timeout' },
      [POWERSHELL]: '',
    });
    expect(programs).toMatchObject({ known: true, value: [{ id: 'itunes-classic' }] });
  });
});

describe('a key that is missing, and a key that may not be read, answer alike', () => {
  it('the parent tells them apart', async () => {
    expect((await stackOf()).mobileDeviceSupport).toEqual(known(null));
    const denied = await stackOf({
      'reg query HKLM\\SOFTWARE\\Apple Inc. /reg:64':
        '\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Apple Inc.\\Apple Mobile Device Support\r\n',
    });
    expect(denied.mobileDeviceSupport).toMatchObject({ known: false, why: 'denied' });
  });
});

describe('half an install', () => {
  const at = (dll: string) => ({
    [`reg query ${SUPPORT} /s /reg:64`]: windowsText('support.reg.txt').replace('@DLL@', dll),
  });

  it('is a registered library that is gone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dll-'));
    const dll = join(folder, 'MobileDevice.dll');
    expect((await stackOf(at(dll))).mobileDeviceSupport).toEqual(known({ version: '19.4.0.10', dllMissing: true }));
    writeFileSync(dll, '');
    expect((await stackOf(at(dll))).mobileDeviceSupport).toEqual(known({ version: '19.4.0.10', dllMissing: false }));
  });
});

describe('the classic service', () => {
  it('is null where there is none', async () => {
    expect((await stackOf()).service).toEqual(known(null));
  });

  it.each([
    ['English', windowsText('sc-running.en.txt'), 'running'],
    ['Japanese, code page 932', cp932(windowsText('sc-stopped.ja.txt')), 'stopped'],
    ['Japanese, UTF-16', Buffer.from(windowsText('sc-stopped.ja.txt'), 'utf16le'), 'stopped'],
  ])('state from sc.exe in %s, start type from the registry', async (_, output, state) => {
    const { service } = await stackOf({
      [`sc query ${SERVICE}`]: output,
      [`reg query ${SERVICE_KEY}`]: windowsText('service.reg.txt'),
    });
    expect(service).toEqual(known({ state, startType: 'disabled' }));
  });

  it('falls back on PowerShell where sc.exe does not answer, and is unknown where both fail', async () => {
    const part = (value: unknown) => JSON.stringify({ part: 'service', ok: true, error: '', value });
    const rest = {
      'tasklist /fo csv /nh': windowsText('tasklist.csv'),
      'netstat -ano -p TCP': windowsText('netstat.ja.txt'),
    };
    const answer = await stackOf({
      ...rest,
      [`sc query ${SERVICE}`]: { error: 'ENOENT' },
      [POWERSHELL]: part([{ state: 'Stop Pending', mode: 'Auto' }]),
    });
    expect(answer.service).toEqual(known({ state: 'stop-pending', startType: 'automatic' }));
    const neither = await stackOf({
      ...rest,
      [`sc query ${SERVICE}`]: '<html>Blocked</html>',
      [POWERSHELL]: { hangs: true },
    });
    expect(neither.service).toMatchObject({ known: false, why: 'timeout' });
  });
});
