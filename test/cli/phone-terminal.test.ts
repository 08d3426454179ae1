/** What a person at a terminal sees of a phone: which one, and the offer to pair. Against the simulated phone, in the built program. */
import { afterEach, describe, expect, it } from 'vitest';
import { runCli } from '../support/cli.ts';
import { openPty, type PtySession } from '../support/pty.ts';

let session: PtySession | null = null;
afterEach(async () => {
  await session?.close();
  session = null;
});
function open(...args: string[]): PtySession {
  session = openPty(args, { rows: 120 });
  return session;
}
const DOWN = '\x1b[B';
const ENTER = '\r';

describe('several phones', () => {
  it('are named in a list, and the chosen one is examined', async () => {
    const terminal = open('--demo', 'healthy-two-phones', '--target', 'computer', '--lang', 'en');
    await terminal.waitFor('Which device shall be examined?');
    expect(terminal.screen()).toContain('iPhone XS');
    terminal.type(DOWN + ENTER);
    expect((await terminal.exited(30_000)).code).toBe(0);
    expect(terminal.text()).toContain('iPhone XS with iOS');
  });

  it('stop a script with exit 2 and their UDIDs, until --udid says which', async () => {
    const { code, stdout, stderr } = await runCli(['--demo', 'healthy-two-phones', '--json']);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('simulated');
    const udids = stderr.match(/[0-9A-F]{8}-[0-9A-F]{16}/g) ?? [];
    expect(udids).toHaveLength(2);
    const chosen = await runCli(['--demo', 'healthy-two-phones', '--json', '--show-private', '--udid', udids[1] ?? '']);
    expect(chosen.code).toBe(0);
    const report = JSON.parse(chosen.stdout);
    expect(report.devices).toHaveLength(2);
    expect(report.devices.find((device: { udid: string }) => device.udid === udids[1])).toMatchObject({
      model: 'iPhone XS',
      trusted: true,
      connection: 'usb',
    });
    expect(report.devices.find((device: { udid: string }) => device.udid === udids[0])).toMatchObject({
      trusted: null,
    });
  });
});

describe('which phone', () => {
  it('does not matter where no check asks one, nor to a script about iCloud alone', async () => {
    const one = await runCli(['--demo', 'healthy-two-phones', '--json', '--only', 'computer-health']);
    expect(one.code).toBe(0);
    const icloud = await runCli(['--demo', 'healthy-two-phones', '--json', '--target', 'icloud']);
    expect(icloud.stderr).toBe('');
    expect(JSON.parse(icloud.stdout).checks).toHaveLength(11);
  });
});

describe('pairing', () => {
  it('happens after a yes: it says what will happen, what to tap, and looks again from the start', async () => {
    const terminal = open('--demo', 'trust-not-given', '--target', 'computer', '--lang', 'en');
    await terminal.waitFor('Show the question on the iPhone now?');
    expect(terminal.text()).toContain('keeps a pairing record');
    terminal.type(DOWN + ENTER);
    await terminal.waitFor('tap “Trust”');
    expect((await terminal.exited(60_000)).code).toBe(0);
    expect(terminal.text()).toContain('trusts this computer now');
    expect(terminal.text()).toContain('answers in a trusted session');
  });

  it('does not happen after Enter alone, nor after Ctrl-C', async () => {
    const terminal = open('--demo', 'trust-not-given', '--target', 'computer', '--lang', 'ja');
    await terminal.waitFor('iPhoneに確認を表示しますか');
    terminal.type(ENTER);
    expect((await terminal.exited()).code).toBe(1);
    await terminal.close();
    const again = open('--demo', 'trust-not-given', '--target', 'computer', '--lang', 'ja');
    await again.waitFor('iPhoneに確認を表示しますか');
    again.type('\x03');
    expect((await again.exited()).code).toBe(130);
    expect(again.cursorVisible()).toBe(true);
  });

  it('is not started by keys that were pressed before the question was there', async () => {
    const terminal = open('--demo', 'trust-not-given', '--target', 'computer', '--lang', 'en');
    await terminal.waitFor('demo');
    terminal.type(DOWN + ENTER);
    await terminal.waitFor('Show the question on the iPhone now?');
    terminal.type(ENTER);
    expect((await terminal.exited()).code).toBe(1);
    expect(terminal.text()).not.toContain('Waiting');
  });

  it('is never offered to a script', async () => {
    for (const flag of ['--json', '--no-input']) {
      const { code, stdout, stderr } = await runCli(['--demo', 'trust-not-given', flag]);
      expect(code).toBe(1);
      expect(stdout + stderr).not.toMatch(/Show the question/);
    }
  });
});

describe('--demo', () => {
  it('lists its scenarios, one line each, in both languages', async () => {
    for (const lang of ['en', 'ja']) {
      const { code, stdout } = await runCli(['--demo', 'list', '--lang', lang]);
      expect(code).toBe(0);
      expect(stdout.trim().split('\n').length).toBeGreaterThan(50);
      expect(stdout).toMatch(/^healthy {2,}\S/m);
    }
    expect((await runCli(['--demo', 'nonsense'])).code).toBe(2);
    expect((await runCli(['--demo', '--clean-old-backups'])).code).toBe(2);
  });

  it('says in every output that the phone is simulated', async () => {
    expect((await runCli(['--demo', '--no-input', '--lang', 'en'])).stdout).toContain('simulated');
    expect((await runCli(['--demo', '--no-input', '--plain', '--lang', 'ja'])).stdout).toContain('シミュレート');
    const report = JSON.parse((await runCli(['--demo', '--json'])).stdout);
    expect(report.verdict.summary).toContain('simulated');
  });

  it('is over after Ctrl-C, with nothing left in the temporary folder', async () => {
    const terminal = open('--demo', 'another-sync-running', '--no-input', '--lang', 'en');
    await terminal.waitFor('new enough');
    terminal.type('\x03');
    expect((await terminal.exited()).code).toBe(130);
    expect(terminal.cursorVisible()).toBe(true);
  });
});
