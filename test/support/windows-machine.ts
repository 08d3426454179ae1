/** A Windows computer made of command lines and their output, in English and Japanese. */
import { readFileSync } from 'node:fs';
import type { HostContext } from '../../src/host/types.ts';
import { crlf, type FakeAnswer, type FakeExec, fakeExec } from './fake-exec.ts';

const folder = new URL('../fixtures/host/windows/', import.meta.url);

/** A fixture with the line ends of Windows. */
export function windowsText(name: string): string {
  return crlf(readFileSync(new URL(name, folder), 'utf8'));
}

export const UNINSTALL = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall';
export const SUPPORT = 'HKLM\\SOFTWARE\\Apple Inc.\\Apple Mobile Device Support';
export const PACKAGES =
  'HKCU\\Software\\Classes\\Local Settings\\Software\\Microsoft\\Windows\\CurrentVersion\\AppModel\\Repository\\Packages';
export const SERVICE = 'Apple Mobile Device Service';
export const SERVICE_KEY = `HKLM\\SYSTEM\\CurrentControlSet\\Services\\${SERVICE}`;
export const POWERSHELL = 'powershell -NoProfile -NonInteractive -EncodedCommand *';

/** What reg.exe says of a key that is missing, and of one that may not be read: the same code. */
export const NO_KEY: FakeAnswer = { code: 1 };

const listing = (...keys: string[]): string => crlf(`\n${keys.join('\n')}\n`);
const long = (key: string): string => key.replace('HKLM', 'HKEY_LOCAL_MACHINE').replace('HKCU', 'HKEY_CURRENT_USER');

/** A computer without anything from Apple, where every tool answers. */
export const BARE: Readonly<Record<string, FakeAnswer>> = {
  [`reg query ${UNINSTALL} /s /reg:64`]: windowsText('uninstall-none.reg.txt'),
  [`reg query ${UNINSTALL} /s /reg:32`]: windowsText('uninstall-none.reg.txt'),
  [`reg query ${SUPPORT} /s /reg:64`]: NO_KEY,
  [`reg query ${SUPPORT} /s /reg:32`]: NO_KEY,
  'reg query HKLM\\SOFTWARE\\Apple Inc. /reg:64': NO_KEY,
  'reg query HKLM\\SOFTWARE\\Apple Inc. /reg:32': NO_KEY,
  'reg query HKLM\\SOFTWARE /reg:64': windowsText('software.reg.txt'),
  'reg query HKLM\\SOFTWARE /reg:32': windowsText('software.reg.txt'),
  [`reg query ${PACKAGES}`]: windowsText('packages-none.reg.txt'),
  [`sc query ${SERVICE}`]: { code: 1060 },
  [`reg query ${SERVICE_KEY}`]: NO_KEY,
  'reg query HKLM\\SYSTEM\\CurrentControlSet\\Services': listing(
    long('HKLM\\SYSTEM\\CurrentControlSet\\Services\\AppID'),
  ),
  [POWERSHELL]: windowsText('healthy.jsonl'),
};

export interface WindowsMachine extends FakeExec {
  readonly context: HostContext;
}

export function windowsMachine(
  changes: Readonly<Record<string, FakeAnswer>> = {},
  env: Readonly<Record<string, string>> = {},
): WindowsMachine {
  const fake = fakeExec({ ...BARE, ...changes });
  return {
    ...fake,
    context: {
      platform: 'win32',
      env: { SystemRoot: 'C:\\Windows', USERPROFILE: 'C:\\Users\\person', ...env },
      homedir: 'C:\\Users\\person',
      arch: 'x64',
      release: '10.0.26100',
      exec: fake.exec,
      systemRoot: '',
    },
  };
}
