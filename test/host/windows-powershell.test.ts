import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { known } from '../../src/facts/fact.ts';
import { createBatch, parseBatch } from '../../src/host/windows/batch.ts';
import { listenerIn } from '../../src/host/windows/stack.ts';
import { windowsHost } from '../../src/host/windows.ts';
import { cp932, type FakeAnswer } from '../support/fake-exec.ts';
import { POWERSHELL, windowsMachine, windowsText } from '../support/windows-machine.ts';

const NETSTAT = 'netstat -ano -p TCP';
const TASKLIST = 'tasklist /fo csv /nh';
const answers = async (powershell: FakeAnswer, changes = {}) => {
  const machine = windowsMachine({ [POWERSHELL]: powershell, ...changes });
  const stack = await windowsHost(machine.context).appleStack();
  if (!stack.known) throw new Error('always known, part by part');
  return { stack: stack.value, machine };
};

describe('one PowerShell', () => {
  it('answers every part that needs it, in one process', async () => {
    const { stack, machine } = await answers(windowsText('healthy.jsonl'));
    expect(machine.ran.filter((line) => line.startsWith('powershell'))).toHaveLength(1);
    expect(machine.unexpected).toEqual([]);
    expect(stack.processRunning).toEqual(known(true));
    expect(stack.portOwner).toEqual(known({ process: 'AppleMobileDeviceProcess', apple: true }));
    // The keyboard, and a phone that was here before, are left out.
    expect(stack.nodes).toMatchObject({
      known: true,
      value: [
        { name: 'Apple Mobile Device USB Composite Device', service: 'usbccgp', filters: ['AppleLowerFilter'] },
        { name: 'Apple iPhone', deviceClass: 'WPD', problemCode: 0, filters: [] },
        { name: 'Apple Mobile Device USB Device', filters: ['AppleKmdfFilter', 'libusb0'] },
      ],
    });
  });

  it('is the same in code page 932', async () => {
    const { stack } = await answers(cp932(windowsText('healthy.jsonl')));
    expect(stack.nodes).toMatchObject({ known: true, value: { length: 3 } });
  });

  it('sends its script as UTF-16 in base 64, so that nothing in it needs quoting', async () => {
    const { machine } = await answers(windowsText('healthy.jsonl'));
    const line = machine.ran.find((each) => each.startsWith('powershell')) ?? '';
    const script = Buffer.from(line.split(' ').at(-1) ?? '', 'base64').toString('utf16le');
    expect(script).toContain("PNPDeviceID LIKE 'USB\\\\VID_05AC%'");
    expect(line.length).toBeLessThan(32_000);
  });

  it.each([
    ['empty with exit code 0', '', 'missing-tool'],
    ['not there', { error: 'ENOENT' }, 'missing-tool'],
    ['not allowed', { error: 'EACCES' }, 'denied'],
    ['hanging', { hangs: true }, 'timeout'],
    ['a page of a proxy', '<!DOCTYPE html>\r\n<html>{"part":"nodes"}</html>', 'missing-tool'],
    ['a message in Japanese', cp932('このシステムではスクリプトの実行が無効になっているため'), 'missing-tool'],
  ] as const)('%s: device nodes are unknown, not absent', async (_, powershell, why) => {
    const { stack } = await answers(powershell as FakeAnswer);
    expect(stack.nodes).toMatchObject({ known: false, why });
  });

  it('keeps the parts that were answered before the time limit', async () => {
    const first = windowsText('healthy.jsonl').split('\r\n').slice(0, 2).join('\r\n');
    const { stack } = await answers({ out: `${first}\r\n{"part":"po`, hangs: true });
    expect(stack.nodes.known).toBe(true);
    expect(stack.processRunning).toEqual(known(true));
  });

  it('each part is refused for itself', async () => {
    const { stack } = await answers(windowsText('blocked.jsonl'), { [NETSTAT]: { code: 1 }, [TASKLIST]: '' });
    expect(stack.nodes).toMatchObject({ known: false, why: 'denied' });
    expect(stack.processRunning).toEqual(known(false));
    expect(stack.portOwner).toMatchObject({ known: false, why: 'missing-tool' });
  });

  it('an answer of another form is unknown', async () => {
    const machine = windowsMachine({ [POWERSHELL]: '{"part":"nodes","ok":true,"value":[{"id":5}]}' });
    expect(await createBatch(machine.context).part('nodes')).toMatchObject({ known: false, why: 'missing-tool' });
  });

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json().map((json) => `{"part":"nodes","ok":true,"value":${json}}`),
        ),
        (text) => {
          const parts = parseBatch({
            ok: true,
            stdout: Buffer.from(text),
            stderr: Buffer.alloc(0),
            code: 0,
            error: null,
          });
          expect(parts.size).toBeGreaterThanOrEqual(7);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('without PowerShell', () => {
  it('netstat and tasklist tell who listens, in any language', async () => {
    const { stack, machine } = await answers('', {
      [NETSTAT]: cp932(windowsText('netstat.ja.txt')),
      [TASKLIST]: cp932(windowsText('tasklist.csv')),
    });
    expect(stack.portOwner).toEqual(known({ process: 'AppleMobileDeviceProcess.exe', apple: true }));
    expect(stack.processRunning).toEqual(known(true));
    expect(machine.ran.filter((line) => line === TASKLIST)).toHaveLength(1);
  });

  it('a listener on another address is none on this one', () => {
    expect(listenerIn(windowsText('netstat-none.de.txt'))).toBeNull();
    expect(listenerIn(windowsText('netstat.ja.txt'))).toBe(4321);
    expect(listenerIn('<html></html>')).toBeUndefined();
  });

  it('an owner that can not be named is unknown, and an empty task list is no answer', async () => {
    const { stack } = await answers('', { [NETSTAT]: windowsText('netstat.ja.txt'), [TASKLIST]: '' });
    expect(stack.portOwner).toMatchObject({ known: false, why: 'missing-tool' });
    expect(stack.processRunning).toMatchObject({ known: false });
  });
});
